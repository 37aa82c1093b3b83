"""Cut a rotated square out of a frame's YUV planes, straight to the network's input.

Only the pixels of the square are read and converted: at 1080p the conversion of a whole frame to RGB costs
as much as a third of the landmark network.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from formtrace.media.frames import LUMA_WEIGHTS, Frame
from formtrace.pose.region import Affine

Plane = NDArray[np.uint8]

_NO_COLOUR = 128


class Border(Enum):
    """What a network was trained to see beyond the picture."""

    BLACK = "black"
    """Letterbox bars: the person detector."""
    REPEAT = "repeat"
    """The edge pixels repeat: the landmark network."""


def crop_rgb(
    frame: Frame, crop_to_coded: Affine, side: int, value_range: tuple[float, float], border: Border
) -> NDArray[np.float32]:
    """Sample a ``side`` x ``side`` crop of ``frame``.

    Args:
        crop_to_coded: (2, 3) affine from crop coordinates to coded pixel coordinates (pixel centres at +0.5).
        side: output side in pixels; even.
        value_range: what 0 and full intensity become.
        border: what lies beyond the picture.

    Returns:
        (1, 3, side, side) float32, RGB. Chroma is sampled at half the resolution, which is what 4:2:0 video
        holds.
    """
    black = 0 if frame.full_range else 16
    luma = _sample(frame.y, crop_to_coded, side, 1.0, black if border is Border.BLACK else None)
    u, v = (
        _sample(
            plane,
            _in_plane(crop_to_coded, frame.y.shape, plane.shape),
            side // 2,
            2.0,
            _NO_COLOUR if border is Border.BLACK else None,
        )
        for plane in (frame.u, frame.v)
    )
    return _to_rgb(luma, u, v, frame.colour_matrix, frame.full_range, value_range)


def _in_plane(crop_to_coded: Affine, luma: tuple[int, ...], chroma: tuple[int, ...]) -> Affine:
    """The same affine in the pixel grid of a plane that is subsampled by 1, 2 or 4 (sizes rounded up)."""
    factors = [_subsampling(luma[axis], chroma[axis]) for axis in (1, 0)]
    return crop_to_coded / np.array(factors, dtype=np.float64)[:, None]


def _subsampling(full: int, part: int) -> int:
    return next((factor for factor in (1, 2, 4) if -(-full // factor) == part), 1)


def _sample(
    plane: Plane, crop_to_plane: Affine, side: int, step: float, fill: int | None
) -> NDArray[np.float32]:
    """Sample ``side`` x ``side`` points, ``step`` crop pixels apart; average first when shrinking.

    Averaging makes cells of ``shrink`` x ``shrink`` pixels, the same ones wherever the crop lies.
    """
    affine = crop_to_plane * np.array([step, step, 1.0])
    shrink = max(1, int(np.hypot(affine[0, 0], affine[1, 0])))
    affine /= shrink
    corners = affine[:, :2] @ np.array([[0.0, side, 0.0, side], [0.0, 0.0, side, side]]) + affine[:, 2:]
    left, top = (int(edge) - 1 for edge in np.floor(corners.min(axis=1)))
    right, bottom = (int(edge) + 1 for edge in np.ceil(corners.max(axis=1)))
    affine[:, 2] -= (left, top)
    sampled = Image.fromarray(_cells(plane, shrink, left, top, right, bottom, fill)).transform(
        (side, side), Image.Transform.AFFINE, tuple(affine.ravel()), Image.Resampling.BILINEAR
    )
    return np.asarray(sampled, dtype=np.float32)


def _cells(
    plane: Plane, shrink: int, left: int, top: int, right: int, bottom: int, fill: int | None
) -> Plane:
    """The rectangle in cells; beyond the picture ``fill``, or the repeated edge where it is ``None``."""
    columns, rows = np.arange(left, right), np.arange(top, bottom)
    width, height = (-(-length // shrink) for length in plane.shape[::-1])
    x, y = columns.clip(0, width - 1), rows.clip(0, height - 1)
    inside = plane[y[0] * shrink : (y[-1] + 1) * shrink, x[0] * shrink : (x[-1] + 1) * shrink]
    cells = np.ascontiguousarray(inside)
    if shrink > 1:
        cells = np.asarray(Image.fromarray(cells).reduce(shrink))
    if cells.shape != (len(rows), len(columns)):
        cells = cells.take(y - y[0], axis=0).take(x - x[0], axis=1)
        if fill is not None:
            cells[rows != y] = fill
            cells[:, columns != x] = fill
    return cells


def _to_rgb(
    luma: NDArray[np.float32],
    u: NDArray[np.float32],
    v: NDArray[np.float32],
    colour_matrix: str,
    full_range: bool,
    value_range: tuple[float, float],
) -> NDArray[np.float32]:
    """YUV to RGB by the standard's luma weights, scaled to ``value_range`` in the same step."""
    kr, kb = LUMA_WEIGHTS[colour_matrix]
    kg = 1.0 - kr - kb
    low, high = value_range
    black, luma_span, chroma_span = (0.0, 255.0, 255.0) if full_range else (16.0, 219.0, 224.0)
    gain, chroma_gain = (high - low) / luma_span, (high - low) / chroma_span
    cb, cr = (u - 128.0) * np.float32(2 * chroma_gain), (v - 128.0) * np.float32(2 * chroma_gain)
    offsets = np.stack(
        [(1 - kr) * cr, -(kb * (1 - kb) / kg) * cb - (kr * (1 - kr) / kg) * cr, (1 - kb) * cb]
    ).astype(np.float32)
    half = u.shape[0]
    scaled = (luma - np.float32(black)) * np.float32(gain) + np.float32(low)
    rgb = scaled.reshape(1, half, 2, half, 2) + offsets[:, :, None, :, None]
    limited: NDArray[np.float32] = np.clip(rgb, low, high).reshape(1, 3, 2 * half, 2 * half)
    return limited
