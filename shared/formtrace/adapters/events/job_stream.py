"""The stream of the job table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer

from formtrace.adapters.aws.job_table import job_from_item

if TYPE_CHECKING:
    from formtrace.workflow.jobs import Job


def ended_jobs_in(event: dict[str, Any]) -> list[Job]:
    """The jobs that ended, according to an event of the table's stream; other changes are passed over."""
    changes = (record["dynamodb"] for record in event["Records"])
    pairs = ((_job(change.get("OldImage")), _job(change.get("NewImage"))) for change in changes)
    return [new for old, new in pairs if new and new.status.is_final and not (old and old.status.is_final)]


def _job(image: dict[str, Any] | None) -> Job | None:
    """The job of an item as streams have it, every value with its type."""
    if image is None:
        return None
    read = TypeDeserializer().deserialize
    return job_from_item({name: read(value) for name, value in image.items()})
