"""The keypoints of all chunks become one clip's result; those that are kept become another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.analysis import analyse
from formtrace.errors import PermanentError
from formtrace.pose.tracks import Tracks
from formtrace.reference.make_reference import Origin, reference_from_motion
from formtrace.results.files import read_keypoints
from formtrace.results.write import write_result
from formtrace.workflow.erase import leaving_nothing_behind
from formtrace.workflow.failure import failure_of
from formtrace.workflow.job_results import JobSink, finish, outcome_of
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.storage import load_job, load_manifest, read_manifest
from formtrace.workflow.stored_frames import StoredFrames
from formtrace.workflow.thumbnail import store_thumbnail

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.analysis import Analysis
    from formtrace.clip.manifest import Manifest
    from formtrace.reference.record import Reference
    from formtrace.results.document import ResultDocument
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.services import Services


def aggregate(services: Services, job_id: str, folder: Path) -> JobStatus:
    """Analyse a clip whose chunks are all done; return the job's new status.

    The job is completed by it, unless a video was asked for too: then the document waits in the work bucket
    until :mod:`formtrace.workflow.publish` adds the video to it.

    Raises:
        ReferenceNotFoundError: the reference movement to compare with was deleted meanwhile.
        InvalidReferenceError: the video was to become a reference movement and cannot.
    """
    job = load_job(services, job_id)
    with leaving_nothing_behind(services, job_id, results=True):
        if job.recount_of is not None:
            return _recount(services, job, folder)
        manifest = load_manifest(services, job_id)
        reference = _reference(services, job)
        # No name here keeps the tracks, so that ``analyse`` can free them as soon as the motion is known.
        analysis = analyse(_kept_tracks(services, job_id, manifest, folder), manifest, job.options, reference)
        return _write(services, job, analysis, folder)


def _recount(services: Services, job: Job, folder: Path) -> JobStatus:
    """Analyse the kept tracks of another job; nothing but this step can end the job."""
    services.jobs.advance(job.job_id, JobStatus.ANALYSING)
    files, path = services.files(job.analysed_job_id), folder / "tracks.npz"
    try:
        services.objects.download(files.tracks, path)
        manifest = read_manifest(services, files.kept_manifest)
        reference = _reference(services, job)
        analysis = analyse(Tracks.load(path), manifest, job.options, reference)
        return _write(services, job, analysis, folder)
    except PermanentError as error:
        services.jobs.fail(job.job_id, failure_of(error))
        return JobStatus.FAILED


def _reference(services: Services, job: Job) -> Reference | None:
    reference = job.options.reference
    return None if reference is None else services.references.load(reference)


def _write(services: Services, job: Job, analysis: Analysis, folder: Path) -> JobStatus:
    options, sink = job.options, JobSink(services, job.job_id, folder)
    frames = StoredFrames(services, job.analysed_job_id, analysis.manifest, folder)
    document = write_result(analysis, sink, job.job_id, services.messages, frames=frames.read)
    _make_reference(services, job, document, folder)
    thumbnail = store_thumbnail(services, document, analysis.motion)
    if not options.export:
        return finish(services, document, sink, thumbnail=thumbnail)
    services.objects.write(services.files(job.job_id).draft, document.model_dump_json().encode())
    outcome = outcome_of(document, thumbnail=thumbnail)
    services.jobs.advance(job.job_id, JobStatus.RENDERING, outcome=outcome)
    return JobStatus.RENDERING


def _make_reference(services: Services, job: Job, document: ResultDocument, folder: Path) -> None:
    """Make the reference movement that the job is for, if it is for one."""
    if job.draft is None:
        return
    origin = Origin.of(document.media, job.job_id)
    motion = read_keypoints(folder / document.files["keypoints"], origin.aspect)
    motion = motion.at_speed(document.speed.factor)
    made = reference_from_motion(motion, job.draft, origin, job.job_id, job.created_at)
    services.references.add(made, job.owner)


def _kept_tracks(services: Services, job_id: str, manifest: Manifest, folder: Path) -> Tracks:
    """The people detected in all chunks; what a recount needs is kept as long as the result."""
    files, path = services.files(job_id), folder / "tracks.npz"
    parts = [folder / f"poses-{chunk.index}.npz" for chunk in manifest.chunks]
    for chunk, part in zip(manifest.chunks, parts, strict=True):
        services.objects.download(files.poses(chunk.index), part)
    tracks = Tracks.load_all(parts)
    for part in parts:
        part.unlink()
    tracks.save(path)
    services.objects.upload(path, files.tracks)
    path.unlink()
    services.objects.write(files.kept_manifest, manifest.model_dump_json().encode())
    return tracks
