"""Anti-aliased strokes: the pixels that round-capped lines cover, and how much of each.

A stroke is a capsule: all points within ``radius`` of a line segment. Its exact signed distance is cheap, and
``radius + 1/2 - distance``, clamped to 0..1, is the coverage of a pixel to within a few percent for edges of
any direction. A segment of no length is a disc, a chain of segments an arc or a curve: strokes are the only
shape the overlay needs.

Only a narrow band of pixels along each segment is looked at, and all segments of a call are worked on at
once, so the cost goes with the inked area and not with bounding boxes, nor with the number of calls to NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]


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

    def __len__(self) -> int:
        return len(self.ends_px)


def rasterise(
    layers: Sequence[Strokes], width: int, height: int, stride: int, scale: float
) -> list[tuple[NDArray[np.intp], Float]]:
    """The covered samples of a plane and their coverage times alpha, for each of several sets of strokes.

    Parameters
    ----------
    layers
        In pixels of the picture; the plane shows it scaled by ``scale`` (0.5 for subsampled chroma).
    width, height, stride
        Of the plane, in samples.

    Returns
    -------
    [(index, coverage)]
        For each layer flat indices ``row * stride + column`` (P,), where samples under several strokes appear
        several times, and the coverage (P,) in 0..1 of each by its stroke. Samples outside do not appear.
    """
    strokes = Strokes.concatenate(layers)
    rows, ends, radius, alpha, steep, starts = _rows(strokes, width, height, scale)
    if not len(rows):
        return [(np.zeros(0, np.intp), np.zeros(0, np.float32)) for _ in layers]
    minor, offsets = _band(rows, ends, radius)
    coverage = _distance(rows, minor, offsets, ends)
    np.subtract((radius + np.float32(0.5))[:, None], coverage, out=coverage)
    np.minimum(coverage, np.float32(1.0), out=coverage)
    inked = coverage > 0.0
    limit = np.where(steep, width, height)
    if (minor < 0).any() or (minor + len(offsets) > limit).any():
        column = minor[:, None] + offsets
        inked &= (column >= 0) & (column < limit[:, None])
    coverage *= alpha[:, None]
    first = np.where(steep, rows * stride + minor, rows + minor * stride)
    step = np.where(steep, 1, stride)
    # Planes have far fewer than 2^31 samples, and half as wide numbers take half as long.
    index = first.astype(np.int32)[:, None] + offsets.astype(np.int32) * step.astype(np.int32)[:, None]
    inked_index, inked_coverage = index[inked].astype(np.intp), coverage[inked]
    layer_stops = starts[np.cumsum([len(layer) for layer in layers])]
    cuts = np.cumsum([np.count_nonzero(part) for part in np.split(inked, layer_stops[:-1])])[:-1]
    return list(zip(np.split(inked_index, cuts), np.split(inked_coverage, cuts), strict=True))


def _rows(
    strokes: Strokes, width: int, height: int, scale: float
) -> tuple[NDArray[np.intp], Float, Float, Float, NDArray[np.bool_], NDArray[np.intp]]:
    """One entry per stroke and line across it, rows of steep strokes and columns of flat ones.

    ``ends`` is (R, 4) as major0, minor0, major1, minor1 with major0 <= major1, where the major axis is the
    one along which the stroke is longer. The last array (K + 1,) says where each stroke's entries begin.
    Coordinates far outside are clamped: nobody sees where such a line ends.
    """
    far = np.float32(4 * max(width, height))
    ends = np.clip(strokes.ends_px * np.float32(scale), -far, far)
    radius = strokes.radius_px * np.float32(scale)
    steep = np.abs(ends[:, 3] - ends[:, 1]) >= np.abs(ends[:, 2] - ends[:, 0])
    ends = np.where(steep[:, None], ends[:, [1, 0, 3, 2]], ends)
    ends = np.where((ends[:, 0] <= ends[:, 2])[:, None], ends, ends[:, [2, 3, 0, 1]])

    limit = np.where(steep, height, width)
    first = np.clip(np.floor(ends[:, 0] - radius - 0.5), 0, limit).astype(np.intp)
    stop = np.clip(np.ceil(ends[:, 2] + radius + 0.5), 0, limit).astype(np.intp)
    lengths = np.maximum(stop - first, 0)
    starts = np.concatenate([np.zeros(1, np.intp), np.cumsum(lengths)])
    which = np.repeat(np.arange(len(lengths)), lengths)
    rows = np.arange(len(which)) - starts[which] + first[which]
    return rows, ends[which], radius[which], strokes.alpha[which], steep[which], starts


def _band(rows: NDArray[np.intp], ends: Float, radius: Float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First sample of each row's band (R,) and the offsets within it (W,), wide enough for every stroke."""
    major = rows.astype(np.float32) + np.float32(0.5)
    length = ends[:, 2] - ends[:, 0]
    along = np.clip(major - ends[:, 0], 0.0, length)
    slope = np.divide(ends[:, 3] - ends[:, 1], length, out=np.zeros_like(length), where=length > 0)
    # A band of slope s is sqrt(1 + s^2) <= sqrt(2) times wider across than the stroke.
    reach = float((radius + 0.5).max()) * 1.4143 + 0.5
    first = np.floor(ends[:, 1] + slope * along - reach).astype(np.intp)
    return first, np.arange(int(np.ceil(2.0 * reach)) + 1)


def _distance(
    rows: NDArray[np.intp], minor: NDArray[np.intp], offsets: NDArray[np.intp], ends: Float
) -> Float:
    """Distance (R, W) of the band's sample centres from their segments."""
    length = ends[:, 2] - ends[:, 0]
    rise = ends[:, 3] - ends[:, 1]
    square = length * length + rise * rise
    inverse = np.divide(1.0, square, out=np.zeros_like(square), where=square > 0)
    from_major = rows.astype(np.float32) + np.float32(0.5) - ends[:, 0]
    from_minor = (minor.astype(np.float32) + np.float32(0.5) - ends[:, 1])[:, None] + offsets.astype(
        np.float32
    )
    position = from_minor * (rise * inverse)[:, None]
    position += (from_major * length * inverse)[:, None]
    np.clip(position, 0.0, 1.0, out=position)
    across: Float = position * rise[:, None]
    np.subtract(from_minor, across, out=across)
    position *= length[:, None]
    np.subtract(from_major[:, None], position, out=position)
    across *= across
    position *= position
    across += position
    np.sqrt(across, out=across)
    return across
