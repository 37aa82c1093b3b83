"""A remote video or photo becomes an upload: the step before the first, for jobs that name a URL."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from formtrace.errors import OutboundError, PermanentError, UnreachableError, UnrecognisedMediaError
from formtrace.media.sniff import HEAD_BYTES, sniff
from formtrace.outbound.guard import Caps
from formtrace.outbound.url import Reason
from formtrace.workflow.failure import failure_of
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.ports import LEASE_S
from formtrace.workflow.remote import load_error

if TYPE_CHECKING:
    from formtrace.outbound.client import Body, OutboundClient
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.services import Services

BUDGET_S = 780.0
"""For all attempts together; the rest of a function's 15 minutes is for S3 to put the parts together."""
PAUSES_S = (2.0, 8.0)
"""Between attempts that failed for reasons that may pass."""
_BLOCK_BYTES = 256 * 1024
_NOTE_EVERY_S = 1.0
_MEDIA_TYPE = re.compile(r"(?:video|image)/[a-z0-9.+-]{1,60}")


class Fetched(StrEnum):
    """What became of a request to fetch."""

    UNWANTED = "unwanted"
    FAILED = "failed"
    STORED = "stored"


class UnwantedError(Exception):
    """The job was deleted, or ended, while its file was on the way."""


def fetch(
    services: Services,
    client: OutboundClient,
    job_id: str,
    owner: str,
    pause: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Put the remote file of a job where uploads lie; its S3 event does what follows.

    Asked twice, the file is fetched once. What the other side does wrong becomes the job's end; what S3 does
    wrong is raised, and the same ``owner`` may try again.

    Args:
        services: where jobs and uploads are.
        client: what may be asked of whom.
        job_id: a job in state ``fetching``.
        owner: who asks; the same in all attempts of one request.
        pause: waits between attempts.
    """
    job = services.jobs.get(job_id)
    if job is None or job.status is not JobStatus.FETCHING:
        return Fetched.UNWANTED
    lease = f"fetch:{job_id}"
    if not services.leases.acquire(lease, owner, LEASE_S):
        return Fetched.UNWANTED
    try:
        _fetch(services, client, job, pause)
        outcome = Fetched.STORED
    except UnwantedError:
        outcome = Fetched.UNWANTED
    except OutboundError as error:
        services.jobs.fail(job_id, failure_of(load_error(error, job.kind or "video")))
        outcome = Fetched.FAILED
    except PermanentError as error:
        services.jobs.fail(job_id, failure_of(error))
        outcome = Fetched.FAILED
    services.leases.complete(lease)
    return outcome


def _fetch(services: Services, client: OutboundClient, job: Job, pause: Callable[[float], None]) -> None:
    """Try, and try again after a while where that may help."""
    deadline = time.monotonic() + BUDGET_S
    for wait_s in PAUSES_S:
        try:
            return _transfer(services, client, job, deadline)
        except UnreachableError:
            if time.monotonic() + wait_s >= deadline:
                raise
            pause(wait_s)
    return _transfer(services, client, job, deadline)


def _transfer(services: Services, client: OutboundClient, job: Job, deadline: float) -> None:
    limits = services.limits
    most = min(limits.max_bytes, limits.max_photo_bytes) if job.kind == "image" else limits.max_bytes
    caps = Caps(total_s=deadline - time.monotonic(), body_bytes=most)
    current = services.jobs.get(job.job_id)
    seen = current.fetched_bytes if current else 0  # another attempt begins anew, the progress does not fall
    with client.get(job.remote_url or "", caps) as body:
        total = body.size_bytes
        media = MediaStream(
            body, lambda count: services.jobs.mark_fetched(job.job_id, max(seen, count), total)
        )
        media.check()
        said = body.content_type if _MEDIA_TYPE.fullmatch(body.content_type) else None
        services.objects.upload_stream(media, job.source, said)


@dataclass(slots=True)
class MediaStream:
    """A body on its way to a bucket: looked at first, counted as it comes.

    Attributes:
        body: what is read.
        note: told how many bytes there are, every second or so and at the end; says whether to go on.
    """

    body: Body
    note: Callable[[int], bool]
    _head: bytes = b""
    _count: int = 0
    _noted_s: float = field(default=float("-inf"))

    def check(self) -> None:
        """Look at the first bytes.

        Raises:
            OutboundError: they are not those of a video or photo that can be read.
            UnwantedError: the job does not wait for it any more.
        """
        self._head = self._read(HEAD_BYTES)
        try:
            sniff(self._head)
        except UnrecognisedMediaError as error:
            raise _not_media(self.body.content_type, error) from error

    def read(self, size: int = -1, /) -> bytes:
        """The next ``size`` bytes, or all; fewer only at the end.

        Raises:
            OutboundError: the other side broke off, or sends too much.
            UnwantedError: the job does not wait for it any more.
        """
        head, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
        rest = self._read(-1 if size < 0 else size - len(head))
        return head + rest

    def _read(self, size: int) -> bytes:
        """From the body, in blocks, so that progress shows where it is slow."""
        parts = bytearray()
        while size < 0 or len(parts) < size:
            block = self.body.read(_BLOCK_BYTES if size < 0 else min(_BLOCK_BYTES, size - len(parts)))
            self._count += len(block)
            self._tell(at_end=not block)
            if not block:
                break
            parts += block
        return bytes(parts)

    def _tell(self, *, at_end: bool) -> None:
        now = time.monotonic()
        if at_end or now >= self._noted_s + _NOTE_EVERY_S:
            self._noted_s = now
            if not self.note(self._count):
                raise UnwantedError


def _not_media(content_type: str, error: UnrecognisedMediaError) -> OutboundError:
    message = error.message
    if content_type == "text/html":
        message = "The URL leads to a web page, not to a file; use the link that downloads the file itself."
    return OutboundError(message, details={"reason": Reason.NOT_MEDIA.value})
