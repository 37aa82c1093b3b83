"""What part of a frame a still shows: the person, alike in all stills of a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion

_SEEN = 0.3
_MARGIN = 0.14  # around the landmarks, of the person's size: the head ends above the face
_NARROWEST, _WIDEST = 3 / 4, 4 / 3  # width over height, in pixels
_STAYS_PUT = 1.35
"""One frame for all stills while the person moves within this many times their own size."""
_ZOOM = 0.72  # of a still that shows a form error


class Box(NamedTuple):
    """A part of the frame, as shares of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    def inside(self, xy_norm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (..., 2) of the frame as shares of the box."""
        low, high = np.array(self[:2]), np.array(self[2:])
        within: NDArray[np.float64] = (xy_norm - low) / (high - low)
        return within


def common_boxes(motion: Motion, rows: Sequence[int]) -> list[Box]:
    """A box around the person for each of the rows, all of one size; the same one if the person stays put."""
    if not len(rows):
        return []
    low, high = np.array([_extent(motion, row) for row in rows]).transpose(1, 0, 2)
    sizes = high - low
    size = _shaped(sizes.max(axis=0) * (1 + 2 * _MARGIN), motion.aspect)
    everything = high.max(axis=0) - low.min(axis=0)
    if (everything <= _STAYS_PUT * sizes.max(axis=0)).all():
        size = _shaped(everything * (1 + 2 * _MARGIN), motion.aspect)
        middles = np.repeat(((high.max(axis=0) + low.min(axis=0)) / 2)[None], len(rows), axis=0)
    else:
        middles = (low + high) / 2
    return [_placed(middle, size) for middle in middles]


def zoomed(box: Box, around: NDArray[np.float64]) -> Box:
    """A smaller box of the same shape around a point, within the frame."""
    size = (np.array(box[2:]) - box[:2]) * _ZOOM
    return _placed(around, size)


def _extent(motion: Motion, row: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the greatest x and y of what is seen of the person."""
    at, seen = motion.xy_norm[row], np.nan_to_num(motion.visibility[row]) >= _SEEN
    known = np.isfinite(at).all(axis=1)
    points = at[known & seen] if (known & seen).any() else at[known]
    if not len(points):
        return np.zeros(2), np.ones(2)
    points = np.clip(points, 0.0, 1.0)
    return points.min(axis=0), points.max(axis=0)


def _shaped(size: NDArray[np.float64], aspect: float) -> NDArray[np.float64]:
    """The size, made wider or higher where it is too slim; ``aspect`` is the frame's, width over height."""
    width, height = size[0] * aspect, size[1]
    width, height = max(width, height * _NARROWEST), max(height, width / _WIDEST)
    shaped: NDArray[np.float64] = np.minimum([width / aspect, height], 1.0)
    return shaped


def _placed(middle: NDArray[np.float64], size: NDArray[np.float64]) -> Box:
    """A box of that size around a point, moved into the frame."""
    low = np.clip(middle - size / 2, 0.0, 1.0 - size)
    return Box(*(float(value) for value in (*low, *(low + size))))
