"""The ports of the workflow: what its steps need from outside; ``adapters.aws`` implements them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from formtrace.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.access.shares import Share
    from formtrace.options import AnalysisOptions
    from formtrace.workflow.jobs import (
        Failure,
        Job,
        JobCursor,
        JobLabels,
        JobOutcome,
        JobStatus,
        ObjectRef,
    )
    from formtrace.workflow.reference_records import ReferenceCursor, StoredReference


class MissingObjectError(MediaError):
    """The object is not there, or is no longer the one that the job is about."""

    code = "media_missing"


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What a bucket knows of an object without its content."""

    size_bytes: int
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Where to POST a file as ``multipart/form-data``: these fields first, the file last, as ``file``."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """A part of a multipart upload that has arrived."""

    number: int
    size_bytes: int
    etag: str


class Readable(Protocol):
    """Something to read to its end."""

    def read(self, size: int = -1, /) -> bytes:
        """The next ``size`` bytes, fewer only at the end, and then none; all that is left for ``-1``."""


class ObjectStore(Protocol):
    """Buckets. All methods raise :class:`MissingObjectError` or :class:`~formtrace.errors.TransientError`."""

    def describe(self, ref: ObjectRef) -> ObjectInfo:
        """Size and metadata."""

    def read(self, ref: ObjectRef, max_bytes: int | None = None) -> bytes:
        """The content, or its first ``max_bytes``."""

    def download(self, ref: ObjectRef, path: Path) -> None:
        """The content into a file."""

    def write(self, ref: ObjectRef, content: bytes) -> None:
        """Put a small object; readers see all of it or nothing."""

    def upload(self, path: Path, ref: ObjectRef) -> None:
        """Put a file; readers see all of it or nothing."""

    def upload_stream(self, stream: Readable, ref: ObjectRef, media_type: str | None = None) -> None:
        """Put what a stream gives, without holding it all; an error of the stream leaves nothing behind."""

    def delete(self, ref: ObjectRef) -> None:
        """Delete an object with all its versions, if it exists."""

    def delete_all(self, bucket: str, prefix: str) -> None:
        """Delete every object whose key has this prefix, with all versions."""

    def link(self, ref: ObjectRef, expires_s: int, save_as: str | None = None) -> str:
        """A URL that gives the object to its bearer for a while; ``save_as`` makes it a download."""

    def upload_form(
        self, ref: ObjectRef, max_bytes: int, expires_s: int, content_type: str | None = None
    ) -> UploadForm:
        """A form that uploads one object of 1 to ``max_bytes`` bytes, for a while."""


class MultipartStore(Protocol):
    """Objects that are uploaded in parts, which a client can go on with after a break."""

    def begin(self, ref: ObjectRef, content_type: str | None = None) -> str:
        """Begin an upload; return its id."""

    def part_link(self, ref: ObjectRef, upload_id: str, number: int, expires_s: int) -> str:
        """A URL to PUT part ``number`` to, for a while."""

    def parts(self, ref: ObjectRef, upload_id: str) -> list[UploadedPart]:
        """The parts that have arrived, in order.

        Raises:
            MissingObjectError: there is no such upload, or not any more.
        """

    def complete(self, ref: ObjectRef, upload_id: str, parts: Sequence[UploadedPart]) -> None:
        """Make the object of its parts."""

    def abort(self, ref: ObjectRef, upload_id: str) -> None:
        """Abort an upload and delete its parts, if it exists."""


class JobStore(Protocol):
    """Records of jobs. Final states stay as they are, unless a failed job is reopened."""

    def create(self, job: Job) -> None:
        """Record a new job; one that is recorded already is left alone."""

    def set_source(self, job_id: str, source: ObjectRef) -> None:
        """Record which content exactly the job is about."""

    def set_options(self, job_id: str, options: AnalysisOptions) -> None:
        """Record what the job asks for."""

    def get(self, job_id: str) -> Job | None:
        """The record, if there is one."""

    def list_by_owner(
        self, owner: str, limit: int, after: JobCursor | None = None
    ) -> tuple[list[Job], JobCursor | None]:
        """A page of the jobs of an owner, newest first, and where the next page begins, if there is one."""

    def delete(self, job_id: str) -> None:
        """Forget a job."""

    def advance(
        self,
        job_id: str,
        status: JobStatus,
        chunks: int | None = None,
        outcome: JobOutcome | None = None,
    ) -> None:
        """Move a job forward; never back, and never out of a final state."""

    def set_labels(self, job_id: str, labels: JobLabels) -> bool:
        """Record what the owner calls the job; false when there is none."""

    def mark_fetched(self, job_id: str, fetched_bytes: int, total_bytes: int | None) -> bool:
        """Note how much of a remote file is there; say whether the job still waits for it."""

    def mark_posed(self, job_id: str, chunk: int) -> None:
        """Note that a chunk's keypoints are there; noting it twice counts once."""

    def mark_rendered(self, job_id: str, chunk: int) -> None:
        """Note that a chunk's overlay is there; noting it twice counts once."""

    def add_recount(self, job_id: str, recount_id: str) -> None:
        """Note that another job counts the keypoints of this one again."""

    def add_share(self, job_id: str, share: Share) -> bool:
        """Record a link to the result; false when there is no such job."""

    def remove_share(self, job_id: str, share: Share) -> None:
        """Revoke a link, if it exists."""

    def fail(self, job_id: str, failure: Failure, attempt: int | None = None) -> bool:
        """End a job with a code and a sentence, unless it has ended; say whether this ended it.

        With ``attempt``, only if that is its latest one.
        """

    def reopen(self, job: Job, status: JobStatus) -> Job | None:
        """Begin another attempt of a failed job, from ``status``; ``None`` when it is no longer as given."""


class ReferenceStore(Protocol):
    """Records of reference movements."""

    def create(self, stored: StoredReference) -> bool:
        """Record a new one; false when there is one of that id, which is left alone."""

    def get(self, reference_id: str) -> StoredReference | None:
        """The record, if there is one."""

    def all(self) -> Iterator[StoredReference]:
        """Every record, in no order; reads them all."""

    def list_by_owner(
        self, owner: str, limit: int, after: ReferenceCursor | None = None
    ) -> tuple[list[StoredReference], ReferenceCursor | None]:
        """A page of the references of an owner, newest first, and where the next page begins."""

    def rename(self, reference_id: str, name: str) -> bool:
        """Give one another name; false when there is none."""

    def delete(self, reference_id: str) -> None:
        """Delete one, if it exists."""


LEASE_S = 960.0
"""Longer than a function can run: a lease that expires has lost its owner."""


class Leases(Protocol):
    """Work that is done once although it is asked for several times."""

    def acquire(self, name: str, owner: str, lease_s: float) -> bool:
        """Acquire the lease on a piece of work: true for the first owner, also when it tries again.

        Others get it only if it expires before :meth:`complete`: the owner died.
        """

    def complete(self, name: str) -> None:
        """The work is done, for good."""

    def release(self, name: str) -> None:
        """The work may be done once more."""


class Executions(Protocol):
    """The state machine."""

    def start(self, name: str, data: Mapping[str, Any]) -> None:
        """Start an execution, unless one of that name was started before."""

    def stop(self, name: str) -> None:
        """Stop an execution, if one of that name runs."""


class JobFunction(Protocol):
    """A function that works on a job by itself: analyses a photo, fetches a file, counts again."""

    def submit(self, job_id: str) -> None:
        """Have it work on a job, soon; how it ended is in the job's record."""
