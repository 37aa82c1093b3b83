"""Ingest an upload: the first step of every job."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from formtrace.errors import PermanentError
from formtrace.media.sniff import HEAD_BYTES, sniff
from formtrace.workflow.erase import leaving_nothing_behind
from formtrace.workflow.failure import failure_of
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.ports import LEASE_S
from formtrace.workflow.reference_library import photo_refused
from formtrace.workflow.split import split_video
from formtrace.workflow.uploads import check_content, options_of

if TYPE_CHECKING:
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.services import Services
    from formtrace.workflow.uploads import Upload


class IngestOutcome(StrEnum):
    """What became of an upload's event."""

    IGNORED = "ignored"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    PHOTO = "photo"
    VIDEO = "video"


def ingest(services: Services, upload: Upload, owner: str) -> IngestOutcome:
    """Take in one upload: check it, find its options, and send it on its way, once.

    Events come at least once, some of them at the same time; the lease lets one through. A permanent error
    becomes the job's end here; a transient one is raised, and the same ``owner`` may try again.
    """
    if upload.is_sidecar or upload.is_system_file:
        return IngestOutcome.IGNORED
    if not services.leases.acquire(upload.job_id, owner, LEASE_S):
        return IngestOutcome.DUPLICATE
    job = _record(services, upload)
    try:
        outcome = _route(services, upload, job)
    except PermanentError as error:
        services.jobs.fail(upload.job_id, failure_of(error))
        outcome = IngestOutcome.REJECTED
    services.leases.complete(upload.job_id)
    return outcome


def _record(services: Services, upload: Upload) -> Job:
    """The job's record: the one that was made when the upload was asked for, or a new one."""
    asked_for = services.jobs.get(upload.job_id)
    if asked_for is None:
        job = upload.job()
        services.jobs.create(job)
        return job
    services.jobs.set_source(upload.job_id, upload.source)
    services.jobs.advance(upload.job_id, JobStatus.RECEIVED)
    return asked_for


def _route(services: Services, upload: Upload, job: Job) -> IngestOutcome:
    info = services.objects.describe(upload.source)
    check_content(upload, info)
    if job.owner is not None:
        options = job.options
    else:
        options = options_of(upload, info, services.objects, services.references)
        services.jobs.set_options(upload.job_id, options)
    services.limits.check_bytes(info.size_bytes)  # the record has the options first: they say what is kept
    if sniff(services.objects.read(upload.source, HEAD_BYTES)).is_photo:
        if job.draft is not None:
            raise photo_refused()
        services.photos.submit(upload.job_id)
        return IngestOutcome.PHOTO
    with tempfile.TemporaryDirectory() as folder, leaving_nothing_behind(services, upload.job_id):
        split_video(services, job, upload.source, options, Path(folder))
    return IngestOutcome.VIDEO
