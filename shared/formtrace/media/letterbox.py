"""A picture of one geometry on the canvas of another, its proportions kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formtrace.clip.geometry import Geometry

Planes = tuple["NDArray[np.uint8]", "NDArray[np.uint8]", "NDArray[np.uint8]"]
"""Y, U and V."""

_NO_COLOUR = 128


def letterboxed(planes: Planes, own: Geometry, canvas: Geometry, full_range: bool) -> Planes:
    """Coded planes of ``canvas`` (4:2:0) that show those of ``own``, scaled to fit and centred on black.

    Args:
        planes: Y (h, w), U and V, subsampled in any way, uint8.
        own: their geometry.
        canvas: the geometry of the planes that are returned.
        full_range: whether black is 0 or 16.
    """
    width, height = canvas.display_width, canvas.display_height
    scale = min(width / own.display_width, height / own.display_height)
    # Even, so that chroma lies where luma does.
    size = tuple(max(2, round(scale * side / 2) * 2) for side in (own.display_width, own.display_height))
    place = (width - size[0]) // 4 * 2, (height - size[1]) // 4 * 2
    black = 0 if full_range else 16
    y, u, v = (
        _on_canvas(own.upright(plane), size, place, canvas, fill, step)
        for plane, fill, step in zip(planes, (black, _NO_COLOUR, _NO_COLOUR), (1, 2, 2), strict=True)
    )
    return y, u, v


def _on_canvas(
    upright: NDArray[np.uint8],
    size: tuple[int, ...],
    place: tuple[int, int],
    canvas: Geometry,
    fill: int,
    step: int,
) -> NDArray[np.uint8]:
    """One plane; ``size`` and ``place`` are in luma pixels and ``step`` of them are one sample."""
    shown = Image.new("L", (-(-canvas.display_width // step), -(-canvas.display_height // step)), fill)
    picture = Image.fromarray(np.ascontiguousarray(upright))
    small = picture.resize((size[0] // step, size[1] // step), Image.Resampling.BICUBIC)
    shown.paste(small, (max(0, place[0] // step), max(0, place[1] // step)))
    coded = canvas.coded(np.asarray(shown))
    wanted = (-(-canvas.coded_width // step), -(-canvas.coded_height // step))
    if coded.shape[::-1] != wanted:  # wide pixels
        coded = np.asarray(
            Image.fromarray(np.ascontiguousarray(coded)).resize(wanted, Image.Resampling.BICUBIC)
        )
    return np.ascontiguousarray(coded)
