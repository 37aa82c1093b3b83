"""The whole analysis in one process and its workers, with no AWS at all.

The same steps, in the same order and with the same functions, as the stack's: split, pose a chunk at a time,
analyse, render a chunk at a time, join.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from formtrace.analysis import Analysis, analyse
from formtrace.analysis.still_image import analyse_still
from formtrace.clip.chunk_length import PROCESSES, chunk_length_s
from formtrace.clip.frame import Frame
from formtrace.clip.limits import Limits
from formtrace.clip.manifest import Chunk, Manifest
from formtrace.clip.sampling import analysed_frames
from formtrace.contracts.upload_tracking.messages.stream import message_files
from formtrace.errors import storage_full_is_transient
from formtrace.exercises.measurable import measurable
from formtrace.exercises.requested import analysis_hz, requested_exercise
from formtrace.exercises.schema import Exercise
from formtrace.media.decode import decode_chunk
from formtrace.media.join import publish
from formtrace.media.kept_frames import FrameKeeper, read_kept
from formtrace.media.photo import decode_photo
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.options import AnalysisOptions
from formtrace.overlay.annotator import Annotator
from formtrace.overlay.faces import Heads
from formtrace.overlay.render import render_chunk
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.track import RESULT_ROLES, OverlayTrack
from formtrace.pose.first_use import provide_model
from formtrace.pose.model import PoseModel
from formtrace.pose.model_store import find_model
from formtrace.pose.pipeline import PoseEstimator, load_estimator, with_detector
from formtrace.pose.tracker import redetection_interval
from formtrace.pose.tracks import Tracks
from formtrace.processors import Progress, Workers, spread
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


@dataclass(frozen=True, slots=True)
class CutClip:
    """A video that is cut into chunks in a scratch folder, and the workers for them."""

    source: Path
    folder: Path
    manifest: Manifest
    executor: Executor
    on_progress: Progress

    def estimate(self, model: str, own: PoseModel | None = None) -> Tracks:
        """Everyone in the clip, by the model of that name or by one of the caller's ``own``."""
        manifest = self.manifest
        provide_model(model if own is None else None)
        if own is None:
            jobs = [(_pose, (self.folder, manifest, chunk, model)) for chunk in manifest.chunks]
            return Tracks.concatenate(spread(self.executor, "pose", jobs, self.on_progress))
        estimator, parts = with_detector(own), []
        for done, chunk in enumerate(manifest.chunks):
            self.on_progress("pose", done, len(manifest.chunks))
            parts.append(_track(self.folder, manifest, chunk, estimator))
        self.on_progress("pose", len(parts), len(parts))
        return Tracks.concatenate(parts)

    def kept(self, wanted: Collection[int]) -> Mapping[int, bytes]:
        """Small pictures of these frames, as JPEG, by index; :meth:`estimate` kept them."""
        found: dict[int, bytes] = {}
        for chunk in self.manifest.chunks:
            found |= read_kept(_kept_frames(self.folder, chunk), wanted)
        return found

    def render(
        self, track: OverlayTrack, people: SkeletonStyle, path: Path, annotators: Sequence[Annotator] = ()
    ) -> None:
        """Write the clip with the overlay on it, and with what ``annotators`` draw, in this process."""
        chunks = self.manifest.chunks
        if annotators:
            parts = []
            for done, chunk in enumerate(chunks):
                self.on_progress("render", done, len(chunks))
                parts.append(_render(self.folder, self.manifest, chunk, track, people, annotators))
            self.on_progress("render", len(chunks), len(chunks))
        else:
            jobs = [(_render, (self.folder, self.manifest, chunk, track, people)) for chunk in chunks]
            parts = spread(self.executor, "render", jobs, self.on_progress)
        publish([part for part in parts if part is not None], self.source, self.manifest, path)


@contextmanager
def cut_clip(
    source: Path,
    options: AnalysisOptions,
    workers: Workers,
    on_progress: Progress,
    before: Callable[[], None] | None = None,
    own_exercise: Exercise | None = None,
) -> Iterator[CutClip]:
    """Cut a video for the time of the block; ``before`` is called once the file is known to be one.

    Raises:
        PermanentError: the file or the range cannot be used.
    """
    probed = probe(source, Limits())
    first, end = probed.frame_range(options.start_s, options.end_s)
    hz, model = analysis_hz(options, own_exercise), options.model or DEFAULT_MODEL
    expected_s = chunk_length_s(probed.media, end - first, hz, model, PROCESSES.of(workers.count))
    if before is not None:
        before()
    with TemporaryDirectory(prefix="formtrace-") as scratch, workers.running() as executor:
        manifest = split(
            probed,
            Path(scratch),
            redetection_interval=redetection_interval(probed.media.fps),
            chunk_s=options.chunk_s or expected_s,
            first_frame=first,
            end_frame=end,
            analysis_hz=hz,
        )
        yield CutClip(source, Path(scratch), manifest, executor, on_progress)


def analyse_clip(
    clip: CutClip,
    options: AnalysisOptions,
    reference: Reference | None = None,
    own_exercise: Exercise | None = None,
    own_model: PoseModel | None = None,
) -> Analysis:
    """Analyse a video that is cut; see :func:`analyse_video`."""
    tracks = clip.estimate(options.model or DEFAULT_MODEL, own_model)
    return analyse(tracks, clip.manifest, options, reference, own_exercise)


@storage_full_is_transient()
def analyse_video(
    source: Path,
    out_dir: Path,
    options: AnalysisOptions,
    workers: Workers,
    on_progress: Progress,
    reference: Reference | None = None,
    own_exercise: Exercise | None = None,
    own_model: PoseModel | None = None,
) -> ResultDocument:
    """Analyse a video file into ``out_dir``; ``result.json`` is written last.

    Args:
        reference: a reference movement, whose id the options hold; its repetitions are counted and compared.
        own_exercise: one that is not in the catalogue, whose id the options hold.
        own_model: a pose model instead of the one that the options name.

    Raises:
        PermanentError: the file or the options cannot be used.
    """
    check(options, own_exercise, own_model)
    clock, sink = _Clock(), FolderSink(out_dir)
    with cut_clip(
        source, options, workers, on_progress, before=sink.clear, own_exercise=own_exercise
    ) as clip:
        clock.lap("split_s")
        tracks = clip.estimate(options.model or DEFAULT_MODEL, own_model)
        clock.lap("pose_s")
        analysis = analyse(tracks, clip.manifest, options, reference, own_exercise)
        document = write_result(analysis, sink, source.stem, message_files, frames=clip.kept)
        clock.lap("analyse_s")
        if options.export:
            (clip.folder / DOCUMENT).write_text(document.model_dump_json())
            for name in (document.files[role] for role in RESULT_ROLES if role in document.files):
                (clip.folder / name).symlink_to((out_dir / name).resolve())
            track = OverlayTrack.load(clip.folder, with_angles=options.angles)
            if options.blur_faces:
                track = replace(track, heads=Heads.of_tracks(tracks, clip.manifest))
            clip.render(track, SkeletonStyle.of(options), out_dir / VIDEO_OVERLAY)
            clock.lap("render_s")
    return write_document(document, sink, clock.laps, {"overlay": VIDEO_OVERLAY} if options.export else None)


def check(options: AnalysisOptions, own_exercise: Exercise | None, own_model: PoseModel | None) -> None:
    """Refuse what cannot be done before the work begins.

    Raises:
        InvalidOptionsError: exercise or model are not known or do not fit together.
    """
    exercise = requested_exercise(options, own_exercise)
    if own_model is not None:
        skeleton = own_model.skeleton
    else:
        skeleton = load_skeleton(find_model(options.model or DEFAULT_MODEL).spec.skeleton)
    if exercise is not None:
        measurable(exercise, skeleton)


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
        motion = motion.at_speed(document.speed.factor)
        return reference_from_motion(motion, draft, origin, str(uuid.uuid4()), datetime.now(UTC))


@storage_full_is_transient()
def analyse_image(source: Path, out_dir: Path, options: AnalysisOptions) -> ResultDocument:
    """Analyse a photo into ``out_dir``: the document, and the photo with the skeleton on it."""
    clock = _Clock()
    rgb = decode_still(source)
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


def decode_still(source: Path | bytes) -> NDArray[np.uint8]:
    """A photo's upright RGB picture, (H, W, 3).

    Raises:
        MediaError: it cannot be used.
    """
    return decode_photo(source, Limits())


class _Clock:
    """Seconds since the last lap, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._since, 3)
        self._since = now


@lru_cache(maxsize=1)
def _estimator(model: str) -> PoseEstimator:
    return load_estimator(model)


def _analysed(folder: Path, manifest: Manifest, chunk: Chunk) -> Iterator[Frame]:
    wanted = analysed_frames(manifest)[chunk.first_frame : chunk.end_frame]
    return decode_chunk(
        folder / chunk.file, manifest, chunk, wanted=None if wanted.all() else wanted, draft=True
    )


def _pose(folder: Path, manifest: Manifest, chunk: Chunk, model: str) -> Tracks:
    return _track(folder, manifest, chunk, _estimator(model))


def _track(folder: Path, manifest: Manifest, chunk: Chunk, estimator: PoseEstimator) -> Tracks:
    keeper = FrameKeeper(manifest)
    frames = keeper.passing(_analysed(folder, manifest, chunk))
    tracks = estimator.track(frames, manifest.media.geometry, manifest.redetection_interval)
    keeper.save(_kept_frames(folder, chunk))
    return tracks


def _kept_frames(folder: Path, chunk: Chunk) -> Path:
    return folder / f"frames-{chunk.index:04d}.npz"


def _render(
    folder: Path,
    manifest: Manifest,
    chunk: Chunk,
    track: OverlayTrack,
    people: SkeletonStyle,
    annotators: Sequence[Annotator] = (),
) -> Path | None:
    part = folder / f"{chunk.index:04d}.mp4"
    frames = decode_chunk(folder / chunk.file, manifest, chunk)
    return part if render_chunk(frames, manifest, track, part, people=people, annotators=annotators) else None
