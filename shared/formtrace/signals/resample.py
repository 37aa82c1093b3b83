"""Values of a series between its samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formtrace.signals.series import Series


def interpolate_at(
    t_s: NDArray[np.float64], values: Series, at_s: NDArray[np.float64], shot: NDArray[np.integer]
) -> Series:
    """``values`` (N, ...) at rising times ``t_s`` (N,), at the times ``at_s`` (M,): (M, ...).

    A cubic Hermite spline through the samples, with the slopes of Catmull and Rom ("A class of local
    interpolating splines", 1974) for uneven steps. It never crosses from one ``shot`` (N,) to another, nor
    into samples that are not known; there, and beyond the ends, the nearest sample counts.
    """
    if len(t_s) == 1:
        return np.repeat(values, len(at_s), axis=0)
    left = np.clip(np.searchsorted(t_s, at_s, side="right") - 1, 0, len(t_s) - 2)
    step = t_s[left + 1] - t_s[left]
    place = np.clip((at_s - t_s[left]) / step, 0.0, 1.0)
    slopes = _slopes(t_s, values, shot)
    shape = (-1, *(1,) * (values.ndim - 1))
    p, h = place.reshape(shape), step.reshape(shape)
    cubic = (
        (1 + 2 * p) * (1 - p) ** 2 * values[left]
        + p * (1 - p) ** 2 * h * slopes[left]
        + p**2 * (3 - 2 * p) * values[left + 1]
        + p**2 * (p - 1) * h * slopes[left + 1]
    )
    nearest = values[left + np.rint(place).astype(np.intp)]
    between = (p > 0) & (p < 1) & (shot[left] == shot[left + 1]).reshape(shape) & np.isfinite(cubic)
    chosen: Series = np.where(between, cubic, nearest)
    return chosen


def _slopes(t_s: NDArray[np.float64], values: Series, shot: NDArray[np.integer]) -> Series:
    """Change a second at each sample: over both neighbours, or over the one that there is."""
    shape = (-1, *(1,) * (values.ndim - 1))
    steps = np.diff(values, axis=0) / np.diff(t_s).reshape(shape)
    steps = np.where((np.diff(shot) == 0).reshape(shape), steps, np.nan)
    unknown = np.full_like(values[:1], np.nan)
    before, after = np.concatenate([unknown, steps]), np.concatenate([steps, unknown])
    both = _over_both(before, after, t_s)
    one = np.where(np.isfinite(before), before, after)
    return np.nan_to_num(np.where(np.isfinite(both), both, one))


def _over_both(before: Series, after: Series, t_s: NDArray[np.float64]) -> Series:
    """The slope from the neighbour before to the one after."""
    gaps = np.diff(t_s)
    first, last = np.append(0.0, gaps), np.append(gaps, 0.0)
    shape = (-1, *(1,) * (before.ndim - 1))
    weight = (first / (first + last)).reshape(shape)
    mean: Series = weight * before + (1 - weight) * after
    return mean
