"""A job: one upload, what is asked of it, and how far it has come."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from formtrace.access.shares import Share
from formtrace.options import AnalysisOptions
from formtrace.reference.draft import ReferenceDraft
from formtrace.results.summary import ResultSummary

_NAMESPACE = uuid.UUID("6f2a1c0e-5d0b-5d3f-9a64-0d8d5ce1f6a7")


class JobStatus(StrEnum):
    """Where a job is; the last two are final.

    Jobs that the API makes begin with the first two, those of a drop into the bucket with ``received``.
    """

    AWAITING_UPLOAD = "awaiting_upload"
    FETCHING = "fetching"
    RECEIVED = "received"
    SPLITTING = "splitting"
    ANALYSING = "analysing"
    RENDERING = "rendering"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self in (JobStatus.COMPLETED, JobStatus.FAILED)

    @property
    def earlier(self) -> tuple[JobStatus, ...]:
        """The states that this one may follow: a late or repeated step never moves a job back."""
        order = list(JobStatus)
        return tuple(status for status in order[: order.index(self)] if not status.is_final)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ObjectRef(_Value):
    """An object in a bucket; with a version or an ETag, exactly that content of it."""

    bucket: str
    key: str
    version_id: str | None = None
    etag: str | None = None


class Failure(_Value):
    """Why a job did not succeed: a code for programs and one sentence for people.

    ``details`` say more to programs, where there is more to say: the reason why a file was not fetched.
    """

    code: str
    message: str
    details: dict[str, Any] = Field(default_factory=dict)


class MultipartUpload(_Value):
    """How the source of a job is uploaded in parts: all of ``part_bytes`` but the last."""

    upload_id: str
    size_bytes: int
    part_bytes: int

    @property
    def part_count(self) -> int:
        """How many parts there are."""
        return -(-self.size_bytes // self.part_bytes)


class JobLabels(_Value):
    """What the owner of a job calls it."""

    name: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""


class JobOutcome(ResultSummary):
    """The result in one line, and whether there is a picture of it."""

    thumbnail: bool = False


class Job(_Value):
    """The record of a job.

    Attributes:
        source: the upload; its content never travels through the state machine.
        kind: the kind of file that was announced; ``None`` for an upload that no request announced.
        owner: id of the token that asked for it; ``None`` for a drop into the bucket.
        options: what the analysis is asked for.
        draft: the reference movement that the video becomes, under the job's own id; ``None`` for none.
        callback_url: where a signed webhook goes when the job has ended.
        remote_url: where the source is fetched from.
        fetched_bytes, total_bytes: how much of it is there, of how much, where the other side says so.
        chunks: how many pieces the video was cut into, once known.
        posed, rendered: numbers of the chunks that are done.
        recount_of: the job whose keypoints this one counts again.
        recounts: the jobs that count its keypoints again.
        labels: what its owner calls it.
        outcome: the result in one line, once the clip is analysed.
        shares: links that show the result to others.
        multipart: how its source is uploaded, if in parts.
        attempts: how often it was begun; more than once only if an operator runs a failed job again.
    """

    job_id: str
    status: JobStatus
    source: ObjectRef
    kind: Literal["video", "image"] | None = None
    owner: str | None = None
    options: AnalysisOptions = Field(default_factory=AnalysisOptions)
    draft: ReferenceDraft | None = None
    callback_url: str | None = None
    remote_url: str | None = None
    fetched_bytes: int = 0
    total_bytes: int | None = None
    created_at: datetime
    updated_at: datetime
    chunks: int | None = None
    posed: frozenset[int] = frozenset()
    rendered: frozenset[int] = frozenset()
    failure: Failure | None = None
    recount_of: str | None = None
    recounts: frozenset[str] = frozenset()
    labels: JobLabels = JobLabels()
    outcome: JobOutcome | None = None
    shares: tuple[Share, ...] = ()
    multipart: MultipartUpload | None = None
    attempts: int = 1

    @property
    def execution(self) -> str:
        """The name of the execution of its latest attempt."""
        return self.job_id if self.attempts == 1 else f"{self.job_id}_{self.attempts}"

    @property
    def analysed_job_id(self) -> str:
        """The job whose keypoints are counted: the job itself, unless it counts those of another again."""
        return self.recount_of or self.job_id

    @property
    def progress(self) -> str:
        """The status in words: ``analysing (3 of 8 chunks)``."""
        done = {JobStatus.ANALYSING: self.posed, JobStatus.RENDERING: self.rendered}.get(self.status)
        return self.status if done is None else f"{self.status} ({len(done)} of {self.chunks} chunks)"


class JobCursor(NamedTuple):
    """A position in an owner's list of jobs, newest first: just after this one."""

    created_at: str
    job_id: str

    @classmethod
    def of(cls, job: Job) -> JobCursor:
        """The position just after a job."""
        return cls(timestamp(job.created_at), job.job_id)


def timestamp(moment: datetime) -> str:
    """A time that sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def attempt_of(execution: str) -> tuple[str, int]:
    """The job and the number of the attempt that an execution is named after."""
    job_id, _, attempt = execution.partition("_")
    return (job_id, int(attempt)) if attempt.isdecimal() else (execution, 1)


def job_id_for(source: ObjectRef, occasion: str) -> str:
    """Name the job of an upload.

    The same content put on the same ``occasion`` (S3's sequencer: it grows with every put to a key, and with
    it come the metadata that hold the options) is the same job, however often its event is delivered.
    """
    identity = [source.bucket, source.key, source.version_id or source.etag, occasion]
    return str(uuid.uuid5(_NAMESPACE, json.dumps(identity)))
