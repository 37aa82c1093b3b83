"""A failed job is run again, from what it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from formtrace.errors import PermanentError
from formtrace.workflow.failure import INTERNAL
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.ports import MissingObjectError
from formtrace.workflow.storage import load_job
from formtrace.workflow.uploads import Upload

if TYPE_CHECKING:
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.ports import Executions, JobFunction, JobStore, Leases, ObjectStore
    from formtrace.workflow.services import Services


class NotFailedError(PermanentError):
    """Only failed jobs are run again."""

    code = "job_not_failed"


@dataclass(frozen=True, slots=True)
class RetryServices:
    """What is needed to run a job again.

    Attributes:
        work_bucket: where the photos lie that came within a request.
        splits: ingests the upload of a job.
        photos, fetches, recounts: as in :class:`~formtrace.workflow.services.Services`.
    """

    objects: ObjectStore
    jobs: JobStore
    leases: Leases
    executions: Executions
    work_bucket: str
    splits: JobFunction
    photos: JobFunction
    fetches: JobFunction
    recounts: JobFunction


def retry(services: RetryServices, job_id: str) -> Job:
    """Begin another attempt of a failed job, under the same id; return its record.

    It begins where the job began, with what is deployed now and what a sidecar says now. What is left of the
    attempt before is stopped and cannot end the new one.

    Raises:
        MissingObjectError: there is no such job, or what it was made of is not kept any more.
        NotFailedError: it has not failed.
    """
    job = services.jobs.get(job_id)
    if job is None:
        raise MissingObjectError(f"There is no job {job_id}.")
    if job.status is not JobStatus.FAILED:
        raise NotFailedError(f"Only a failed job can be run again; this one is {job.progress}.")
    function, status = _beginning(services, job)
    services.executions.stop(job.execution)
    reopened = services.jobs.reopen(job, status)
    if reopened is None:
        raise NotFailedError("The job changed meanwhile; look at its status.")
    try:
        services.leases.release(job_id)
        services.leases.release(f"fetch:{job_id}")
        function.submit(job_id)
    except BaseException:  # without work under way the job would stay open for ever
        services.jobs.fail(job_id, job.failure or INTERNAL, reopened.attempts)
        raise
    return reopened


def _beginning(services: RetryServices, job: Job) -> tuple[JobFunction, JobStatus]:
    """The function that a job begins with, and the state that it expects."""
    if job.recount_of is not None:
        return services.recounts, JobStatus.RECEIVED
    try:
        services.objects.describe(job.source)
    except MissingObjectError as error:
        if job.remote_url is not None:
            return services.fetches, JobStatus.FETCHING
        raise MissingObjectError(
            f"The upload of job {job.job_id} is not kept any more; upload it again."
        ) from error
    function = services.photos if job.source.bucket == services.work_bucket else services.splits
    return function, JobStatus.RECEIVED


def upload_of(services: Services, job_id: str) -> Upload:
    """The upload that a recorded job was made of.

    Raises:
        MissingObjectError: there is no such job.
    """
    return Upload(load_job(services, job_id).source, known_as=job_id)
