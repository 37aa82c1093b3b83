"""Cut a rotated square out of a frame's YUV planes, straight to the network's input.

Only the pixels of the square are read and converted: at 1080p the conversion of a whole frame to RGB costs
as much as a third of the landmark network.
"""

from __future__ import annotations

from enum import Enum
from math import ceil, floor, hypot

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from formtrace.clip.frame import LUMA_WEIGHTS, Frame
from formtrace.pose.roi import Affine

Plane = NDArray[np.uint8]
Coefficients = tuple[float, float, float, float, float, float]  # of an affine, row by row

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
        outside = (_black(frame), _NO_COLOUR) if self.border is Border.BLACK else (None, None)
        on_luma = _in_plane(crop_to_coded, frame.y.shape, frame.y.shape)
        on_chroma = _in_plane(crop_to_coded, frame.y.shape, frame.u.shape)
        y = _sample(frame.y, on_luma, self._side, 1.0, outside[0])
        u, v = (_sample(plane, on_chroma, self._side // 2, 2.0, outside[1]) for plane in (frame.u, frame.v))
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


def _in_plane(crop_to_coded: Affine, luma: tuple[int, ...], plane: tuple[int, ...]) -> Coefficients:
    """The same affine in the pixel grid of a plane that is subsampled by 1, 2 or 4 (sizes rounded up)."""
    (xx, xy, x), (yx, yy, y) = crop_to_coded.tolist()
    down, across = (_subsampling(full, part) for full, part in zip(luma, plane, strict=True))
    return xx / across, xy / across, x / across, yx / down, yy / down, y / down


def _subsampling(full: int, part: int) -> int:
    return next((factor for factor in (1, 2, 4) if -(-full // factor) == part), 1)


def _sample(plane: Plane, crop_to_plane: Coefficients, side: int, step: float, fill: int | None) -> Plane:
    """Sample ``side`` x ``side`` points, ``step`` crop pixels apart; average first when shrinking.

    Averaging makes cells of ``shrink`` x ``shrink`` pixels, the same ones wherever the crop lies.
    """
    xx, xy, x, yx, yy, y = crop_to_plane
    shrink = max(1, int(hypot(xx, yx) * step))
    scale = step / shrink
    xx, xy, x, yx, yy, y = xx * scale, xy * scale, x / shrink, yx * scale, yy * scale, y / shrink
    left, right = _span(x, xx * side, xy * side)
    top, bottom = _span(y, yx * side, yy * side)
    cells = Image.fromarray(_cells(plane, shrink, left, top, right, bottom, fill))
    affine = (xx, xy, x - left, yx, yy, y - top)
    return np.asarray(
        cells.transform((side, side), Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR)
    )


def _span(start: float, *edges: float) -> tuple[int, int]:
    """The whole cells along one axis of a parallelogram, and one more on either side."""
    low, high = (start + sum(pick(0.0, edge) for edge in edges) for pick in (min, max))
    return floor(low) - 1, ceil(high) + 1


def _cells(
    plane: Plane, shrink: int, left: int, top: int, right: int, bottom: int, fill: int | None
) -> Plane:
    """The rectangle in cells; beyond the picture ``fill``, or the repeated edge where it is ``None``."""
    height, width = (-(-length // shrink) for length in plane.shape)
    x0, x1 = (min(max(x, 0), width - 1) for x in (left, right - 1))
    y0, y1 = (min(max(y, 0), height - 1) for y in (top, bottom - 1))
    cells: Plane = np.ascontiguousarray(
        plane[y0 * shrink : (y1 + 1) * shrink, x0 * shrink : (x1 + 1) * shrink]
    )
    if shrink > 1:
        cells = np.asarray(Image.fromarray(cells).reduce(shrink))
    if (x0, y0, x1, y1) == (left, top, right - 1, bottom - 1):
        return cells
    rows, columns = np.arange(top, bottom).clip(y0, y1), np.arange(left, right).clip(x0, x1)
    cells = cells.take(rows - y0, axis=0).take(columns - x0, axis=1)
    if fill is not None:
        cells[: max(0, -top)] = cells[max(0, height - top) :] = fill
        cells[:, : max(0, -left)] = cells[:, max(0, width - left) :] = fill
    return cells
