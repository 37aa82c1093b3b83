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
    """Sample ``side`` x ``side`` points, ``step`` crop pixels apart; average first when shrinking."""
    affine = crop_to_plane * np.array([step, step, 1.0])
    shrink = max(1, int(np.hypot(affine[0, 0], affine[1, 0])))
    corners = affine[:, :2] @ np.array([[0.0, side, 0.0, side], [0.0, 0.0, side, side]]) + affine[:, 2:]
    left, top = np.floor(corners.min(axis=1)).astype(int) - shrink - 1
    right, bottom = np.ceil(corners.max(axis=1)).astype(int) + shrink + 1
    left, top = (int(edge) - int(edge) % shrink for edge in (left, top))
    window = _window(plane, left, top, int(right), int(bottom), fill)
    image = Image.fromarray(window)
    if shrink > 1:
        image = image.reduce(shrink)
    local = affine.copy()
    local[:, 2] -= (left, top)
    local /= shrink
    sampled = image.transform(
        (side, side), Image.Transform.AFFINE, tuple(local.ravel()), Image.Resampling.BILINEAR
    )
    return np.asarray(sampled, dtype=np.float32)


def _window(plane: Plane, left: int, top: int, right: int, bottom: int, fill: int | None) -> Plane:
    """The rectangle of ``plane``; beyond its borders ``fill``, or the repeated edge where it is ``None``."""
    height, width = plane.shape
    x0, x1 = (min(max(x, 0), width) for x in (left, right))
    y0, y1 = (min(max(y, 0), height) for y in (top, bottom))
    inside = plane[y0:y1, x0:x1]
    if (x0, y0, x1, y1) == (left, top, right, bottom):
        return np.ascontiguousarray(inside)
    if fill is None:
        columns = np.arange(left, right).clip(0, width - 1)
        rows = np.arange(top, bottom).clip(0, height - 1)
        return plane.take(rows, axis=0).take(columns, axis=1)
    canvas = np.full((bottom - top, right - left), fill, dtype=np.uint8)
    canvas[y0 - top : y1 - top, x0 - left : x1 - left] = inside
    return canvas


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
