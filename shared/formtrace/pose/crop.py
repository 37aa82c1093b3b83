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


class Cropper:
    """Cuts square crops into one buffer, which the next crop overwrites.

    Fresh arrays of this size cost more than the arithmetic on them: each is mapped anew, page by page.
    """

    def __init__(self, side: int, value_range: tuple[float, float], border: Border) -> None:
        """``side`` in pixels, even; ``value_range`` is what 0 and full intensity become."""
        self._side = side
        self._range = value_range
        self.border = border
        half = side // 2
        self._luma = np.empty((half, 2, side), np.float32)
        self._colour = np.empty((3, half, half), np.float32)
        self._rgb = np.empty((3, half, 2, side), np.float32)

    def crop(self, frame: Frame, crop_to_coded: Affine) -> NDArray[np.float32]:
        """Sample ``frame`` at crop coordinates mapped by a (2, 3) affine to coded ones (centres at +0.5).

        Returns:
            (1, 3, side, side) float32, RGB, valid until the next call. Chroma is sampled at half the
            resolution, which is what 4:2:0 video holds.
        """
        black_border = self.border is Border.BLACK
        y = _sample(frame.y, crop_to_coded, self._side, 1.0, _black(frame) if black_border else None)
        u, v = (
            _sample(
                plane,
                _in_plane(crop_to_coded, frame.y.shape, plane.shape),
                self._side // 2,
                2.0,
                _NO_COLOUR if black_border else None,
            )
            for plane in (frame.u, frame.v)
        )
        return self._to_rgb(y, u, v, frame)

    def _to_rgb(self, y: Plane, u: Plane, v: Plane, frame: Frame) -> NDArray[np.float32]:
        """YUV to RGB by the standard's luma weights, scaled to the value range in the same step."""
        kr, kb = LUMA_WEIGHTS[frame.colour_matrix]
        kg = 1.0 - kr - kb
        low, high = self._range
        luma_span, chroma_span = (255.0, 255.0) if frame.full_range else (219.0, 224.0)
        gain, chroma_gain = (high - low) / luma_span, 2.0 * (high - low) / chroma_span
        cb, cr = (
            chroma_gain * np.array([(0, 1 - kr), (-kb * (1 - kb) / kg, -kr * (1 - kr) / kg), (1 - kb, 0)])
        ).T
        black = low - _black(frame) * gain
        for channel, plane in enumerate(self._colour):
            np.multiply(u, np.float32(cb[channel]), out=plane)
            plane += v * np.float32(cr[channel])
            plane += np.float32(black - _NO_COLOUR * (cb[channel] + cr[channel]))
        np.multiply(y.reshape(self._luma.shape), np.float32(gain), out=self._luma)
        np.add(self._luma, np.repeat(self._colour, 2, axis=2)[:, :, None], out=self._rgb)
        np.clip(self._rgb, low, high, out=self._rgb)
        return self._rgb.reshape(1, 3, self._side, self._side)


def _black(frame: Frame) -> int:
    return 0 if frame.full_range else 16


def _in_plane(crop_to_coded: Affine, luma: tuple[int, ...], chroma: tuple[int, ...]) -> Affine:
    """The same affine in the pixel grid of a plane that is subsampled by 1, 2 or 4 (sizes rounded up)."""
    factors = [_subsampling(luma[axis], chroma[axis]) for axis in (1, 0)]
    return crop_to_coded / np.array(factors, dtype=np.float64)[:, None]


def _subsampling(full: int, part: int) -> int:
    return next((factor for factor in (1, 2, 4) if -(-full // factor) == part), 1)


def _sample(plane: Plane, crop_to_plane: Affine, side: int, step: float, fill: int | None) -> Plane:
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
    return np.asarray(sampled)


def _cells(
    plane: Plane, shrink: int, left: int, top: int, right: int, bottom: int, fill: int | None
) -> Plane:
    """The rectangle in cells; beyond the picture ``fill``, or the repeated edge where it is ``None``."""
    width, height = (-(-length // shrink) for length in plane.shape[::-1])
    x0, x1 = (min(max(x, 0), width - 1) for x in (left, right - 1))
    y0, y1 = (min(max(y, 0), height - 1) for y in (top, bottom - 1))
    cells = np.ascontiguousarray(plane[y0 * shrink : (y1 + 1) * shrink, x0 * shrink : (x1 + 1) * shrink])
    if shrink > 1:
        cells = np.asarray(Image.fromarray(cells).reduce(shrink))
    rows, columns = bottom - top, right - left
    if cells.shape == (rows, columns):
        return cells
    first_row, first_column = min(max(-top, 0), rows - 1), min(max(-left, 0), columns - 1)
    inside = np.s_[first_row : first_row + len(cells), first_column : first_column + cells.shape[1]]
    whole = np.empty((rows, columns), np.uint8)
    whole[inside] = cells
    _extend(whole, inside[1])
    _extend(whole.T, inside[0])
    if fill is not None:
        whole[:, [not 0 <= x < width for x in range(left, right)]] = fill
        whole[[not 0 <= y < height for y in range(top, bottom)]] = fill
    return whole


def _extend(whole: Plane, known: slice) -> None:
    """Repeat the first and the last known column outwards."""
    whole[:, : known.start] = whole[:, known.start : known.start + 1]
    whole[:, known.stop :] = whole[:, known.stop - 1 : known.stop]
