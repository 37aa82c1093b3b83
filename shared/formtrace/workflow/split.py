"""A video becomes chunks, a manifest and an execution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.pose.tracker import redetection_interval
from formtrace.workflow.jobs import JobStatus, ObjectRef
from formtrace.workflow.keys import JobKeys
from formtrace.workflow.storage import write_json

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.options import AnalysisOptions
    from formtrace.workflow.ports import Services

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
    )
    keys, bucket = JobKeys(job_id), services.work_bucket
    for chunk in manifest.chunks:
        services.objects.upload(chunks / chunk.file, ObjectRef(bucket=bucket, key=keys.chunk(chunk.file)))
    items = [{"chunk": chunk.index} for chunk in manifest.chunks]
    write_json(services.objects, ObjectRef(bucket=bucket, key=keys.chunk_list), items)
    services.objects.write(ObjectRef(bucket=bucket, key=keys.manifest), manifest.model_dump_json().encode())
    services.jobs.advance(job_id, JobStatus.ANALYSING, chunks=len(items))
    services.executions.start(job_id, execution_input(keys, options))


def execution_input(keys: JobKeys, options: AnalysisOptions) -> dict[str, Any]:
    """What travels through the state machine: pointers, and what it branches on."""
    return {"job_id": keys.job_id, "chunks_key": keys.chunk_list, "export": options.export}
