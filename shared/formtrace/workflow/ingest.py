"""From an upload's event to work on its way: the first step of every job."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from formtrace.errors import PermanentError
from formtrace.media.sniff import HEAD_BYTES, sniff
from formtrace.options import AnalysisOptions
from formtrace.workflow.failure import failure_of
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.ports import LEASE_S
from formtrace.workflow.reference_library import photo_refused
from formtrace.workflow.split import split_video
from formtrace.workflow.uploads import check_content, options_of

if TYPE_CHECKING:
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.ports import Services
    from formtrace.workflow.uploads import Drop


class Outcome(StrEnum):
    """What became of an upload's event."""

    IGNORED = "ignored"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    PHOTO = "photo"
    VIDEO = "video"


def receive(services: Services, drop: Drop, owner: str) -> Outcome:
    """Take in one upload: check it, find its options, and send it on its way, once.

    Events come at least once, some of them at the same time; the claim lets one through. A permanent error
    becomes the job's end here; a transient one is raised, and the same ``owner`` may try again.
    """
    if drop.is_sidecar:
        return Outcome.IGNORED
    if not services.claims.take(drop.job_id, owner, LEASE_S):
        return Outcome.DUPLICATE
    job = _record(services, drop)
    try:
        outcome = _route(services, drop, job)
    except PermanentError as error:
        services.jobs.fail(drop.job_id, failure_of(error))
        outcome = Outcome.REJECTED
    services.claims.settle(drop.job_id)
    return outcome


def _record(services: Services, drop: Drop) -> Job:
    """The job's record: the one that was made when the upload was asked for, or a new one."""
    asked_for = services.jobs.get(drop.job_id)
    if asked_for is None:
        job = drop.job()
        services.jobs.create(job)
        return job
    services.jobs.set_source(drop.job_id, drop.source)
    services.jobs.advance(drop.job_id, JobStatus.RECEIVED)
    return asked_for


def _route(services: Services, drop: Drop, job: Job) -> Outcome:
    info = services.objects.describe(drop.source)
    check_content(drop, info)
    services.limits.check_bytes(info.size_bytes)
    if job.owner is not None:
        options = job.options
    else:
        options = options_of(drop, info, services.objects, services.references)
        services.jobs.set_options(drop.job_id, options)
    if sniff(services.objects.read(drop.source, HEAD_BYTES)).is_photo:
        if job.draft is not None:
            raise photo_refused()
        services.photos.submit(drop.job_id)
        return Outcome.PHOTO
    with tempfile.TemporaryDirectory() as folder:
        split_video(services, drop.job_id, drop.source, AnalysisOptions.from_mapping(options), Path(folder))
    return Outcome.VIDEO
