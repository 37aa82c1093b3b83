"""Cut a rotated square out of a frame's YUV planes, straight to the network's input.

Only the pixels of the square are read and converted: at 1080p the conversion of a whole frame to RGB costs
as much as a third of the landmark network.
"""

from __future__ import annotations

from enum import Enum
from math import ceil, floor, hypot
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formtrace.clip.frame import LUMA_WEIGHTS, Frame
from formtrace.pose.roi import Affine

Plane = NDArray[np.uint8]

_NO_COLOUR = 128
_WARP = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP

cv2.setNumThreads(1)  # a crop is too small to share among threads


class Border(Enum):
    """What a network was trained to see beyond the picture."""

    BLACK = "black"
    """Letterbox bars: the person detector."""
    REPEAT = "repeat"
    """The edge pixels repeat: the landmark network."""


class Cropper:
    """Cuts square crops into buffers of its own, which the next crop overwrites.

    Fresh arrays of this size cost more than the arithmetic on them: each is mapped anew, page by page.
    """

    def __init__(self, side: int, value_range: tuple[float, float], border: Border) -> None:
        """``side`` in pixels, even; ``value_range`` is what 0 and full intensity become."""
        self._side = side
        self._range = value_range
        self.border = border
        self._luma = np.empty((side, side), np.uint8)
        self._half_chroma = np.empty((2, side // 2, side // 2), np.uint8)
        self._chroma = np.empty((2, side, side), np.uint8)
        self._rgb = np.empty((1, 3, side, side), np.float32)

    def crop(self, frame: Frame, crop_to_coded: Affine) -> NDArray[np.float32]:
        """Sample ``frame`` at crop coordinates mapped by a (2, 3) affine to coded ones (centres at +0.5).

        Returns:
            (1, 3, side, side) float32, RGB, valid until the next call. Chroma is sampled at half the
            resolution, which is what 4:2:0 video holds.
        """
        size = (self._side, self._side)
        self._sample(frame.y, frame.y, crop_to_coded, _black(frame), self._luma)
        for plane, half, full in zip((frame.u, frame.v), self._half_chroma, self._chroma, strict=True):
            self._sample(plane, frame.y, crop_to_coded, _NO_COLOUR, half)
            cv2.resize(half, size, dst=full, interpolation=cv2.INTER_LINEAR)
        return self._to_rgb(frame)

    def _sample(self, plane: Plane, luma: Plane, crop_to_coded: Affine, fill: int, out: Plane) -> None:
        """Fill ``out`` with the crop of one plane; averages before it shrinks by two or more."""
        to_plane = crop_to_coded / _subsampling(luma, plane)[:, None]
        step = self._side / len(out)
        shrink = _shrink(hypot(*to_plane[:, 0]) * step, plane)
        to_cells = to_plane * np.array([step, step, 1.0]) / shrink
        cells = plane
        if shrink > 1:
            left, top, right, bottom = _cells(to_cells, len(out), plane, shrink)
            part = plane[top * shrink : bottom * shrink, left * shrink : right * shrink]
            cells = _reduce(part, shrink)
            to_cells[:, 2] -= left, top
        # OpenCV counts pixel centres from 0, the project from 0.5.
        to_cells[:, 2] += to_cells[:, :2].sum(axis=1) / 2 - 0.5
        border: dict[str, Any] = {"borderMode": cv2.BORDER_REPLICATE}
        if self.border is Border.BLACK:
            border = {"borderMode": cv2.BORDER_CONSTANT, "borderValue": fill}
        cv2.warpAffine(cells, to_cells, out.shape, dst=out, flags=_WARP, **border)

    def _to_rgb(self, frame: Frame) -> NDArray[np.float32]:
        """YUV to RGB by the standard's luma weights, scaled to the value range in the same step."""
        kr, kb = LUMA_WEIGHTS[frame.colour_matrix]
        kg = 1.0 - kr - kb
        low, high = self._range
        luma_span, chroma_span = (255.0, 255.0) if frame.full_range else (219.0, 224.0)
        gain, chroma_gain = (high - low) / luma_span, 2.0 * (high - low) / chroma_span
        black = low - _black(frame) * gain
        from_u, from_v = chroma_gain * (1 - kb), chroma_gain * (1 - kr)
        y, (u, v), (red, green, blue) = self._luma, self._chroma, self._rgb[0]
        _weigh(y, gain, v, from_v, black - _NO_COLOUR * from_v, red)
        _weigh(y, gain, u, from_u, black - _NO_COLOUR * from_u, blue)
        from_u, from_v = -from_u * kb / kg, -from_v * kr / kg
        _weigh(u, from_u, v, from_v, black - _NO_COLOUR * (from_u + from_v), green)
        _weigh(y, gain, green, 1.0, 0.0, green)
        np.clip(self._rgb, low, high, out=self._rgb)
        return self._rgb


def _weigh(one: Plane, a: float, other: NDArray[Any], b: float, c: float, out: NDArray[np.float32]) -> None:
    """``out`` = a * one + b * other + c."""
    cv2.addWeighted(one, a, other, b, c, dst=out, dtype=cv2.CV_32F)


def _black(frame: Frame) -> int:
    return 0 if frame.full_range else 16


def _subsampling(luma: Plane, plane: Plane) -> NDArray[np.float64]:
    """By what the plane is smaller than luma, across and down: 1, 2 or 4 (sizes rounded up)."""
    sides = zip(reversed(luma.shape), reversed(plane.shape), strict=True)
    return np.array(
        [next((f for f in (1.0, 2.0, 4.0) if -(-full // f) == part), 1.0) for full, part in sides]
    )


def _shrink(step_px: float, plane: Plane) -> int:
    """The largest power of two that leaves the samples a pixel or more apart."""
    shrink = 1
    while 2 * shrink <= min(step_px, *plane.shape):
        shrink *= 2
    return shrink


def _reduce(part: Plane, shrink: int) -> Plane:
    """Means of cells of ``shrink`` x ``shrink`` pixels; by twos, for which OpenCV has vector code."""
    while shrink > 1:
        height, width = part.shape
        part = np.asarray(cv2.resize(part, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8)
        shrink //= 2
    return part


def _cells(to_cells: Affine, side: int, plane: Plane, shrink: int) -> tuple[int, int, int, int]:
    """The whole cells of the plane that a crop touches, at least one: left, top, right, bottom.

    Cells are the same ones wherever the crop lies; an incomplete one at the right or lower edge is left out.
    """
    corners = to_cells @ np.array([[0, side, 0, side], [0, 0, side, side], [1, 1, 1, 1]])
    spans = []
    for along, length in zip(corners, reversed(plane.shape), strict=True):
        first = min(max(floor(along.min()) - 1, 0), length // shrink - 1)
        spans.append((first, max(first + 1, min(ceil(along.max()) + 1, length // shrink))))
    (left, right), (top, bottom) = spans
    return left, top, right, bottom
