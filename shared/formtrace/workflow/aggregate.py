"""The keypoints of all chunks become one clip's result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.analysis import analyse
from formtrace.pose.tracks import Tracks
from formtrace.reference.make import Origin, reference_of
from formtrace.results.files import read_keypoints, write_files
from formtrace.results.frames import FrameTable
from formtrace.results.report import report
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.storage import (
    finish,
    load_job,
    load_manifest,
    seconds_since,
    upload_messages,
    upload_results,
)

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.clip.manifest import Manifest
    from formtrace.workflow.services import Services


def aggregate(services: Services, job_id: str, folder: Path) -> JobStatus:
    """Analyse a clip whose chunks are all done; return the job's new status.

    The job is completed by it, unless a video was asked for too: then the document waits in the work bucket
    until :mod:`formtrace.workflow.publish` adds the video to it.

    Raises:
        ReferenceNotFoundError: the reference movement to compare with was deleted meanwhile.
        InvalidReferenceError: the video was to become a reference movement and cannot.
    """
    job, manifest = load_job(services, job_id), load_manifest(services, job_id)
    options = job.options
    reference = None if options.reference is None else services.references.load(options.reference)
    analysis = analyse(_tracks(services, job_id, manifest, folder), manifest, options, reference)
    files = write_files(analysis, folder)
    upload_results(services, job_id, [folder / name for name in files.values()])
    document = report(analysis, job_id, files)
    if job.draft is not None:
        origin = Origin.of(document.media, job_id)
        motion = read_keypoints(folder / files["keypoints"], origin.aspect)
        made = reference_of(motion, job.draft, origin, job_id, job.created_at)
        services.references.add(made, job.owner)
    files["messages"] = upload_messages(
        services, job_id, services.messages(document, FrameTable.of(analysis))
    )
    document = document.model_copy(
        update={"files": files, "timings": {"total_s": seconds_since(job.created_at)}}
    )
    if not options.export:
        return finish(services, document)
    services.objects.write(services.files(job_id).draft, document.model_dump_json().encode())
    services.jobs.advance(job_id, JobStatus.RENDERING)
    return JobStatus.RENDERING


def _tracks(services: Services, job_id: str, manifest: Manifest, folder: Path) -> Tracks:
    """Everybody who was seen in any chunk."""
    parts = []
    for chunk in manifest.chunks:
        path = folder / f"poses-{chunk.index}.npz"
        services.objects.download(services.files(job_id).poses(chunk.index), path)
        parts.append(Tracks.load(path))
    return Tracks.concatenate(parts)
