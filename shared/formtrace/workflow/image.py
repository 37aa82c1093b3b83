"""A photo becomes keypoints, angles and a picture with the skeleton on it, in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace import photo
from formtrace.errors import PermanentError
from formtrace.media.photo import decode_photo
from formtrace.results.files import write_files
from formtrace.results.frames import FrameTable
from formtrace.results.report import report
from formtrace.workflow.failure import failure_of
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.storage import finish, load_job, seconds_since, upload_messages, upload_results
from formtrace.workflow.thumbnail import store_thumbnail

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.workflow.pose import EstimatorSource
    from formtrace.workflow.services import Services


def analyse_photo(services: Services, estimator_for: EstimatorSource, job_id: str, folder: Path) -> JobStatus:
    """Analyse the photo of a job. A permanent error ends the job; a transient one is raised."""
    services.jobs.advance(job_id, JobStatus.ANALYSING, chunks=1)
    try:
        return _analyse(services, estimator_for, job_id, folder)
    except PermanentError as error:
        services.jobs.fail(job_id, failure_of(error))
        return JobStatus.FAILED


def _analyse(services: Services, estimator_for: EstimatorSource, job_id: str, folder: Path) -> JobStatus:
    job = load_job(services, job_id)
    options = job.options
    source, out = folder / "source", folder / "results"
    out.mkdir()
    services.objects.download(job.source, source)
    rgb = decode_photo(source, services.limits)
    analysis = photo.analyse_photo(rgb, options, estimator_for(options.model or services.model_variant))
    files = {**write_files(analysis, out), "overlay": photo.OVERLAY}
    picture = photo.draw(rgb, analysis)
    photo.save(picture, out / files["overlay"])
    upload_results(services, job_id, [out / name for name in files.values()])
    document = report(analysis, job_id, files)
    messages = services.messages(document, FrameTable.of(analysis), photo.data_url(picture))
    files["messages"] = upload_messages(services, job_id, messages)
    timings = {"total_s": seconds_since(job.created_at)}
    document = document.model_copy(update={"files": files, "timings": timings})
    thumbnail = store_thumbnail(services, document, analysis.motion)
    return finish(services, document, thumbnail=thumbnail)
