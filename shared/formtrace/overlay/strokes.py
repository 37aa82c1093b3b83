"""Round-capped strokes, the only shape that the overlay needs, drawn by OpenCV.

A stroke is a capsule: all points within ``radius`` of a line segment. A segment of no length is a disc, a
chain of segments an arc or a curve. OpenCV's own thick lines have whole pixels of thickness; a convex polygon
with corners in 16ths of a pixel has the thickness that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]

_FRACTION_BITS = 4
_CAP = np.linspace(-np.pi / 2, np.pi / 2, 7)[:, None]
_COS, _SIN = np.cos(_CAP), np.sin(_CAP)
_FAR_PX = 16_000.0  # no picture is so large, and OpenCV counts in 32 bits
_BLEED_PX = 0.68
"""What OpenCV's smoothed edge adds on each side of a polygon (measured: the widths of lines)."""


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """Capsules, in pixels with centres at +0.5.

    ``ends_px`` (K, 4) holds x0, y0, x1, y1 of each, ``radius_px`` and ``alpha`` are (K,).
    """

    ends_px: Float
    radius_px: Float
    alpha: Float

    @classmethod
    def discs(cls, centres_px: Float, radius_px: Float, alpha: Float) -> Strokes:
        """Discs around ``centres_px`` (K, 2)."""
        return cls(np.concatenate([centres_px, centres_px], axis=1), radius_px, alpha)

    @classmethod
    def polyline(cls, points_px: Float, radius_px: float, alpha: float = 1.0) -> Strokes:
        """The line through ``points_px`` (K + 1, 2), with round joins."""
        ends = np.concatenate([points_px[:-1], points_px[1:]], axis=1).astype(np.float32)
        count = len(ends)
        return cls(ends, np.full(count, radius_px, np.float32), np.full(count, alpha, np.float32))

    @classmethod
    def concatenate(cls, strokes: Sequence[Strokes]) -> Strokes:
        """All of them as one set."""
        return cls(
            np.concatenate([s.ends_px for s in strokes]),
            np.concatenate([s.radius_px for s in strokes]),
            np.concatenate([s.alpha for s in strokes]),
        )

    def outline(self, by_px: float, opacity: float) -> Strokes:
        """What lies under these strokes to set them off: wider, and fading faster than they do."""
        return Strokes(
            self.ends_px, self.radius_px + np.float32(by_px), self.alpha * self.alpha * np.float32(opacity)
        )

    def bounds_px(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all that is covered."""
        x, y, reach = self.ends_px[:, 0::2], self.ends_px[:, 1::2], self.radius_px[:, None]
        low, high = (x - reach).min(), (x + reach).max()
        return float(low), float((y - reach).min()), float(high), float((y + reach).max())

    def __len__(self) -> int:
        return len(self.ends_px)


def draw(
    pixels: NDArray[np.uint8],
    strokes: Sequence[Strokes],
    colours: NDArray[np.float64],
    clear: NDArray[np.float64],
    origin_px: tuple[int, int] = (0, 0),
) -> None:
    """Draw sets of strokes on ``pixels`` (h, w, 4) uint8, one after the other.

    ``colours`` (S, 4) are what an opaque stroke of each set leaves there, ``clear`` (4,) what no stroke does.
    Where strokes of a set overlap, the most opaque one counts, so joins do not show. The pixels' top left
    corner is at ``origin_px``.
    """
    together = Strokes.concatenate(strokes)
    number = np.repeat(np.arange(len(strokes)), [len(one) for one in strokes])
    order = np.lexsort((together.alpha, number))
    values = (clear + (colours[number] - clear) * together.alpha[:, None])[order].tolist()
    for polygon, value in zip(_polygons(together, origin_px)[order], values, strict=True):
        cv2.fillConvexPoly(pixels, polygon, value, cv2.LINE_AA, _FRACTION_BITS)


def _polygons(strokes: Strokes, origin_px: tuple[int, int]) -> NDArray[np.int32]:
    """(K, 14, 2) corners of each stroke in OpenCV's fixed-point numbers, pixel centres at whole ones."""
    ends = np.clip(strokes.ends_px.reshape(-1, 2, 2) - np.array(origin_px, np.float32), -_FAR_PX, _FAR_PX)
    along = ends[:, 1] - ends[:, 0]
    length = np.hypot(along[:, 0], along[:, 1])[:, None]
    radius = np.maximum(strokes.radius_px - np.float32(_BLEED_PX), 0.0)[:, None]
    ahead = np.where(length > 0, along / np.where(length > 0, length, 1.0), (1.0, 0.0)) * radius
    aside = ahead[:, ::-1] * (-1.0, 1.0)
    # The cap at the second end; the one at the first is the same, turned by half.
    cap = ahead[:, None] * _COS + aside[:, None] * _SIN
    fixed = (np.concatenate([ends[:, 1:] + cap, ends[:, :1] - cap], axis=1) - 0.5) * 2**_FRACTION_BITS
    corners: NDArray[np.int32] = np.rint(fixed).astype(np.int32)
    return corners
