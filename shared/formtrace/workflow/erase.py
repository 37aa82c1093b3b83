"""What is deleted of a job: its upload when that is not to be kept, or everything."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from formtrace.workflow.uploads import SIDECAR_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formtrace.workflow.job_files import Buckets
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.ports import Executions, JobStore, Leases, MultipartStore, ObjectStore
    from formtrace.workflow.reference_library import ReferenceLibrary
    from formtrace.workflow.services import Services

_EVER_S = 7 * 86_400
"""Longer than any event of an upload comes late."""


class Erasable(Protocol):
    """Where something of a job may be; :class:`~formtrace.workflow.services.Services` is one."""

    @property
    def objects(self) -> ObjectStore:
        """The buckets."""

    @property
    def multipart(self) -> MultipartStore:
        """Uploads under way."""

    @property
    def jobs(self) -> JobStore:
        """The records."""

    @property
    def references(self) -> ReferenceLibrary:
        """The reference movements."""

    @property
    def leases(self) -> Leases:
        """What was begun."""

    @property
    def executions(self) -> Executions:
        """What runs."""

    @property
    def buckets(self) -> Buckets:
        """Their names."""


def discard_video(services: Erasable, job: Job) -> bool:
    """Delete the upload of a job that has ended, and all work files, unless its options keep it.

    ``job`` is its record at that end; one that was run again meanwhile keeps both until the next.

    Returns whether they are gone.
    """
    now = services.jobs.get(job.job_id)
    runs_again = now is not None and not (now.status.is_final and now.attempts == job.attempts)
    if runs_again or not _goes_at_the_end(job):
        return False
    services.objects.delete(job.source)
    services.objects.delete_all(services.buckets.work, services.buckets.files(job.job_id).prefix)
    return True


def _goes_at_the_end(job: Job) -> bool:
    return job.status.is_final and not job.options.keep_video and job.recount_of is None


@contextmanager
def leaving_nothing_behind(services: Services, job_id: str, *, results: bool = False) -> Iterator[None]:
    """Delete what a step writes after its job was deleted, or ended with a video that is not kept.

    Other chunks of a job may still be worked on when one has failed, for minutes. What is written before the
    record is looked at here goes here; what is written later goes with the job.

    Args:
        services: where the step writes.
        job_id: its job.
        results: the step writes results, too.
    """
    try:
        yield
    finally:
        job, prefix = services.jobs.get(job_id), services.files(job_id).prefix
        if job is None or _goes_at_the_end(job):
            services.objects.delete_all(services.buckets.work, prefix)
        if job is None and results:
            services.objects.delete_all(services.buckets.results, prefix)


def erase(services: Erasable, job: Job, *, with_references: bool = False) -> list[str]:
    """Stop a job and delete its record, every object of it in all buckets, and its recounts with theirs.

    The lease is completed, so that an upload that is still under way starts nothing.

    Args:
        services: where to delete.
        job: its record.
        with_references: delete the reference movements, too, that were made of it.

    Returns:
        The ids of the jobs that are gone.
    """
    services.executions.stop(job.execution)
    if job.multipart is not None:
        services.multipart.abort(job.source, job.multipart.upload_id)
    services.leases.acquire(job.job_id, "deleted", _EVER_S)
    services.leases.complete(job.job_id)
    # The record goes last: it alone knows what else there is, should this be interrupted.
    recounts = [recount for name in sorted(job.recounts) if (recount := services.jobs.get(name))]
    gone = [
        name for recount in recounts for name in erase(services, recount, with_references=with_references)
    ]
    _delete_objects(services, job)
    if with_references:
        services.references.delete_made_of(job.job_id)
    services.jobs.delete(job.job_id)
    _delete_objects(services, job)  # of steps that wrote meanwhile; from now on they find no record
    return [job.job_id, *gone]


def _delete_objects(services: Erasable, job: Job) -> None:
    if job.recount_of is None:  # a recount shares its source with the analysis
        services.objects.delete(job.source)
        if job.owner is None:
            sidecar = job.source.key + SIDECAR_SUFFIX
            services.objects.delete(job.source.model_copy(update={"key": sidecar, "etag": None}))
    for bucket in services.buckets.all:
        services.objects.delete_all(bucket, services.buckets.files(job.job_id).prefix)
