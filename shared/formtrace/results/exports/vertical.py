"""A vertical clip (9:16) of one repetition, for phones: the person fills it, with the overlay."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formtrace.errors import InvalidOptionsError
from formtrace.overlay.canvas import Canvas
from formtrace.overlay.colour import YuvSpace
from formtrace.overlay.scene import Scene
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.style import load_style
from formtrace.overlay.track import OverlayTrack
from formtrace.results.data import ResultData
from formtrace.results.document import Held, Rep
from formtrace.results.exports.preview import LEAD_S
from formtrace.results.exports.registry import exporter
from formtrace.results.shown import Picture, Pictures, options_of, track_of
from formtrace.results.stills import score_of

WIDTH, HEIGHT = 720, 1280
_LONGEST_S = 20.0  # of a hold
_MARGIN = 0.14  # around the landmarks, of the person's size
_SEEN = 0.3
_LARGEST = 2.0  # no picture is enlarged more
_LONG_SIDE_PX = 4096
_TICKS_PER_S = 90_000
_DIM = 0.45  # of the blurred picture above and below


@exporter("clip", ".mp4", "a vertical clip of a repetition: rep=best, worst or its number", pictures=True)
def write_clip(data: ResultData, path: Path, pictures: Pictures, rep: str | float = "best") -> None:
    """Write 720 x 1280 pixels at the video's own rate, without sound.

    The part of the picture in which the person moves fills the clip; what it does not cover is the picture
    itself, blurred. ``rep`` is ``best``, ``worst`` (by score), or the number of a repetition or hold.
    """
    from formtrace.media.encode import VideoFormat, encoding  # PyAV

    effort = _chosen(data, rep)
    start_s = max(effort.start_s - LEAD_S, 0.0)
    end_s = min(effort.end_s + LEAD_S, start_s + _LONGEST_S)
    shown = pictures.between(start_s, end_s, None, _LONG_SIDE_PX)
    first = next(shown, None)
    assert first is not None, "a range has at least one frame"
    height, width = first[1].shape[:2]
    box = _box(data, (start_s, end_s), width, height)
    track = _in_box(track_of(data), box, width, height)
    scene = Scene.of(track, WIDTH, HEIGHT, load_style(), people=SkeletonStyle.of(options_of(data)))
    canvas = Canvas(YuvSpace("bt601", full_range=False))
    rate = Fraction(max(data.document.media.fps, 0.1)).limit_denominator(1001)
    video = VideoFormat(WIDTH, HEIGHT, Fraction(1, _TICKS_PER_S), rate, "bt601", full_range=False)
    with encoding(path, video, threads=0) as encoder:
        for t_s, rgb in chain([first], shown):
            picture = encoder.picture()
            picture.fill_rgb(_vertical(rgb, box))
            canvas.attach(picture.planes)
            row = track.row_at(t_s)
            if row is not None:
                scene.draw(canvas, row)
            encoder.write(picture, round(t_s * _TICKS_PER_S))


class _Box(NamedTuple):
    """A part of the picture in pixels, which may reach beyond it above and below, or at the sides."""

    left: float
    top: float
    width: float
    height: float


def _chosen(data: ResultData, rep: str | float) -> Rep | Held:
    efforts = data.document.efforts
    if not efforts:
        raise InvalidOptionsError("Nothing was counted in this result, so there is no repetition to show.")
    if rep in ("best", "worst"):
        return (max if rep == "best" else min)(efforts, key=score_of)
    for effort in efforts:
        if rep == effort.index:
            return effort
    numbers = f"1 to {efforts[-1].index}"
    raise InvalidOptionsError(f"There is no repetition '{rep}'; choose best, worst or a number, {numbers}.")


def _box(data: ResultData, span_s: tuple[float, float], width: int, height: int) -> _Box:
    """The part, 9:16, in which the person moves in a stretch of time."""
    rows = (data.t_s >= span_s[0]) & (data.t_s <= span_s[1])
    points = data.xy_norm[rows][data.visibility[rows] >= _SEEN]
    points = np.clip(points[np.isfinite(points).all(axis=1)], 0.0, 1.0) * [width, height]
    if not len(points):
        points = np.array([[0.0, 0.0], [width, height]])
    low, high = points.min(axis=0), points.max(axis=0)
    need = np.minimum((high - low) * (1 + 2 * _MARGIN), [width, height])
    wide = max(float(need[0]), float(need[1]) * WIDTH / HEIGHT, WIDTH / _LARGEST)
    size = np.array([wide, wide * HEIGHT / WIDTH])
    corner, room = (low + high - size) / 2, np.array([width, height]) - size
    corner = np.where(room >= 0, np.clip(corner, 0, np.maximum(room, 0)), room / 2)
    return _Box(*(float(value) for value in (*corner, *size)))


def _in_box(track: OverlayTrack, box: _Box, width: int, height: int) -> OverlayTrack:
    """The track on the clip's picture instead of the whole one."""

    def moved(xy_norm: NDArray[np.float64]) -> NDArray[np.float64]:
        inside: NDArray[np.float64] = (xy_norm * [width, height] - [box.left, box.top]) / [
            box.width,
            box.height,
        ]
        return inside

    ghost = None if track.ghost_norm is None else moved(track.ghost_norm)
    return dataclasses.replace(track, xy_norm=moved(track.xy_norm), ghost_norm=ghost)


def _vertical(rgb: Picture, box: _Box) -> Picture:
    """The box of a picture, 720 x 1280; around it the same, blurred and darker."""
    scale = WIDTH / box.width
    shrinking = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    height, width = rgb.shape[:2]
    x0, x1 = max(round(box.left), 0), min(round(box.left + box.width), width)
    y0, y1 = max(round(box.top), 0), min(round(box.top + box.height), height)
    part = rgb[y0:y1, x0:x1]
    left, top = round((x0 - box.left) * scale), round((y0 - box.top) * scale)
    size_px = min(round((x1 - x0) * scale), WIDTH - left), min(round((y1 - y0) * scale), HEIGHT - top)
    shown = cv2.resize(part, size_px, interpolation=shrinking).astype(np.uint8, copy=False)
    if size_px == (WIDTH, HEIGHT):
        return shown
    clip = _backdrop(part)
    clip[top : top + size_px[1], left : left + size_px[0]] = shown
    return clip


def _backdrop(part: Picture) -> Picture:
    """The picture stretched over the whole clip, blurred and darkened."""
    few = cv2.resize(part, (WIDTH // 40, HEIGHT // 40), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(few, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return (soft * _DIM).astype(np.uint8)
