"""The ports of the workflow in memory, so that its steps can be tested without AWS."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formtrace.access.shares import Share
from formtrace.clip.limits import Limits
from formtrace.contracts.upload_tracking.messages.stream import message_files
from formtrace.options import AnalysisOptions
from formtrace.outbound import HostList
from formtrace.workflow.job_files import Buckets
from formtrace.workflow.jobs import (
    Failure,
    Job,
    JobCursor,
    JobLabels,
    JobOutcome,
    JobStatus,
    ObjectRef,
)
from formtrace.workflow.ports import MissingObjectError, ObjectInfo, Readable, UploadedPart, UploadForm
from formtrace.workflow.reference_library import ReferenceLibrary
from formtrace.workflow.reference_records import ReferenceCursor, StoredReference
from formtrace.workflow.services import Services

UPLOADS, WORK, RESULTS = "uploads", "work", "results"
BUCKETS = Buckets(UPLOADS, WORK, RESULTS)


@dataclass
class MemoryObjects:
    """Buckets as a dictionary."""

    content: dict[tuple[str, str], bytes] = field(default_factory=dict)
    metadata: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def put(self, key: str, content: bytes, **metadata: str) -> ObjectRef:
        self.content[UPLOADS, key] = content
        self.metadata[UPLOADS, key] = metadata
        return ObjectRef(bucket=UPLOADS, key=key)

    def keys(self, bucket: str) -> list[str]:
        return sorted(key for where, key in self.content if where == bucket)

    def describe(self, ref: ObjectRef) -> ObjectInfo:
        return ObjectInfo(len(self.read(ref)), self.metadata.get((ref.bucket, ref.key), {}))

    def read(self, ref: ObjectRef, max_bytes: int | None = None) -> bytes:
        try:
            return self.content[ref.bucket, ref.key][:max_bytes]
        except KeyError:
            raise MissingObjectError(f"{ref.key} is not there.") from None

    def download(self, ref: ObjectRef, path: Path) -> None:
        path.write_bytes(self.read(ref))

    def write(self, ref: ObjectRef, content: bytes) -> None:
        self.content[ref.bucket, ref.key] = content

    def upload_stream(self, stream: Readable, ref: ObjectRef, media_type: str | None = None) -> None:
        self.write(ref, b"".join(iter(lambda: stream.read(1 << 16), b"")))

    def upload(self, path: Path, ref: ObjectRef) -> None:
        self.write(ref, path.read_bytes())

    def delete(self, ref: ObjectRef) -> None:
        self.content.pop((ref.bucket, ref.key), None)

    def delete_all(self, bucket: str, prefix: str) -> None:
        for where, key in list(self.content):
            if where == bucket and key.startswith(prefix):
                del self.content[where, key]

    def link(self, ref: ObjectRef, expires_s: int, save_as: str | None = None) -> str:
        return f"https://storage.test/{ref.bucket}/{ref.key}?expires={expires_s}"

    def upload_form(
        self, ref: ObjectRef, max_bytes: int, expires_s: int, content_type: str | None = None
    ) -> UploadForm:
        return UploadForm(f"https://storage.test/{ref.bucket}", {"key": ref.key, "max": str(max_bytes)})


@dataclass
class MemoryMultipart:
    """Uploads in parts: ids are the keys of their objects."""

    objects: MemoryObjects
    begun: dict[str, dict[int, bytes]] = field(default_factory=dict)

    def begin(self, ref: ObjectRef, content_type: str | None = None) -> str:
        self.begun[ref.key] = {}
        return ref.key

    def part_link(self, ref: ObjectRef, upload_id: str, number: int, expires_s: int) -> str:
        return f"https://storage.test/{ref.bucket}/{ref.key}?part={number}"

    def parts(self, ref: ObjectRef, upload_id: str) -> list[UploadedPart]:
        if upload_id not in self.begun:
            raise MissingObjectError("There is no such upload.")
        return [UploadedPart(n, len(part), str(n)) for n, part in sorted(self.begun[upload_id].items())]

    def complete(self, ref: ObjectRef, upload_id: str, parts: Sequence[UploadedPart]) -> None:
        content = self.begun.pop(upload_id)
        self.objects.write(ref, b"".join(content[part.number] for part in parts))

    def abort(self, ref: ObjectRef, upload_id: str) -> None:
        self.begun.pop(upload_id, None)


@dataclass
class MemoryJobs:
    """Job records as a dictionary, with the history of every job's states."""

    records: dict[str, Job] = field(default_factory=dict)
    history: list[JobStatus] = field(default_factory=list)

    def create(self, job: Job) -> None:
        if self.records.setdefault(job.job_id, job) is job:
            self.history.append(job.status)

    def get(self, job_id: str) -> Job | None:
        return self.records.get(job_id)

    def list_by_owner(
        self, owner: str, limit: int, after: JobCursor | None = None
    ) -> tuple[list[Job], JobCursor | None]:
        marked = sorted(
            ((JobCursor.of(job), job) for job in self.records.values()),
            key=lambda pair: pair[0],
            reverse=True,
        )
        rest = [(mark, job) for mark, job in marked if job.owner == owner and (not after or mark < after)]
        return [job for _, job in rest[:limit]], rest[limit - 1][0] if len(rest) > limit else None

    def delete(self, job_id: str) -> None:
        self.records.pop(job_id, None)

    def set_source(self, job_id: str, source: ObjectRef) -> None:
        self._change(job_id, source=source)

    def set_options(self, job_id: str, options: AnalysisOptions) -> None:
        self._change(job_id, options=options)

    def set_labels(self, job_id: str, labels: JobLabels) -> bool:
        if job_id not in self.records:
            return False
        self._change(job_id, labels=labels)
        return True

    def advance(
        self,
        job_id: str,
        status: JobStatus,
        chunks: int | None = None,
        outcome: JobOutcome | None = None,
    ) -> None:
        if self.records[job_id].status in status.earlier:
            known = {"chunks": chunks, "outcome": outcome}
            self._change(job_id, status=status, **{name: value for name, value in known.items() if value})
            self.history.append(status)

    def mark_fetched(self, job_id: str, fetched_bytes: int, total_bytes: int | None) -> bool:
        job = self.records.get(job_id)
        if job is None or job.status is not JobStatus.FETCHING:
            return False
        self._change(job_id, fetched_bytes=fetched_bytes, total_bytes=total_bytes)
        return True

    def mark_posed(self, job_id: str, chunk: int) -> None:
        if job_id in self.records:
            self._change(job_id, posed=self.records[job_id].posed | {chunk})

    def mark_rendered(self, job_id: str, chunk: int) -> None:
        self._change(job_id, rendered=self.records[job_id].rendered | {chunk})

    def add_recount(self, job_id: str, recount_id: str) -> None:
        self._change(job_id, recounts=self.records[job_id].recounts | {recount_id})

    def add_share(self, job_id: str, share: Share) -> bool:
        if job_id not in self.records:
            return False
        self._change(job_id, shares=(*self.records[job_id].shares, share))
        return True

    def remove_share(self, job_id: str, share: Share) -> None:
        self._change(job_id, shares=tuple(one for one in self.records[job_id].shares if one != share))

    def fail(self, job_id: str, failure: Failure, attempt: int | None = None) -> bool:
        if self.records[job_id].status.is_final or attempt not in (None, self.records[job_id].attempts):
            return False
        self._change(job_id, status=JobStatus.FAILED, failure=failure)
        self.history.append(JobStatus.FAILED)
        return True

    def reopen(self, job: Job, status: JobStatus) -> Job | None:
        now = self.records.get(job.job_id)
        if now is None or now.status is not JobStatus.FAILED or now.attempts != job.attempts:
            return None
        anew = {"failure": None, "chunks": None, "posed": frozenset(), "rendered": frozenset()}
        fetched = {"fetched_bytes": 0, "total_bytes": None}
        self._change(job.job_id, status=status, attempts=job.attempts + 1, **anew, **fetched)
        self.history.append(status)
        return self.records[job.job_id]

    def _change(self, job_id: str, **changes: Any) -> None:
        self.records[job_id] = self.records[job_id].model_copy(update=changes)


@dataclass
class MemoryReferences:
    """Records of reference movements as a dictionary."""

    records: dict[str, StoredReference] = field(default_factory=dict)

    def create(self, stored: StoredReference) -> bool:
        return self.records.setdefault(stored.id, stored) is stored

    def get(self, reference_id: str) -> StoredReference | None:
        return self.records.get(reference_id)

    def all(self) -> Iterator[StoredReference]:
        yield from list(self.records.values())

    def list_by_owner(
        self, owner: str, limit: int, after: ReferenceCursor | None = None
    ) -> tuple[list[StoredReference], ReferenceCursor | None]:
        marked = sorted(
            ((ReferenceCursor(one.created_at.isoformat(), one.id), one) for one in self.records.values()),
            key=lambda pair: pair[0],
            reverse=True,
        )
        rest = [(mark, one) for mark, one in marked if one.owner == owner and (not after or mark < after)]
        return [one for _, one in rest[:limit]], rest[limit - 1][0] if len(rest) > limit else None

    def rename(self, reference_id: str, name: str) -> bool:
        if reference_id not in self.records:
            return False
        self.records[reference_id] = self.records[reference_id].model_copy(update={"name": name})
        return True

    def delete(self, reference_id: str) -> None:
        self.records.pop(reference_id, None)


@dataclass
class MemoryLeases:
    """Leases under a lock."""

    taken: dict[str, tuple[str, float]] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acquire(self, name: str, owner: str, lease_s: float) -> bool:
        with self.lock:
            holder, until = self.taken.get(name, (owner, 0.0))
            if name in self.completed or (holder != owner and until > time.monotonic()):
                return False
            self.taken[name] = (owner, time.monotonic() + lease_s)
            return True

    def complete(self, name: str) -> None:
        self.completed.add(name)

    def release(self, name: str) -> None:
        with self.lock:
            self.completed.discard(name)
            self.taken.pop(name, None)


@dataclass
class Recorder:
    """The state machine and the photo function: remember what was started."""

    started: dict[str, dict[str, Any]] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    analyse: Callable[[str], None] = field(default=lambda job_id: None)

    def stop(self, name: str) -> None:
        self.stopped.append(name)

    def start(self, name: str, data: Mapping[str, Any]) -> None:
        self.started.setdefault(name, dict(data))

    def submit(self, job_id: str) -> None:
        self.photos.append(job_id)
        self.analyse(job_id)


@dataclass
class Submissions:
    """A function that works on jobs: remembers what was asked of it, and does what it is told."""

    submitted: list[str] = field(default_factory=list)
    work: Callable[[str], object] = field(default=lambda job_id: None)

    def submit(self, job_id: str) -> None:
        self.submitted.append(job_id)
        self.work(job_id)


@dataclass
class Memory:
    """All of it, and the services made of it."""

    objects: MemoryObjects = field(default_factory=MemoryObjects)
    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    references: MemoryReferences = field(default_factory=MemoryReferences)
    leases: MemoryLeases = field(default_factory=MemoryLeases)
    recorder: Recorder = field(default_factory=Recorder)
    fetches: Submissions = field(default_factory=Submissions)
    recounts: Submissions = field(default_factory=Submissions)
    limits: Limits = field(default_factory=Limits)
    remote_media_hosts: HostList = field(default_factory=HostList)
    webhook_hosts: HostList = field(default_factory=HostList)

    @property
    def library(self) -> ReferenceLibrary:
        return ReferenceLibrary(self.references, self.objects, RESULTS)

    @property
    def services(self) -> Services:
        return Services(
            objects=self.objects,
            multipart=MemoryMultipart(self.objects, self.parts),
            jobs=self.jobs,
            references=self.library,
            leases=self.leases,
            executions=self.recorder,
            photos=self.recorder,
            fetches=self.fetches,
            recounts=self.recounts,
            messages=message_files,
            buckets=BUCKETS,
            limits=self.limits,
            model_variant="full",
            threads=1,
            remote_media_hosts=self.remote_media_hosts,
            webhook_hosts=self.webhook_hosts,
        )
