"""The messages of a job that has no result yet, or has failed.

Numbers up to 100 are for this: 0 is the beginning, and for a video N is N per cent. Only what is true now is
told, so a listener hears as many of them as there were occasions to ask.
"""

from __future__ import annotations

from formtrace.contracts.upload_tracking.messages.common import Source
from formtrace.contracts.upload_tracking.messages.pages import FIRST_SEQ
from formtrace.contracts.upload_tracking.messages.types import ErrorMessage, Initialization, Message
from formtrace.workflow.job_progress import percent
from formtrace.workflow.jobs import Job, JobStatus

_BEFORE_ANALYSIS = (JobStatus.AWAITING_UPLOAD, JobStatus.FETCHING, JobStatus.RECEIVED, JobStatus.SPLITTING)


def live_messages(job: Job, source: Source, *, export: bool) -> list[Message]:
    """Where the job is, as messages that are numbered already; of a failed job its one ``error``."""
    beginning = _initialization(0, f"loading {source}", job, source)
    if job.status is JobStatus.FAILED:
        return [beginning, _error(job)]
    if source == "image":
        begun = job.status not in _BEFORE_ANALYSIS
        return [beginning, *([_initialization(1, "initializing pose model", job, source)] if begun else [])]
    done = percent(job, export=export)
    if done == 0:
        return [beginning]
    text = f"Your video is processing, please stay on this page ({done}%)"
    return [beginning, {**_initialization(done, text, job, source), "percent": done}]


def _initialization(seq: int, text: str, job: Job, source: Source) -> Initialization:
    return {
        "type": "initialization",
        "message": text,
        "ready": False,
        "source": source,
        "step": job.status.value,
        "seq": seq,
    }


def _error(job: Job) -> ErrorMessage:
    code, text = ("internal", "") if job.failure is None else (job.failure.code, job.failure.message)
    details = {} if job.failure is None else job.failure.details
    return {
        "type": "error",
        "error": code,
        "code": code,
        "message": text,
        "origin": "server",
        "details": {"job_id": job.job_id, **details},
        "seq": FIRST_SEQ,
        "last": True,
    }
