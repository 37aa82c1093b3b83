"""What is deleted of a job: its upload when that is not to be kept, or everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from formtrace.workflow.uploads import SIDECAR_SUFFIX

if TYPE_CHECKING:
    from formtrace.workflow.job_files import Buckets
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.ports import Executions, JobStore, Leases, MultipartStore, ObjectStore
    from formtrace.workflow.reference_library import ReferenceLibrary

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


def discard_video(objects: ObjectStore, buckets: Buckets, job: Job) -> bool:
    """Delete the upload of a job that has ended, and all work files, unless its options keep it.

    Returns whether they did not.
    """
    if job.options.keep_video or job.recount_of is not None or not job.status.is_final:
        return False
    objects.delete(job.source)
    objects.delete_all(buckets.work, buckets.files(job.job_id).prefix)
    return True


def erase(services: Erasable, job: Job, *, with_reference: bool = False) -> list[str]:
    """Stop a job and delete its record, every object of it in all buckets, and its recounts with theirs.

    The lease is completed, so that an upload that is still under way starts nothing.

    Args:
        services: where to delete.
        job: its record.
        with_reference: delete the reference movement, too, that was made of it.

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
    gone = [name for recount in recounts for name in erase(services, recount)]
    _delete_objects(services, job)
    if with_reference:
        services.references.delete(job.job_id)
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
