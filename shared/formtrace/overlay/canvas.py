"""The planes of a picture, on which strokes and layers are composited in place.

Video is drawn on as it is, Y, Cb and Cr, each at its own resolution: samples that nothing covers stay as the
decoder made them, bit for bit, and no frame makes the trip through RGB.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.colour import ColourSpace
from formtrace.overlay.layer import Layer, Memory
from formtrace.overlay.strokes import Strokes
from formtrace.overlay.style import Rgb

Plane = NDArray[np.uint8]


class Canvas:
    """What a frame is drawn on.

    Strokes are gathered and composited together, in the order in which they came, before the next layer or
    at :meth:`flush`.
    """

    def __init__(self, space: ColourSpace) -> None:
        self.space = space
        self._grid = max(space.steps)
        self._planes: Sequence[Plane] = ()
        self._waiting: list[tuple[Strokes, Rgb]] = []
        self._memory = Memory()

    def attach(self, planes: Sequence[Plane]) -> None:
        """Draw on these planes, (h, w) uint8 each and writable, from now on."""
        self._planes = planes

    def layer(self, width: int, height: int) -> Layer:
        """A transparent layer for canvases of this kind."""
        return Layer(self.space, width, height)

    def stroke(self, strokes: Strokes, rgb: Rgb) -> None:
        """Draw strokes in one colour, on top of what came before."""
        if len(strokes):
            self._waiting.append((strokes, rgb))

    def composite(self, layer: Layer, x: int, y: int, columns: tuple[int, int] | None = None) -> None:
        """Composite a layer, or some of its ``columns``, with its top left corner at ``x``, ``y``.

        Positions and columns are moved to the chroma grid. What hangs over the edges is left out.
        """
        self.flush()
        self._blend(layer, x, y, columns or (0, layer.width))

    def flush(self) -> None:
        """Composite the strokes that wait."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        together = Strokes.concatenate([strokes for strokes, _ in waiting])
        left, top, right, bottom = self._covered(together)
        if left >= right or top >= bottom:
            return
        self._memory.make_room(right - left, bottom - top)
        layer = Layer(self.space, right - left, bottom - top, self._memory)
        layer.stroke(*waiting, origin_px=(left, top))
        self._blend(layer, left, top, (0, layer.width))

    def _covered(self, strokes: Strokes) -> tuple[int, int, int, int]:
        """The part of the picture that strokes cover, on the chroma grid: left, top, right, bottom."""
        low_x, low_y, high_x, high_y = strokes.bounds_px()
        height, width = self._planes[0].shape
        left, right = self._span(low_x, high_x, width)
        top, bottom = self._span(low_y, high_y, height)
        return left, top, right, bottom

    def _span(self, low: float, high: float, length: int) -> tuple[int, int]:
        """Whole cells of the chroma grid along one axis, with room for a smoothed edge."""
        first, stop = max(low - 1.0, 0.0) // self._grid, -(-min(high + 1.0, length) // self._grid)
        return int(first) * self._grid, int(stop) * self._grid

    def _blend(self, layer: Layer, x: int, y: int, columns: tuple[int, int]) -> None:
        for channel, (plane, step) in enumerate(zip(self._planes, self.space.steps, strict=True)):
            samples, keep = layer.samples(channel, step), layer.keep(step)
            left, top, first, stop = (
                position // self._grid * self._grid // step for position in (x, y, *columns)
            )
            if columns[1] == layer.width:
                stop = keep.shape[1]
            x0, y0 = max(first, -left), max(0, -top)
            x1, y1 = min(stop, plane.shape[1] - left), min(keep.shape[0], plane.shape[0] - top)
            if x0 < x1 and y0 < y1:
                target = plane[top + y0 : top + y1, left + x0 : left + x1]
                cv2.multiply(target, keep[y0:y1, x0:x1], dst=target, scale=1 / 255)
                cv2.add(target, samples[y0:y1, x0:x1], dst=target)
