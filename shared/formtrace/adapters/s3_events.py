"""The two shapes in which S3 says that an object was created."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools.utilities.data_classes import S3Event, S3EventBridgeNotificationEvent

from formtrace.workflow.drops import Drop
from formtrace.workflow.jobs import ObjectRef


def drops_in(event: dict[str, Any]) -> list[Drop]:
    """The uploads in an S3 notification or an EventBridge "Object Created" event.

    Keys are URL-encoded in the former (a plus sign is a space) and plain in the latter. Other events, such as
    the test event that S3 sends when a notification is set up, hold none.
    """
    if event.get("detail-type") == "Object Created":
        return [_from_eventbridge(S3EventBridgeNotificationEvent(event))]
    created = [
        r for r in event.get("Records", ()) if str(r.get("eventName", "")).startswith("ObjectCreated:")
    ]
    return [_from_notification(record) for record in S3Event({"Records": created}).records]


def _from_notification(record: Any) -> Drop:
    stored = record.s3.get_object
    key = unquote_plus(stored["key"])
    return _drop(record.s3.bucket.name, key, stored.version_id, stored.etag, stored.sequencer)


def _from_eventbridge(event: S3EventBridgeNotificationEvent) -> Drop:
    stored = event.detail.object
    return _drop(event.detail.bucket.name, stored.key, stored.version_id, stored.etag, stored.sequencer)


def _drop(bucket: str, key: str, version_id: str | None, etag: str | None, sequencer: str | None) -> Drop:
    source = ObjectRef(bucket=bucket, key=key, version_id=version_id or None, etag=etag or None)
    return Drop(source=source, sequencer=sequencer or "")
