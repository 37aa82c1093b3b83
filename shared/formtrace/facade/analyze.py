"""Analyse a video or a photo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from formtrace.analysis import Analysis, analyse
from formtrace.analysis.still_image import analyse_still
from formtrace.contracts.upload_tracking.messages.stream import message_files
from formtrace.errors import EmptyMediaError
from formtrace.exercises.schema import Exercise
from formtrace.facade.arguments import options_of
from formtrace.facade.frames import FrameSource, Picture, checked
from formtrace.facade.progress_bar import OnProgress, progress_bar
from formtrace.facade.result import Result
from formtrace.in_process import (
    DEFAULT_MODEL,
    analyse_clip,
    analyse_video,
    check,
    cut_clip,
    decode_still,
)
from formtrace.options import AnalysisOptions
from formtrace.pose.model import PoseModel
from formtrace.pose.pipeline import PoseEstimator, load_estimator, with_detector
from formtrace.processors import Workers, usable_cores
from formtrace.reference.record import Reference
from formtrace.results.data import ResultData, stills_in
from formtrace.results.photo_overlay import draw
from formtrace.results.report import report
from formtrace.results.sink import FolderSink, MemorySink, write_document
from formtrace.results.stills import FrameReader, add_stills
from formtrace.results.write import write_result


def analyze(
    video: str | Path | Iterable[Picture],
    exercise: str | Exercise | None = None,
    *,
    times_s: ArrayLike | None = None,
    fps: float | None = None,
    model: str | PoseModel | None = None,
    reference: Reference | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: bool | None = None,
    **options: Any,
) -> Result:
    """Find the body in a video, and count and score the movement.

    Args:
        video: a file, or RGB pictures (height, width, 3) of uint8, an array or any iterable.
        exercise: id, alias or name of one in the catalogue (``formtrace.exercises()``), or one of your own
            (:meth:`Exercise.from_file`). Without one there are keypoints and angles.
        times_s: of pictures, the times in seconds, one each.
        fps: of pictures instead, the constant rate.
        model: name of a pose model, ``full`` if not given, or a :class:`PoseModel` of your own.
        reference: a reference movement to count and compare with, instead of an exercise.
        out: folder for the result's files; in memory if not given.
        workers: processes side by side; all cores if not given.
        progress: show a progress bar; ``None``: in a terminal or a notebook.
        options: those of :class:`formtrace.options.AnalysisOptions` by their names, such as
            ``difficulty="hard"``, ``user_height_cm=180``, ``subject=(0.35, 0.5)``, ``start_s=2``.

    Raises:
        FormtraceError: the file or an option cannot be used; the message is one sentence.

    >>> import formtrace as ft
    >>> ft.analyze("jacks.mp4", exercise="jumping_jack", end_s=1.4).count
    1
    """
    asked = _asked(options, exercise, model, reference)
    folder = None if out is None else Path(out)
    if isinstance(video, (str, Path)):
        team = Workers(workers or usable_cores())
        with progress_bar(progress) as show:
            return _of_file(existing(video), asked, folder, team, show)
    frames = FrameSource.of(video, times_s, fps)
    tracks, manifest = frames.estimate(_estimator(asked.options.model, asked.model))
    analysis = analyse(tracks, manifest, asked.options, reference, asked.exercise)
    return _result(analysis, "frames", frames, folder, frames.kept)


def analyze_image(
    image: str | Path | bytes | Picture,
    *,
    model: str | PoseModel | None = None,
    out: str | Path | None = None,
    **options: Any,
) -> Result:
    """Find the body in a photo: a file, its bytes, or an RGB picture (height, width, 3) of uint8.

    >>> import formtrace as ft
    >>> import numpy as np
    >>> ft.analyze_image(np.full((120, 160, 3), 128, np.uint8)).warnings[0].split(";")[0]
    'No person was recognised'

    Raises:
        FormtraceError: the photo or an option cannot be used.
    """
    named = model if isinstance(model, str) else None
    chosen = options_of(options, model=named)
    own_model = None if isinstance(model, str) else model
    if isinstance(image, np.ndarray):
        rgb, source = checked(image, None), FrameSource([image], 1.0, None)
        name = "image"
    else:
        content = image if isinstance(image, bytes) else existing(image)
        rgb = decode_still(content)
        source = FrameSource([rgb], 1.0, None)
        name = content.stem if isinstance(content, Path) else "image"
    analysis = analyse_still(rgb, chosen, _estimator(named, own_model, with_heatmaps=True))
    return _result(analysis, name, source, None if out is None else Path(out))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an analysis is asked for: the options, and what is the caller's own beside them."""

    options: AnalysisOptions
    reference: Reference | None
    exercise: Exercise | None
    model: PoseModel | None


def _asked(
    options: Mapping[str, Any],
    exercise: str | Exercise | None,
    model: str | PoseModel | None,
    reference: Reference | None,
) -> _Asked:
    chosen = options_of(options, exercise, model if isinstance(model, str) else None)
    if reference is not None:
        chosen = AnalysisOptions.from_mapping({**chosen.given(), "reference": reference.id})
    own_exercise = exercise if isinstance(exercise, Exercise) else None
    return _Asked(chosen, reference, own_exercise, None if isinstance(model, str) else model)


def _of_file(
    source: Path,
    asked: _Asked,
    folder: Path | None,
    team: Workers,
    show: OnProgress,
) -> Result:
    if folder is not None:
        analyse_video(source, folder, asked.options, team, show, asked.reference, asked.exercise, asked.model)
        return Result(ResultData.load(folder), source)
    check(asked.options, asked.exercise, asked.model)
    with cut_clip(source, asked.options, team, show, own_exercise=asked.exercise) as clip:
        analysis = analyse_clip(clip, asked.options, asked.reference, asked.exercise, asked.model)
        return _result(analysis, source.stem, source, None, clip.kept)


def existing(path: str | Path) -> Path:
    """The path of a file.

    Raises:
        EmptyMediaError: there is no such file.
    """
    found = Path(path).expanduser()
    if not found.is_file():
        raise EmptyMediaError(f"There is no file '{path}'; check its name and folder.")
    return found


def _estimator(name: str | None, own: PoseModel | None, *, with_heatmaps: bool = False) -> PoseEstimator:
    if own is not None:
        return with_detector(own)
    return load_estimator(name or DEFAULT_MODEL, with_heatmaps=with_heatmaps)


def _result(
    analysis: Analysis,
    name: str,
    source: Path | FrameSource,
    folder: Path | None,
    frames: FrameReader | None = None,
) -> Result:
    """The result of an analysis that was made in this process, written into ``folder`` if there is one."""
    if folder is None:
        memory, document = MemorySink(), report(analysis, name)
        if frames is not None:
            document = add_stills(document, analysis, frames, memory)
        return Result(ResultData.of(analysis, document, memory.files), source)
    sink = FolderSink(folder)
    sink.clear()
    overlay = None
    if analysis.manifest.source == "image" and isinstance(source, FrameSource):
        overlay = draw(next(iter(source.pictures)), analysis)
    document = write_result(analysis, sink, name, message_files, overlay, frames)
    document = write_document(document, sink, {})
    return Result(ResultData.of(analysis, document, stills_in(folder, document)), source)
