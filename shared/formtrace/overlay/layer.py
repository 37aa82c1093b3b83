"""A small translucent picture that is composited with the planes of a canvas."""

from __future__ import annotations

from functools import lru_cache
from math import prod

import cv2
import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.colour import ColourSpace
from formtrace.overlay.strokes import Float, Strokes, draw
from formtrace.overlay.style import Rgb

Plane = NDArray[np.uint8]

_KEEP = 3  # the channel
_BYTES_A_PIXEL = 10  # four channels, each by itself, and the same at half the size
_CLEAR = np.array([0.0, 0.0, 0.0, 255.0])


@lru_cache(maxsize=256)
def _colour(space: ColourSpace, rgb: Rgb, opacity: float) -> tuple[float, ...]:
    opaque = np.array([*space.samples(rgb), 0.0])
    return tuple((_CLEAR + (opaque - _CLEAR) * opacity).tolist())


class Memory:
    """Room for arrays that are made anew for every frame: fresh memory is mapped page by page."""

    def __init__(self) -> None:
        """No room; what does not fit gets fresh memory."""
        self._bytes = np.empty(0, np.uint8)
        self._used = 0

    def make_room(self, width: int, height: int) -> None:
        """Forget all arrays; from now on a layer of that size fits, with all that is prepared of it."""
        size = _BYTES_A_PIXEL * (width + 64) * (height + 1)
        if size > len(self._bytes):
            self._bytes = np.empty(size, np.uint8)
        self._used = 0

    def array(self, *shape: int) -> NDArray[np.uint8]:
        """An array of that shape, uint8, with whatever was in memory."""
        start, size = self._used, prod(shape)
        if start + size > len(self._bytes):
            return np.empty(shape, np.uint8)
        self._used += -(-size // 64) * 64
        return self._bytes[start : start + size].reshape(shape)


class Layer:
    """Three samples, premultiplied, and what is kept of those below, in 255ths; transparent at first.

    A layer that is composited is prepared for that once, and must not be drawn on any more.

    Attributes:
        pixels: (height, width, 4) uint8.
    """

    def __init__(self, space: ColourSpace, width: int, height: int, memory: Memory | None = None) -> None:
        """The layer lives in ``memory`` if it is given."""
        self.space = space
        self._memory = memory or Memory()
        self.pixels = self._memory.array(height, width, 4)
        self.pixels.view("<u4").fill(255 << 24)
        self._split: list[Plane] = []
        self._subsampled: dict[tuple[int, int], Plane] = {}

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[0])

    def colour(self, rgb: Rgb, opacity: float = 1.0) -> tuple[float, ...]:
        """An sRGB colour as OpenCV's functions take it to draw on :attr:`pixels`."""
        return _colour(self.space, rgb, opacity)

    def stroke(self, *sets: tuple[Strokes, Rgb], origin_px: tuple[int, int] = (0, 0)) -> None:
        """Draw sets of strokes in one colour each, the first one lowest, the layer being at ``origin_px``."""
        sets = tuple(one for one in sets if len(one[0]))
        if sets:
            colours = np.array([self.colour(rgb) for _, rgb in sets])
            draw(self.pixels, [strokes for strokes, _ in sets], colours, _CLEAR, origin_px)

    def paint(self, mask: Float, rgb: Rgb, opacity: float = 1.0, x: int = 0, y: int = 0) -> None:
        """Composite a colour through ``mask`` (h, w), 0..1, at ``x``, ``y``; what overhangs is left out."""
        x0, y0 = max(0, -x), max(0, -y)
        x1, y1 = min(mask.shape[1], self.width - x), min(mask.shape[0], self.height - y)
        if x0 >= x1 or y0 >= y1:
            return
        alpha = mask[y0:y1, x0:x1, None] * np.float32(opacity)
        target = self.pixels[y + y0 : y + y1, x + x0 : x + x1]
        target[:] = np.rint(target * (1.0 - alpha) + alpha * np.array(self.colour(rgb), np.float32))

    def copy(self, memory: Memory) -> Layer:
        """A layer that looks the same and can be drawn on, in ``memory``, which forgets all else."""
        memory.make_room(self.width, self.height)
        other = Layer(self.space, self.width, self.height, memory)
        other.pixels[:] = self.pixels
        return other

    def cover(self, rgb: Rgb, opacity: float) -> None:
        """Lay a colour over the whole layer's ground, beneath what is drawn already."""
        below = np.array(self.colour(rgb, opacity))
        keep = self.pixels[..., _KEEP:] / 255.0
        self.pixels[..., _KEEP] = 0
        self.pixels[:] = np.rint(self.pixels + keep * below)

    def paste(self, other: Layer, x: int, y: int, columns: tuple[int, int]) -> None:
        """Put ``columns`` of another layer in the place of what is at ``x``, ``y``."""
        width = columns[1] - columns[0]
        self.pixels[y : y + other.height, x : x + width] = other.pixels[:, columns[0] : columns[1]]

    def samples(self, channel: int, step: int) -> Plane:
        """What is added to a plane that is subsampled by ``step`` (sizes rounded up)."""
        if not self._split:
            self._split = [self._memory.array(self.height, self.width) for _ in _CLEAR]
            cv2.split(self.pixels, self._split)
        if step == 1:
            return self._split[channel]
        if (channel, step) not in self._subsampled:
            self._subsampled[channel, step] = self._smaller(channel, step)
        return self._subsampled[channel, step]

    def keep(self, step: int) -> Plane:
        """What of such a plane stays, in 255ths."""
        return self.samples(_KEEP, step)

    def _smaller(self, channel: int, step: int) -> Plane:
        right, below = -self.width % step, -self.height % step
        size = (self.width + right) // step, (self.height + below) // step
        plane = self._split[channel]
        if right or below:
            clear = float(_CLEAR[channel])
            wider = cv2.copyMakeBorder(plane, 0, below, 0, right, cv2.BORDER_CONSTANT, value=clear)
            plane = np.asarray(wider, np.uint8)
        target = self._memory.array(size[1], size[0])
        cv2.resize(plane, size, dst=target, interpolation=cv2.INTER_AREA)
        return target
