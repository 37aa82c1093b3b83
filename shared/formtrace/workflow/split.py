"""A video becomes chunks, a manifest and an execution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formtrace.exercises.requested import analysis_hz
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.pose.tracker import redetection_interval
from formtrace.workflow.job_files import JobFiles
from formtrace.workflow.jobs import JobStatus, ObjectRef
from formtrace.workflow.storage import write_json

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.options import AnalysisOptions
    from formtrace.workflow.services import Services

MAX_CHUNK_S = 60.0
"""Keeps the largest model, at 240 frames a second, within the 15 minutes that a function may run."""


def split_video(
    services: Services, job_id: str, source: ObjectRef, options: AnalysisOptions, folder: Path
) -> None:
    """Check a video, cut it, store the pieces, and start the state machine on them.

    Raises:
        MediaError: the video cannot be analysed.
        TransientError: worth another try, which repeats every step with the same outcome.
    """
    services.jobs.advance(job_id, JobStatus.SPLITTING)
    video, chunks = folder / "source", folder / "chunks"
    chunks.mkdir()
    services.objects.download(source, video)
    probed = probe(video, services.limits)
    first, end = probed.frame_range(options.start_s, options.end_s)
    manifest = split(
        probed,
        chunks,
        redetection_interval=redetection_interval(probed.media.fps),
        chunk_s=min(options.chunk_s, MAX_CHUNK_S),
        first_frame=first,
        end_frame=end,
        analysis_hz=analysis_hz(options),
    )
    files = services.files(job_id)
    for chunk in manifest.chunks:
        services.objects.upload(chunks / chunk.file, files.chunk(chunk.file))
    items = [{"chunk": chunk.index} for chunk in manifest.chunks]
    write_json(services.objects, files.chunk_list, items)
    services.objects.write(files.manifest, manifest.model_dump_json().encode())
    services.jobs.advance(job_id, JobStatus.ANALYSING, chunks=len(items))
    services.executions.start(job_id, execution_input(files, options, services.coached))


def execution_input(files: JobFiles, options: AnalysisOptions, coached: bool) -> dict[str, Any]:
    """What travels through the state machine: pointers, and what it branches on."""
    return {
        "job_id": files.job_id,
        "chunks_key": files.chunk_list.key,
        "export": options.export,
        "notes": coached,
    }
