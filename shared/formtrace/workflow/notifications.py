"""The end of a job, announced on the event bus and to the job's callback URL if it has one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from formtrace.errors import OutboundError, RefusedUrlError
from formtrace.outbound.guard import Caps
from formtrace.outbound.signature import signed_headers
from formtrace.workflow.jobs import JobStatus

if TYPE_CHECKING:
    from formtrace.access.ports import TokenStore
    from formtrace.outbound.client import OutboundClient
    from formtrace.workflow.job_files import JobFiles
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.ports import JobStore

WAITS_S = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)
"""Between the attempts to deliver: ten attempts in 16 hours."""
ATTEMPTS = len(WAITS_S) + 1
_CAPS = Caps(total_s=15, idle_s=10)
_GONE = 410


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class EventFailure(_Value):
    """Why a job failed: its code, and the reason within it where there is one."""

    code: str
    reason: str | None = None


class ResultPointer(_Value):
    """Where the result document lies; the files that it names lie beside it."""

    bucket: str
    key: str


class JobEvent(_Value):
    """The detail of the events ``Job Completed`` and ``Job Failed``: pointers, and nothing about the person.

    Attributes:
        token_id: who asked for the job; ``None`` for a drop into the bucket.
        source: what was announced; ``None`` for a drop.
        result: of a completed job.
        failure: of a failed one.
    """

    schema_version: Literal[1] = 1
    job_id: str
    status: Literal["completed", "failed"]
    source: Literal["video", "image"] | None
    token_id: str | None
    created_at: datetime
    ended_at: datetime
    result: ResultPointer | None = None
    failure: EventFailure | None = None

    @property
    def detail_type(self) -> str:
        """What EventBridge rules match."""
        return f"Job {self.status.capitalize()}"


class WebhookLinks(_Value):
    """Where the API tells more; they need the token."""

    self: str
    result: str | None
    messages: str


class WebhookData(_Value):
    """What a webhook says of a job."""

    job_id: str
    status: Literal["completed", "failed"]
    source: Literal["video", "image"] | None
    created_at: datetime
    ended_at: datetime
    failure: EventFailure | None
    links: WebhookLinks


class WebhookBody(_Value):
    """The JSON that is posted to a callback URL."""

    type: Literal["job.completed", "job.failed"]
    timestamp: datetime
    data: WebhookData


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """A webhook on its way: the same id and bytes in every attempt."""

    job_id: str
    webhook_id: str
    body: str


class EventBus(Protocol):
    """Where the account's own programs listen."""

    def put(self, event: JobEvent) -> None:
        """Tell them."""


class WebhookQueue(Protocol):
    """Webhooks that wait to be delivered."""

    def put(self, delivery: WebhookDelivery) -> None:
        """Have it delivered."""


def announce(job: Job, files: JobFiles, api_url: str, bus: EventBus, queue: WebhookQueue) -> None:
    """Announce that a job has ended, at least once: receivers recognise repetitions by the job's id."""
    event = event_of(job, files)
    bus.put(event)
    if job.callback_url is not None and job.owner is not None:
        queue.put(webhook_for(event, api_url, job.attempts))


def event_of(job: Job, files: JobFiles) -> JobEvent:
    """The event of a job that is completed or has failed."""
    done = job.status is JobStatus.COMPLETED
    document = files.result()
    result = ResultPointer(bucket=document.bucket, key=document.key) if done else None
    failure = None
    if job.failure is not None:
        failure = EventFailure(code=job.failure.code, reason=job.failure.details.get("reason"))
    return JobEvent(
        job_id=job.job_id,
        status="completed" if done else "failed",
        source=job.kind,
        token_id=job.owner,
        created_at=job.created_at,
        ended_at=job.updated_at,
        result=result,
        failure=failure,
    )


def webhook_for(event: JobEvent, api_url: str, attempt: int = 1) -> WebhookDelivery:
    """The webhook of an event; each attempt at a job ends with one of its own."""
    job = f"{api_url.rstrip('/')}/v1/jobs/{event.job_id}"
    links = WebhookLinks(
        self=job, result=None if event.result is None else f"{job}/result", messages=f"{job}/messages"
    )
    known: dict[str, Any] = event.model_dump(include=set(WebhookData.model_fields) - {"failure"})
    body = WebhookBody(
        type="job.completed" if event.status == "completed" else "job.failed",
        timestamp=event.ended_at,
        data=WebhookData(**known, failure=event.failure, links=links),
    )
    name = f"{event.job_id}_{event.status}" + (f"_{attempt}" if attempt > 1 else "")
    return WebhookDelivery(event.job_id, name, body.model_dump_json())


class DeliveryOutcome(StrEnum):
    """What became of one attempt."""

    DELIVERED = "delivered"
    DROPPED = "dropped"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One attempt, and why it ended so."""

    outcome: DeliveryOutcome
    why: str


def deliver(
    jobs: JobStore, tokens: TokenStore, client: OutboundClient, delivery: WebhookDelivery, now_s: int
) -> DeliveryAttempt:
    """Post a webhook once, signed with the secret of the job's token.

    Any answer from 200 to 299 is good and 410 says to leave it. A job that was deleted, a token that was
    revoked and a URL that the rules forbid are no reason to try again; everything else is.

    Args:
        jobs: knows the callback URL.
        tokens: know the secret.
        client: what may be called.
        delivery: what to post.
        now_s: seconds since 1970.
    """
    job = jobs.get(delivery.job_id)
    if job is None or job.callback_url is None or job.owner is None:
        return DeliveryAttempt(DeliveryOutcome.DROPPED, "the job is gone")
    token = tokens.get(job.owner)
    if token is None or token.revoked_at is not None:
        return DeliveryAttempt(DeliveryOutcome.DROPPED, "the token is gone")
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        **signed_headers(token.webhook_secret, delivery.webhook_id, now_s, body),
    }
    try:
        status = client.post(job.callback_url, body, headers, _CAPS)
    except RefusedUrlError as error:
        return DeliveryAttempt(DeliveryOutcome.DROPPED, error.reason)
    except OutboundError as error:
        return DeliveryAttempt(DeliveryOutcome.POSTPONED, error.reason)
    return DeliveryAttempt(_outcome(status), f"status {status}")


def _outcome(status: int) -> DeliveryOutcome:
    if status == _GONE:
        return DeliveryOutcome.DROPPED
    return DeliveryOutcome.DELIVERED if status // 100 == 2 else DeliveryOutcome.POSTPONED


def wait_s(attempts: int, spread: float) -> int:
    """How long to wait after so many attempts; ``spread`` in 0..1 takes up to a tenth off or puts it on."""
    return round(WAITS_S[min(attempts, len(WAITS_S)) - 1] * (0.9 + 0.2 * spread))
