"""Animated previews, as GIF and WebP: a few seconds with the best repetition, drawn on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from formtrace.errors import SourceUnknownError
from formtrace.overlay.canvas import Canvas
from formtrace.overlay.colour import RgbSpace
from formtrace.overlay.scene import Scene
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.style import load_style
from formtrace.results.data import ResultData
from formtrace.results.exports.registry import exporter
from formtrace.results.shown import Picture, Pictures, options_of, track_of
from formtrace.results.stills import score_of

LEAD_S = 0.3  # before and after a repetition
_LENGTH_S = 6.0
_HZ = 8.0
_GIF_PX, _WEBP_PX = 360, 480  # long side
_PALETTE_OF = 4  # pictures, one palette for all: nothing flickers
_SHOWN_S = 1 / _HZ
_WEBP_QUALITY = 70


@exporter("gif", ".gif", "an animated preview: 6 seconds with the best repetition", pictures=True)
def write_gif(data: ResultData, path: Path, pictures: Pictures) -> None:
    """Write 8 pictures a second, 360 pixels long, with the skeleton and the counter; it plays in a loop."""
    shown, ms = _preview(data, pictures, _GIF_PX)
    few = np.vstack([np.asarray(shown[at]) for at in np.linspace(0, len(shown) - 1, _PALETTE_OF).astype(int)])
    palette = Image.fromarray(few).quantize(256, dither=Image.Dither.NONE)
    first, *rest = (picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in shown)
    first.save(path, "GIF", save_all=True, append_images=rest, duration=ms, loop=0)


@exporter("webp", ".webp", "the same preview as WebP: sharper and smaller", pictures=True)
def write_webp(data: ResultData, path: Path, pictures: Pictures) -> None:
    """Write 8 pictures a second, 480 pixels long, with the skeleton and the counter; it plays in a loop."""
    (first, *rest), ms = _preview(data, pictures, _WEBP_PX)
    first.save(path, "WEBP", save_all=True, append_images=rest, duration=ms, loop=0, quality=_WEBP_QUALITY)


def _preview(data: ResultData, pictures: Pictures, long_side_px: int) -> tuple[list[Image.Image], list[int]]:
    """The pictures, and for how many milliseconds each is shown."""
    shown = list(_drawn(data, pictures, long_side_px))
    if not shown:
        raise SourceUnknownError("The clip's pictures are not kept any more; export with its video.")
    steps_s = np.diff([t_s for t_s, _ in shown])
    last_s = np.median(steps_s) if len(steps_s) else _SHOWN_S
    return [Image.fromarray(rgb) for _, rgb in shown], [round(1000 * s) for s in (*steps_s, last_s)]


def _drawn(data: ResultData, pictures: Pictures, long_side_px: int) -> Iterator[tuple[float, Picture]]:
    """Times and pictures with the overlay on them."""
    start_s, end_s = stretch(data)
    track, scene, canvas = track_of(data), None, Canvas(RgbSpace())
    for t_s, picture in pictures.between(start_s, end_s, _HZ, long_side_px):
        height, width = picture.shape[:2]
        people = SkeletonStyle.of(options_of(data))
        scene = scene or Scene.of(track, width, height, load_style(), people=people)
        planes = [picture[..., channel].copy() for channel in range(3)]
        canvas.attach(planes)
        row = int(np.argmin(np.abs(track.t_s - t_s)))
        if abs(track.t_s[row] - t_s) < _SHOWN_S:
            scene.draw(canvas, row)
        yield t_s, np.stack(planes, axis=-1)


def stretch(data: ResultData) -> tuple[float, float]:
    """The seconds that a preview shows: from just before the best repetition on, or what there is."""
    first_s, last_s = float(data.t_s[0]), float(data.t_s[-1]) + 1e-3
    efforts = data.document.efforts
    best_s = max(efforts, key=score_of).start_s - LEAD_S if efforts else first_s
    start_s = max(min(best_s, last_s - _LENGTH_S), first_s)
    return start_s, min(start_s + _LENGTH_S, last_s)
