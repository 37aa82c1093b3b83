"""From an upload's event to work on its way: the first step of every job."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from formtrace.errors import PermanentError
from formtrace.media.sniff import HEAD_BYTES, sniff
from formtrace.options import AnalysisOptions
from formtrace.workflow.drops import check_content, options_of
from formtrace.workflow.failure import failure_of
from formtrace.workflow.split import split_video

if TYPE_CHECKING:
    from formtrace.workflow.drops import Drop
    from formtrace.workflow.ports import Services

LEASE_S = 960.0
"""Longer than a function can run: after it, whoever claimed a job is dead."""


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
    services.jobs.create(drop.job())
    try:
        outcome = _route(services, drop)
    except PermanentError as error:
        services.jobs.fail(drop.job_id, failure_of(error))
        outcome = Outcome.REJECTED
    services.claims.settle(drop.job_id)
    return outcome


def _route(services: Services, drop: Drop) -> Outcome:
    info = services.objects.describe(drop.source)
    check_content(drop, info)
    services.limits.check_bytes(info.size_bytes)
    options = options_of(drop, info, services.objects)
    services.jobs.set_options(drop.job_id, options)
    if sniff(services.objects.read(drop.source, HEAD_BYTES)).is_photo:
        services.photos.submit(drop.job_id)
        return Outcome.PHOTO
    with tempfile.TemporaryDirectory() as folder:
        split_video(services, drop.job_id, drop.source, AnalysisOptions.from_mapping(options), Path(folder))
    return Outcome.VIDEO
