"""The whole analysis in one process and its workers, with no AWS at all.

The same steps, in the same order and with the same functions, as the stack's: split, pose a chunk at a time,
analyse, render a chunk at a time, join.
"""

from __future__ import annotations

import multiprocessing
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from formtrace import photo
from formtrace.analysis import analyse
from formtrace.clip.limits import Limits
from formtrace.clip.manifest import Chunk, Manifest
from formtrace.contracts.upload_tracking.messages.pages import page_name, pages
from formtrace.contracts.upload_tracking.messages.stream import result_messages
from formtrace.contracts.upload_tracking.messages.types import Message
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
from formtrace.results.files import read_keypoints, write_files
from formtrace.results.frames import FrameTable
from formtrace.results.report import report
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
    _prepare(out_dir)
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
        files = write_files(analysis, out_dir)
        document = report(analysis, source.stem, files)
        clock.lap("analyse_s")
        if options.export:
            _write_document(document, folder / "result.json")
            for name in (files[role] for role in RESULT_ROLES if role in files):
                (folder / name).symlink_to((out_dir / name).resolve())
            render = [(_render, (folder, manifest, chunk, options)) for chunk in manifest.chunks]
            parts = [part for part in spread(executor, "render", render, on_progress) if part is not None]
            publish(parts, source, manifest, out_dir / "overlay.mp4")
            files["overlay"] = "overlay.mp4"
            clock.lap("render_s")
    files["messages"] = _write_messages(result_messages(document, FrameTable.of(analysis)), out_dir)
    document = document.model_copy(update={"files": files, "timings": clock.laps})
    _write_document(document, out_dir / "result.json")
    return document


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
    analysis = photo.analyse_photo(rgb, options, estimator)
    clock.lap("pose_s")
    _prepare(out_dir)
    files = {**write_files(analysis, out_dir), "overlay": photo.OVERLAY}
    picture = photo.draw(rgb, analysis)
    photo.save(picture, out_dir / files["overlay"])
    clock.lap("draw_s")
    document = report(analysis, source.stem, files, clock.laps)
    messages = result_messages(document, FrameTable.of(analysis), photo.data_url(picture))
    files["messages"] = _write_messages(messages, out_dir)
    document = document.model_copy(update={"files": files})
    _write_document(document, out_dir / "result.json")
    return document


def _prepare(out_dir: Path) -> None:
    """An output folder without a result: until the new one is written there is none, not an old one."""
    out_dir.mkdir(parents=True, exist_ok=True)
    (out_dir / "result.json").unlink(missing_ok=True)
    for page in out_dir.glob("messages/*.ndjson"):
        page.unlink()


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


def _write_messages(messages: Iterable[Message], out_dir: Path) -> str:
    """Write the pages of a message stream; the name of the first."""
    for name, page in pages(messages):
        (out_dir / name).parent.mkdir(exist_ok=True)
        (out_dir / name).write_bytes(page)
    return page_name(0)


def _write_document(document: ResultDocument, path: Path) -> None:
    path.write_text(document.model_dump_json(indent=2) + "\n", encoding="utf-8")
