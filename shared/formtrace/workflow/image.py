"""A photo becomes keypoints, angles and a picture with the skeleton on it, in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.analysis.still_image import analyse_still
from formtrace.errors import PermanentError
from formtrace.media.photo import decode_photo
from formtrace.results.photo_overlay import draw
from formtrace.results.write import write_result
from formtrace.workflow.erase import leaving_nothing_behind
from formtrace.workflow.failure import failure_of
from formtrace.workflow.job_results import JobSink, finish
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.storage import load_job
from formtrace.workflow.thumbnail import store_thumbnail

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.workflow.pose import EstimatorSource
    from formtrace.workflow.services import Services


def analyse_photo(services: Services, estimator_for: EstimatorSource, job_id: str, folder: Path) -> JobStatus:
    """Analyse the photo of a job. A permanent error ends the job; a transient one is raised."""
    services.jobs.advance(job_id, JobStatus.ANALYSING, chunks=1)
    try:
        with leaving_nothing_behind(services, job_id, results=True):
            return _analyse(services, estimator_for, job_id, folder)
    except PermanentError as error:
        services.jobs.fail(job_id, failure_of(error))
        return JobStatus.FAILED


def _analyse(services: Services, estimator_for: EstimatorSource, job_id: str, folder: Path) -> JobStatus:
    job = load_job(services, job_id)
    options = job.options
    source = folder / "source"
    services.objects.download(job.source, source)
    rgb = decode_photo(source, services.limits)
    analysis = analyse_still(rgb, options, estimator_for(options.model or services.model_variant))
    sink = JobSink(services, job_id, folder / "results")
    document = write_result(analysis, sink, job_id, services.messages, draw(rgb, analysis))
    thumbnail = store_thumbnail(services, document, analysis.motion)
    return finish(services, document, sink, thumbnail=thumbnail)
