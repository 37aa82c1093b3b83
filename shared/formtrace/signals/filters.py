"""Filters without phase shift, on irregular frame times; NaN frames are neither filled nor crossed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formtrace.signals.series import SAME_TIME_S, Series, contiguous_segments, resample

_HAMPEL_WINDOW_S = 0.1  # to either side
_HAMPEL_MADS = 4.0  # median absolute deviations: 2.7 standard deviations of Gaussian noise
_HAMPEL_NEIGHBOURS = (
    2,
    4,
)  # to either side: with fewer no outlier is recognised, with more the median lags the movement
_HAMPEL_BLOCK = 512  # frames at a time: the median copies their neighbours
_MEDIAN_BLOCK = 4096  # windows at a time, likewise
_BUTTERWORTH_ORDER = 2  # forward and backward: a fourth-order filter without phase shift
_SETTLING_CYCLES = 3.0  # of the cutoff, by which the ends are continued
_FORGOTTEN_CYCLES = 9.0  # of the cutoff, after which the filter remembers less than float64 holds
_LOWPASS_BLOCK = 16_384  # frames at a time of a long series: one transform of hours takes three times as long
_NYQUIST_SHARE = 0.45  # of the frame rate: a cutoff from here on leaves the values as they are
_GRID_POINTS_PER_FRAME = 4  # at most: bursts of frames with pauses between them do not cost memory
_QUANTILE_SAMPLES = 45  # to either side, at most: enough for a quantile, and bounded in memory


def hampel_filter(
    t_s: Series, values: Series, *, floor: float, shot: NDArray[np.intp] | None = None
) -> Series:
    """Replace outliers by the median of the frames around them.

    The Hampel identifier (Hampel, J Am Stat Assoc 69, 1974; Pearson et al., EURASIP J Adv Signal Process 87,
    2016): an outlier is more than four median absolute deviations from the median of its window, 0.1 s to
    either side. A quick turning point follows its neighbours and stays. Below 20 frames a second too few
    neighbours are near enough to tell, and nothing is replaced.

    Args:
        t_s: (N,) seconds.
        values: (N, ...) float64, NaN in all columns of a missing frame.
        floor: deviation up to which nothing is an outlier, in the unit of ``values``.
        shot: (N,) int; a window ends where it changes. ``None``: one shot.

    >>> hampel_filter(np.arange(7) / 30, np.array([0.0, 0, 0, 5, 0, 0, 0]), floor=0.1)
    array([0., 0., 0., 0., 0., 0., 0.])
    """
    cleaned = values.copy()
    columns = cleaned.reshape(len(t_s), -1)
    step_s = max(float(np.median(np.diff(t_s))), 1e-3) if len(t_s) > 1 else np.inf
    fewest, most = _HAMPEL_NEIGHBOURS
    reach = min(int(_HAMPEL_WINDOW_S / step_s + SAME_TIME_S), most)
    if reach < fewest:
        return cleaned
    original = values.reshape(len(t_s), -1)
    for frames in _known_frames(columns[:, 0], shot):
        for first in range(0, len(frames), _HAMPEL_BLOCK):
            inside = np.arange(first, min(first + _HAMPEL_BLOCK, len(frames)))
            near = np.clip(inside[:, None] + np.arange(-reach, reach + 1), 0, len(frames) - 1)
            window = original[frames[near]]
            median = _median(window)
            mad = _median(np.abs(window - median[:, None]))
            own = columns[frames[inside]]
            outlier = np.abs(own - median) > np.maximum(_HAMPEL_MADS * mad, floor)
            columns[frames[inside]] = np.where(outlier, median, own)
    return cleaned


def _median(windows: Series) -> Series:
    """(n, ...) median of the few values along the second axis, an odd number: an odd-even transposition sort.

    Ten times as fast as ``np.median``, whose partition is made for long axes.
    """
    size = windows.shape[1]
    ordered = list(np.moveaxis(windows, 1, 0))
    for turn in range(size):
        for at in range(turn % 2, size - 1, 2):
            one, other = ordered[at : at + 2]
            ordered[at : at + 2] = np.minimum(one, other), np.maximum(one, other)
    middle: Series = ordered[size // 2]
    return middle


def lowpass(t_s: Series, values: Series, *, cutoff_hz: float, shot: NDArray[np.intp] | None = None) -> Series:
    """Zero-phase Butterworth low-pass of (N, ...) ``values``, like ``scipy.signal.filtfilt``.

    Second order in each direction, with the gain of the analogue filter (Winter, Biomechanics and Motor
    Control of Human Movement, 4th ed., section 3.4). Each contiguous segment is filtered on a uniform grid
    and read at its own times. Segments of fewer than four frames, and frame rates too low for the cutoff,
    come back as they are.

    Args:
        t_s: (N,) seconds.
        values: (N, ...) float64; NaN frames stay NaN.
        cutoff_hz: -3 dB frequency of one pass.
        shot: (N,) int; a segment ends where it changes. ``None``: one shot.

    >>> t_s = np.arange(120) / 60
    >>> slow, fast = np.sin(2 * np.pi * t_s), np.sin(2 * np.pi * 25 * t_s)
    >>> bool(np.abs(lowpass(t_s, slow + fast, cutoff_hz=7.0) - slow)[10:-10].max() < 0.02)
    True
    """
    smoothed = values.copy()
    columns = smoothed.reshape(len(t_s), -1)
    for segment in contiguous_segments(np.isfinite(columns[:, 0]), shot):
        columns[segment] = _lowpass_segment(t_s[segment], columns[segment], cutoff_hz)
    return smoothed


def _lowpass_segment(t_s: Series, values: Series, cutoff_hz: float) -> Series:
    """Filter one gapless segment (n, C) on a uniform grid and come back to its own times."""
    span_s = float(t_s[-1] - t_s[0])
    if len(t_s) < 4 or span_s <= 0:
        return values
    step_s = max(float(np.median(np.diff(t_s))), span_s / (_GRID_POINTS_PER_FRAME * len(t_s)), 1e-3)
    rate_hz = 1.0 / step_s
    if cutoff_hz >= _NYQUIST_SHARE * rate_hz:
        return values
    grid_s = np.linspace(t_s[0], t_s[-1], max(2, round(span_s / step_s) + 1))
    uniform = len(grid_s) == len(t_s) and np.allclose(grid_s, t_s, atol=1e-3 * step_s)
    on_grid = values if uniform else resample(t_s, values, grid_s)
    filtered = _butterworth(on_grid, rate_hz, cutoff_hz)
    return filtered if uniform else resample(grid_s, filtered, t_s)


def _butterworth(values: Series, rate_hz: float, cutoff_hz: float) -> Series:
    """Butterworth filter applied forwards and backwards, (n, C), as its gain on the spectrum.

    Both passes together have no phase and the squared magnitude 1 / (1 + (f / cutoff) ** (2 order)). The ends
    are continued by point reflection ("odd" padding), so that they stay where they are.
    """
    reach = min(len(values) - 1, round(_SETTLING_CYCLES * rate_hz / cutoff_hz))
    before = 2 * values[0] - values[reach:0:-1]
    after = 2 * values[-1] - values[-2 : -2 - reach : -1]
    extended = np.concatenate([before, values, after])
    if len(extended) <= 2 * _LOWPASS_BLOCK:
        return _by_spectrum(extended, rate_hz, cutoff_hz)[reach : reach + len(values)]
    filtered, margin = np.empty_like(extended), round(_FORGOTTEN_CYCLES * rate_hz / cutoff_hz)
    for first in range(0, len(extended), _LOWPASS_BLOCK):
        start, stop = max(first - margin, 0), first + _LOWPASS_BLOCK
        part = _by_spectrum(extended[start : stop + margin], rate_hz, cutoff_hz)
        filtered[first:stop] = part[first - start : stop - start]
    return filtered[reach : reach + len(values)]


def _by_spectrum(values: Series, rate_hz: float, cutoff_hz: float) -> Series:
    """Both passes on (n, C), which goes on at its end as it begins."""
    frequency_hz = np.fft.rfftfreq(len(values), 1.0 / rate_hz)
    gain = 1.0 / (1.0 + (frequency_hz / cutoff_hz) ** (2 * _BUTTERWORTH_ORDER))
    spectrum = np.fft.rfft(values, axis=0) * gain[:, None]
    filtered: Series = np.fft.irfft(spectrum, len(values), axis=0)
    return filtered


def running_median(
    t_s: Series, values: Series, *, window_s: float, shot: NDArray[np.intp] | None = None
) -> Series:
    """(N,) centred median over about ``window_s`` of the known frames; NaN frames stay NaN, ends repeat."""
    steady = values.copy()
    step_s = float(t_s[-1] - t_s[0]) / (len(t_s) - 1) if len(t_s) > 1 else window_s
    size = 2 * int(window_s / (2 * max(step_s, 1e-3))) + 1
    for frames in _known_frames(values, shot):
        padded = np.pad(values[frames], size // 2, mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(padded, size)
        blocks = [windows[first : first + _MEDIAN_BLOCK] for first in range(0, len(windows), _MEDIAN_BLOCK)]
        steady[frames] = np.concatenate([np.median(block, axis=-1) for block in blocks])
    return steady


def running_quantile(values: Series, reach: int, quantile: float) -> Series:
    """(N,) centred quantile over ``2 reach + 1`` frames, or some of them; gaps are left out.

    NaN where the whole window is unknown.
    """
    padded = np.pad(values, reach, constant_values=np.nan)
    every = max(1, reach // _QUANTILE_SAMPLES)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)[:, ::every]
    known = np.sort(windows, axis=1)  # NaN last
    counts = np.isfinite(windows).sum(axis=1)
    index = np.clip((quantile * (counts - 1)).astype(np.intp), 0, None)
    rolled: Series = known[np.arange(len(values)), index]
    return rolled


def moving_mean(values: Series, window: int) -> Series:
    """(N, ...) mean of the ``window`` frames around each, ends repeat: ``scipy.ndimage.uniform_filter1d``."""
    before = window // 2
    pad = [(before, window - 1 - before)] + [(0, 0)] * (values.ndim - 1)
    total = np.cumsum(np.pad(values, pad, mode="edge"), axis=0)
    total = np.concatenate([np.zeros_like(total[:1]), total])
    mean: Series = (total[window:] - total[:-window]) / window
    return mean


def gaussian_smooth(t_s: Series, values: NDArray[np.floating], sd_s: float) -> Series:
    """(N,) mean of the known values with Gaussian weights in time, standard deviation ``sd_s``.

    Computed on a regular grid of four points per standard deviation, since the frame rate may vary. Gaps are
    bridged; all zero where nothing is known.
    """
    known = np.isfinite(values)
    if not known.any():
        return np.zeros(len(t_s))
    step_s = sd_s / 4
    at = ((t_s - t_s[0]) / step_s).round().astype(np.intp)
    total = np.bincount(at[known], values[known], minlength=at[-1] + 1)
    count = np.bincount(at[known], minlength=at[-1] + 1)
    kernel = np.exp(-0.5 * (np.arange(-16, 17) / 4) ** 2)
    weight = np.convolve(count, kernel)[16:-16]
    mean = np.convolve(total, kernel)[16:-16] / np.maximum(weight, 1e-12)
    filled = np.flatnonzero(weight > 1e-6)
    smoothed: Series = np.interp((t_s - t_s[0]) / step_s, filled, mean[filled])
    return smoothed


def _known_frames(values: Series, shot: NDArray[np.intp] | None) -> list[NDArray[np.intp]]:
    """The known frames of (N,) ``values``, shot by shot."""
    known = np.isfinite(values)
    if shot is None:
        return [np.flatnonzero(known)] if known.any() else []
    return [np.flatnonzero(known & (shot == number)) for number in np.unique(shot[known])]
