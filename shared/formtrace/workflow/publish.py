"""The drawn chunks become one video, and the result appears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.media import join
from formtrace.results.sink import VIDEO_OVERLAY
from formtrace.workflow.erase import leaving_nothing_behind
from formtrace.workflow.job_results import JobSink, finish
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.storage import load_draft, load_job, load_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.workflow.services import Services


def publish(services: Services, job_id: str, folder: Path) -> JobStatus:
    """Join the parts with the source's sound and complete the job."""
    job, manifest = load_job(services, job_id), load_manifest(services, job_id)
    parts = [folder / f"{chunk.index}.mp4" for chunk in manifest.chunks]
    for chunk, path in zip(manifest.chunks, parts, strict=True):
        services.objects.download(services.files(job_id).part(chunk.index), path)
    source = folder / "source" if manifest.media.has_audio else None
    if source is not None:
        services.objects.download(job.source, source)
    join.publish(parts, source, manifest, folder / VIDEO_OVERLAY, services.limits, delete_parts=True)
    sink = JobSink(services, job_id, folder)
    thumbnail = job.outcome is not None and job.outcome.thumbnail
    document = load_draft(services, job_id)
    with leaving_nothing_behind(services, job_id, results=True):
        sink.upload(VIDEO_OVERLAY)
        return finish(services, document, sink, thumbnail=thumbnail, files={"overlay": VIDEO_OVERLAY})
