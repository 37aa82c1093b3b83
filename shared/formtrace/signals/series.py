"""Series over time: their type, their gaps, and other sampling times."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
"""Values over the N frames of a clip, (N,) or (N, ...), NaN where unknown. The type of every such array."""

SAME_TIME_S = 1e-9
"""Frames may share a time stamp; times closer than this are equal."""


def contiguous_segments(valid: NDArray[np.bool_], shot: NDArray[np.intp] | None = None) -> list[slice]:
    """The longest stretches of valid frames.

    Args:
        valid: (N,) bool.
        shot: (N,) int; a segment ends where it changes. ``None``: one shot.

    >>> contiguous_segments(np.array([True, True, False, True]))
    [slice(0, 2, None), slice(3, 4, None)]
    """
    if not valid.size:
        return []
    change = np.diff(valid.astype(np.int8)) != 0
    if shot is not None:
        change |= np.diff(shot) != 0
    edges = [0, *(np.flatnonzero(change) + 1).tolist(), len(valid)]
    return [slice(a, b) for a, b in pairwise(edges) if valid[a]]


def interpolate_gaps(
    t_s: Series, values: Series, *, max_gap_s: float, shot: NDArray[np.intp] | None = None
) -> Series:
    """Fill gaps no longer than ``max_gap_s`` by linear interpolation over time.

    Args:
        t_s: (N,) seconds.
        values: (N, ...) float64 with NaN in all columns of a missing frame.
        max_gap_s: between the known frames on both sides of a gap; longer gaps stay NaN.
        shot: (N,) int; a gap across two shots stays. ``None``: one shot.

    >>> interpolate_gaps(np.arange(4) / 10, np.array([1.0, np.nan, np.nan, 4.0]), max_gap_s=0.5)
    array([1., 2., 3., 4.])
    """
    filled = values.copy()
    columns = filled.reshape(len(t_s), -1)
    known = np.flatnonzero(np.isfinite(columns[:, 0]))
    gaps = np.flatnonzero(np.diff(known) > 1)
    for before, after in zip(known[gaps], known[gaps + 1], strict=True):
        if t_s[after] - t_s[before] > max_gap_s:
            continue
        if shot is not None and shot[before] != shot[after]:
            continue
        inside = slice(before + 1, after)
        share = ((t_s[inside] - t_s[before]) / (t_s[after] - t_s[before]))[:, None]
        columns[inside] = columns[before] * (1 - share) + columns[after] * share
    return filled


def robust_range(values: Series) -> float:
    """The range between the 5th and the 95th percentile of the known values; 0 where none are known.

    >>> robust_range(np.array([0.0, np.nan, 100.0]))
    90.0
    """
    known = values[np.isfinite(values)]
    return float(np.subtract(*np.percentile(known, (95, 5)))) if known.size else 0.0


def resample(t_s: Series, values: Series, to_s: Series) -> Series:
    """Linear interpolation of (n, C) ``values`` at the times ``to_s``; the ends are held."""
    position = np.clip(np.searchsorted(t_s, to_s, side="right") - 1, 0, len(t_s) - 2)
    step_s = np.maximum(t_s[position + 1] - t_s[position], SAME_TIME_S)
    share = np.clip((to_s - t_s[position]) / step_s, 0.0, 1.0)[:, None]
    between: Series = values[position] * (1 - share) + values[position + 1] * share
    return between
