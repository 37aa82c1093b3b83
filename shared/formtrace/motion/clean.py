"""Fill short gaps and smooth without delay, per shot, on irregular frame times."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]

MAX_FILL_S = 0.5
# Winter, "Biomechanics and Motor Control of Human Movement" (4th ed., section 3.4): 6 Hz holds the content of
# human movement; fast gym repetitions (3 a second and more) need a little more.
CUTOFF_HZ = 7.0
# A spike: this many median deviations from the median of so many neighbours, in so short a time.
_SPIKE_SPREADS, _SPIKE_REACH, _FEWEST_NEIGHBOURS, _SPIKE_WINDOW_S = 4.0, 4, 2, 0.1
_BLOCK = 512  # frames at a time: the median copies their neighbours
_HALF_ORDER = 2  # forward and backward: a fourth-order filter without phase shift
_SAME_TIME_S = 1e-9  # frames may share a time stamp
_SETTLING_CYCLES = 3.0  # of the cutoff, by which the ends are continued
_FINEST_GRID = 4  # points for each frame, at most: bursts of frames with pauses between do not cost memory


def fill_gaps(t_s: Series, values: Series, shot: NDArray[np.intp], max_gap_s: float = MAX_FILL_S) -> Series:
    """Bridge runs of NaN no longer than ``max_gap_s`` inside one shot by straight lines.

    Args:
        t_s: (N,) seconds.
        values: (N, ...) float64 with NaN in all columns of a missing frame.
        shot: (N,) int; a gap across two shots stays.
    """
    filled = values.copy()
    columns = filled.reshape(len(t_s), -1)
    known = np.flatnonzero(np.isfinite(columns[:, 0]))
    for before, after in pairwise(known):
        if after - before < 2 or shot[before] != shot[after] or t_s[after] - t_s[before] > max_gap_s:
            continue
        inside = slice(before + 1, after)
        share = ((t_s[inside] - t_s[before]) / (t_s[after] - t_s[before]))[:, None]
        columns[inside] = columns[before] * (1 - share) + columns[after] * share
    return filled


def without_spikes(t_s: Series, values: Series, shot: NDArray[np.intp], least: float) -> Series:
    """Replace single wild values by the median of what is around them (Hampel's identifier).

    A landmark that jumps to another limb for a frame or two would pull the filter with it. What follows its
    neighbours stays as it is, however fast: a quick turning point is no spike. Below 20 frames
    a second too few neighbours are near enough to tell.

    Args:
        t_s: (N,) seconds.
        values: (N, ...) float64, NaN in all columns of a missing frame.
        shot: (N,) int; values of other shots are not looked at.
        least: deviation up to which nothing is a spike, in the values' unit.
    """
    cleaned = values.copy()
    columns = cleaned.reshape(len(t_s), -1)
    step_s = max(float(np.median(np.diff(t_s))), 1e-3) if len(t_s) > 1 else np.inf
    reach = min(int(_SPIKE_WINDOW_S / step_s + _SAME_TIME_S), _SPIKE_REACH)
    if reach < _FEWEST_NEIGHBOURS:
        return cleaned
    known = np.isfinite(columns[:, 0])
    for number in np.unique(shot[known]):
        frames = np.flatnonzero(known & (shot == number))
        for first in range(0, len(frames), _BLOCK):
            inside = np.arange(first, min(first + _BLOCK, len(frames)))
            near = np.clip(inside[:, None] + np.arange(-reach, reach + 1), 0, len(frames) - 1)
            around = values.reshape(len(t_s), -1)[frames[near]]
            middle = np.median(around, axis=1)
            spread = np.median(np.abs(around - middle[:, None]), axis=1)
            own = columns[frames[inside]]
            wild = np.abs(own - middle) > np.maximum(_SPIKE_SPREADS * spread, least)
            columns[frames[inside]] = np.where(wild, middle, own)
    return cleaned


def runs(valid: NDArray[np.bool_], shot: NDArray[np.intp]) -> list[slice]:
    """The longest stretches of valid frames inside one shot."""
    if not valid.size:
        return []
    breaks = np.flatnonzero((np.diff(valid.astype(np.int8)) != 0) | (np.diff(shot) != 0)) + 1
    edges = [0, *breaks.tolist(), len(valid)]
    return [slice(a, b) for a, b in pairwise(edges) if valid[a]]


def smooth(t_s: Series, values: Series, shot: NDArray[np.intp], cutoff_hz: float = CUTOFF_HZ) -> Series:
    """Zero-phase Butterworth low-pass of (N, ...) ``values``; NaN frames stay NaN and are not crossed."""
    smoothed = values.copy()
    columns = smoothed.reshape(len(t_s), -1)
    for run in runs(np.isfinite(columns[:, 0]), shot):
        columns[run] = _smooth_run(t_s[run], columns[run], cutoff_hz)
    return smoothed


def _smooth_run(t_s: Series, values: Series, cutoff_hz: float) -> Series:
    """Filter one gapless run (n, C) on a uniform grid and come back to its own times."""
    span_s = float(t_s[-1] - t_s[0])
    if len(t_s) < 4 or span_s <= 0:
        return values
    step_s = max(float(np.median(np.diff(t_s))), span_s / (_FINEST_GRID * len(t_s)), 1e-3)
    rate_hz = 1.0 / step_s
    if cutoff_hz >= 0.45 * rate_hz:
        return values
    grid_s = np.linspace(t_s[0], t_s[-1], max(2, round(span_s / step_s) + 1))
    uniform = len(grid_s) == len(t_s) and np.allclose(grid_s, t_s, atol=1e-3 * step_s)
    on_grid = values if uniform else resample(t_s, values, grid_s)
    filtered = _low_pass(on_grid, rate_hz, cutoff_hz)
    return filtered if uniform else resample(grid_s, filtered, t_s)


def _low_pass(values: Series, rate_hz: float, cutoff_hz: float) -> Series:
    """Butterworth filter applied forwards and backwards, (n, C), as its gain on the spectrum.

    Both passes together have no phase and the squared magnitude 1 / (1 + (f / cutoff) ** (2 order)). The ends
    are continued by point reflection, so that they stay where they are.
    """
    reach = min(len(values) - 1, round(_SETTLING_CYCLES * rate_hz / cutoff_hz))
    before = 2 * values[0] - values[reach:0:-1]
    after = 2 * values[-1] - values[-2 : -2 - reach : -1]
    extended = np.concatenate([before, values, after])
    frequency_hz = np.fft.rfftfreq(len(extended), 1.0 / rate_hz)
    gain = 1.0 / (1.0 + (frequency_hz / cutoff_hz) ** (2 * _HALF_ORDER))
    spectrum = np.fft.rfft(extended, axis=0) * gain[:, None]
    filtered: Series = np.fft.irfft(spectrum, len(extended), axis=0)[reach : reach + len(values)]
    return filtered


def resample(t_s: Series, values: Series, to_s: Series) -> Series:
    """Linear interpolation of (n, C) ``values`` at other times."""
    position = np.clip(np.searchsorted(t_s, to_s, side="right") - 1, 0, len(t_s) - 2)
    step_s = np.maximum(t_s[position + 1] - t_s[position], _SAME_TIME_S)
    share = np.clip((to_s - t_s[position]) / step_s, 0.0, 1.0)[:, None]
    between: Series = values[position] * (1 - share) + values[position + 1] * share
    return between
