"""The two shapes in which S3 says that an object was created."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from formtrace.workflow.jobs import ObjectRef
from formtrace.workflow.uploads import Upload


def uploads_in(event: dict[str, Any]) -> list[Upload]:
    """The uploads in an S3 notification or an EventBridge "Object Created" event.

    Keys are URL-encoded in the former (a plus sign is a space) and plain in the latter. Other events, such as
    the test event that S3 sends when a notification is set up, hold none.
    """
    if event.get("detail-type") == "Object Created":
        return [_from_eventbridge(event["detail"])]
    records = event.get("Records", ())
    return [_from_notification(record["s3"]) for record in records if _is_creation(record)]


def _is_creation(record: dict[str, Any]) -> bool:
    return str(record.get("eventName", "")).removeprefix("s3:").startswith("ObjectCreated:")


def _from_notification(s3: dict[str, Any]) -> Upload:
    stored = s3["object"]
    source = ObjectRef(
        bucket=s3["bucket"]["name"],
        key=unquote_plus(stored["key"]),
        version_id=stored.get("versionId"),
        etag=stored.get("eTag"),
    )
    return Upload(source, stored.get("sequencer", ""))


def _from_eventbridge(detail: dict[str, Any]) -> Upload:
    stored = detail["object"]
    source = ObjectRef(
        bucket=detail["bucket"]["name"],
        key=stored["key"],
        version_id=stored.get("version-id"),
        etag=stored.get("etag"),
    )
    return Upload(source, stored.get("sequencer", ""))
