"""A video becomes chunks, a manifest and an execution."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from formtrace.clip.chunk_length import MAX_CHUNK_S, chunk_length_s
from formtrace.exercises.requested import analysis_hz
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.pose.tracker import redetection_interval
from formtrace.workflow.job_files import JobFiles
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.storage import write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from formtrace.clip.manifest import Manifest
    from formtrace.media.probe import Probe
    from formtrace.options import AnalysisOptions
    from formtrace.workflow.jobs import Job, ObjectRef
    from formtrace.workflow.ports import ObjectStore
    from formtrace.workflow.services import Services

_UPLOADS_AT_ONCE = 4


def split_video(
    services: Services, job: Job, source: ObjectRef, options: AnalysisOptions, folder: Path
) -> None:
    """Check a video, cut it, store the pieces, and start the state machine on them.

    Raises:
        MediaError: the video cannot be analysed.
        TransientError: worth another try, which repeats every step with the same outcome.
    """
    job_id = job.job_id
    services.jobs.advance(job_id, JobStatus.SPLITTING)
    video, chunks = folder / "source", folder / "chunks"
    chunks.mkdir()
    services.objects.download(source, video)
    probed = probe(video, services.limits)
    files = services.files(job_id)
    with _uploading(services.objects, chunks, files.chunk) as upload:
        manifest = _cut(services, probed, options, chunks, upload)
    items = [{"chunk": chunk.index} for chunk in manifest.chunks]
    write_json(services.objects, files.chunk_list, items)
    services.objects.write(files.manifest, manifest.model_dump_json().encode())
    services.jobs.advance(job_id, JobStatus.ANALYSING, chunks=len(items))
    services.executions.start(job.execution, execution_input(files, options, services.coached))


def _cut(
    services: Services,
    probed: Probe,
    options: AnalysisOptions,
    folder: Path,
    on_chunk: Callable[[str], None],
) -> Manifest:
    """Cut a video as long as is asked for, or as is expected to be done first."""
    first, end = probed.frame_range(options.start_s, options.end_s)
    hz, model = analysis_hz(options), options.model or services.model_variant
    wanted_s = options.chunk_s or chunk_length_s(probed.media, end - first, hz, model, services.capacity)
    return split(
        probed,
        folder,
        redetection_interval=redetection_interval(probed.media.fps),
        chunk_s=min(wanted_s, MAX_CHUNK_S),
        first_frame=first,
        end_frame=end,
        analysis_hz=hz,
        on_chunk=on_chunk,
    )


@contextmanager
def _uploading(
    objects: ObjectStore, folder: Path, place: Callable[[str], ObjectRef]
) -> Iterator[Callable[[str], None]]:
    """Give what uploads a file of the folder in a thread and deletes it; at the end all are uploaded.

    Raises:
        TransientError: a file could not be uploaded.
    """
    pending = []

    def send(name: str) -> None:
        objects.upload(folder / name, place(name))
        (folder / name).unlink()

    with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as pool:
        yield lambda name: pending.append(pool.submit(send, name))
        for upload in pending:
            upload.result()


def execution_input(files: JobFiles, options: AnalysisOptions, coached: bool) -> dict[str, Any]:
    """What travels through the state machine: pointers, and what it branches on."""
    return {
        "job_id": files.job_id,
        "chunks_key": files.chunk_list.key,
        "export": options.export,
        "notes": coached,
    }
