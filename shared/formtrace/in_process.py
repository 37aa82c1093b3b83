"""The whole analysis in one process and its workers, with no AWS at all.

The same steps, in the same order and with the same functions, as the stack's: split, pose a chunk at a time,
analyse, render a chunk at a time, join.
"""

from __future__ import annotations

import multiprocessing
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from formtrace.analysis import analyse
from formtrace.analysis.still_image import analyse_still
from formtrace.clip.limits import Limits
from formtrace.clip.manifest import Chunk, Manifest
from formtrace.contracts.upload_tracking.messages.stream import message_files
from formtrace.errors import storage_full_is_transient
from formtrace.exercises.measurable import measurable
from formtrace.exercises.requested import requested_exercise
from formtrace.media.decode import decode_chunk
from formtrace.media.join import publish
from formtrace.media.photo import decode_photo
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.options import AnalysisOptions
from formtrace.overlay.look import Look
from formtrace.overlay.render import render_chunk
from formtrace.overlay.track import RESULT_ROLES, OverlayTrack
from formtrace.pose.model_store import find_model
from formtrace.pose.pipeline import PoseEstimator, load_estimator
from formtrace.pose.tracker import redetection_interval
from formtrace.pose.tracks import Tracks
from formtrace.reference.draft import ReferenceDraft
from formtrace.reference.make_reference import MadeReference, Origin, reference_from_motion
from formtrace.reference.record import Reference
from formtrace.results.document import ResultDocument
from formtrace.results.files import read_keypoints
from formtrace.results.photo_overlay import draw
from formtrace.results.sink import DOCUMENT, VIDEO_OVERLAY, FolderSink, write_document
from formtrace.results.write import write_result
from formtrace.skeletons import load_skeleton

DEFAULT_MODEL = "full"

Result = TypeVar("Result")
Progress = Callable[[str, int, int], None]  # stage, pieces done, pieces in all


@dataclass(frozen=True, slots=True)
class Workers:
    """How many processes work side by side."""

    count: int

    @contextmanager
    def running(self) -> Iterator[Executor]:
        """Fresh processes: a fork would copy the threads' locks of the libraries in use."""
        with ProcessPoolExecutor(self.count, multiprocessing.get_context("spawn")) as executor:
            yield executor


@storage_full_is_transient()
def analyse_video(
    source: Path,
    out_dir: Path,
    options: AnalysisOptions,
    workers: Workers,
    on_progress: Progress,
    reference: Reference | None = None,
) -> ResultDocument:
    """Analyse a video file into ``out_dir``; ``result.json`` is written last.

    With a ``reference``, whose id the options hold, its repetitions are counted and compared.

    Raises:
        PermanentError: the file or the options cannot be used.
    """
    model = options.model or DEFAULT_MODEL
    stored, exercise = find_model(model), requested_exercise(options)
    if exercise is not None:
        measurable(exercise, load_skeleton(stored.spec.skeleton))
    clock = _Clock()
    probed = probe(source, Limits())
    first, end = probed.frame_range(options.start_s, options.end_s)
    sink = FolderSink(out_dir)
    sink.clear()
    with TemporaryDirectory(prefix="formtrace-") as scratch, workers.running() as executor:
        folder = Path(scratch)
        manifest = split(
            probed,
            folder,
            redetection_interval=redetection_interval(probed.media.fps),
            chunk_s=options.chunk_s,
            first_frame=first,
            end_frame=end,
        )
        clock.lap("split_s")
        jobs = [(_pose, (folder, manifest, chunk, model)) for chunk in manifest.chunks]
        tracks = Tracks.concatenate(spread(executor, "pose", jobs, on_progress))
        clock.lap("pose_s")
        analysis = analyse(tracks, manifest, options, reference)
        document = write_result(analysis, sink, source.stem, message_files)
        clock.lap("analyse_s")
        if options.export:
            (folder / DOCUMENT).write_text(document.model_dump_json())
            for name in (document.files[role] for role in RESULT_ROLES if role in document.files):
                (folder / name).symlink_to((out_dir / name).resolve())
            render = [(_render, (folder, manifest, chunk, options)) for chunk in manifest.chunks]
            parts = [part for part in spread(executor, "render", render, on_progress) if part is not None]
            publish(parts, source, manifest, out_dir / VIDEO_OVERLAY)
            clock.lap("render_s")
    return write_document(document, sink, clock.laps, {"overlay": VIDEO_OVERLAY} if options.export else None)


def make_reference(
    source: Path, draft: ReferenceDraft, options: AnalysisOptions, workers: Workers, on_progress: Progress
) -> MadeReference:
    """Make a reference movement of a video file.

    Raises:
        PermanentError: the file or the options cannot be used, or no repetition can be cut out.
    """
    draft.check()
    with TemporaryDirectory(prefix="formtrace-") as scratch:
        folder = Path(scratch)
        document = analyse_video(source, folder, options, workers, on_progress)
        origin = Origin.of(document.media)
        motion = read_keypoints(folder / document.files["keypoints"], origin.aspect)
        return reference_from_motion(motion, draft, origin, str(uuid.uuid4()), datetime.now(UTC))


@storage_full_is_transient()
def analyse_image(source: Path, out_dir: Path, options: AnalysisOptions) -> ResultDocument:
    """Analyse a photo into ``out_dir``: the document, and the photo with the skeleton on it."""
    clock = _Clock()
    rgb = decode_photo(source, Limits())
    estimator = load_estimator(options.model or DEFAULT_MODEL, with_heatmaps=True)
    clock.lap("load_s")
    analysis = analyse_still(rgb, options, estimator)
    clock.lap("pose_s")
    overlay = draw(rgb, analysis)
    clock.lap("draw_s")
    sink = FolderSink(out_dir)
    sink.clear()
    document = write_result(analysis, sink, source.stem, message_files, overlay)
    return write_document(document, sink, clock.laps)


class _Clock:
    """Seconds since the last lap, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._since, 3)
        self._since = now


def spread(
    executor: Executor,
    stage: str,
    jobs: Sequence[tuple[Callable[..., Result], tuple[object, ...]]],
    on_progress: Progress,
) -> list[Result]:
    """Run the jobs side by side and tell how many are done; results in the jobs' order.

    When one fails, those that have not begun are not begun any more.
    """
    on_progress(stage, 0, len(jobs))
    futures = [executor.submit(function, *arguments) for function, arguments in jobs]
    try:
        for done, future in enumerate(as_completed(futures), 1):
            future.result()
            on_progress(stage, done, len(jobs))
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    return [future.result() for future in futures]


@lru_cache(maxsize=1)
def _estimator(model: str) -> PoseEstimator:
    return load_estimator(model)


def _pose(folder: Path, manifest: Manifest, chunk: Chunk, model: str) -> Tracks:
    frames = decode_chunk(folder / chunk.file, manifest, chunk)
    return _estimator(model).track(frames, manifest.media.geometry, manifest.redetection_interval)


def _render(folder: Path, manifest: Manifest, chunk: Chunk, options: AnalysisOptions) -> Path | None:
    part = folder / f"{chunk.index:04d}.mp4"
    frames = decode_chunk(folder / chunk.file, manifest, chunk)
    track = OverlayTrack.load(folder, with_angles=options.angles)
    return part if render_chunk(frames, manifest, track, part, look=Look.of(options)) else None
