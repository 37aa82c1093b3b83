"""The three shapes in which the fail function hears of a failure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from formtrace.adapters.events.uploads import uploads_in
from formtrace.workflow.failure import failure_from
from formtrace.workflow.jobs import attempt_of

if TYPE_CHECKING:
    from formtrace.workflow.jobs import Failure
    from formtrace.workflow.uploads import Upload


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that ended in an error.

    Attributes:
        upload: where it may have ended before it was even recorded.
        attempt: which attempt at it ended so, where that is known.
    """

    job_id: str
    failure: Failure
    upload: Upload | None = None
    attempt: int | None = None


def failures_in(event: dict[str, Any]) -> list[FailedJob]:
    """The jobs that an event says have failed, and why."""
    if "detail" in event:
        return [_from_execution(event["detail"])]
    if "requestPayload" in event:
        return _from_destination(event)
    error = event["error"]
    failure = failure_from(str(error.get("Error", "")), str(error.get("Cause", "")))
    attempt = attempt_of(str(event["execution"]))[1] if "execution" in event else None
    return [FailedJob(str(event["job_id"]), failure, attempt=attempt)]


def _from_execution(detail: dict[str, Any]) -> FailedJob:
    """An execution's status change: its name tells the job, its error may be missing (aborted, timed out)."""
    error = detail.get("error") or str(detail["status"])
    job_id, attempt = attempt_of(str(detail["name"]))
    return FailedJob(job_id, failure_from(error, detail.get("cause") or ""), attempt=attempt)


def _from_destination(event: dict[str, Any]) -> list[FailedJob]:
    """Lambda's record of an asynchronous invocation that failed for good: of a photo, or of uploads."""
    request, response = event["requestPayload"], event.get("responsePayload") or {}
    failure = failure_from(str(response.get("errorType", "")), json.dumps(response))
    if "job_id" in request:
        return [FailedJob(str(request["job_id"]), failure)]
    return [FailedJob(upload.job_id, failure, upload) for upload in uploads_in(request)]
