"""Find the repetition to keep: the most typical of several, or the only movement of the clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.errors import InvalidReferenceError
from formtrace.reference.draft import MAX_S, MIN_S
from formtrace.reference.pose_series import PoseSeries
from formtrace.reference.template import MIN_MOVEMENT, rms_movement, segment_weights
from formtrace.signals.dtw import subsequence_dtw
from formtrace.signals.filters import lowpass
from formtrace.signals.peaks import find_peaks
from formtrace.signals.series import Series, contiguous_segments

_RATE_HZ = 20.0
_MIN_AMPLITUDE = 0.45  # of the signal's usual range: what goes up and down by less is no repetition
_RANGE_QUANTILES = (0.1, 0.9)
_CUTOFF_HZ = 3.0  # faster oscillations do not make a repetition
_REST_BAND = 0.06  # of a repetition's amplitude: this near to the valley it begins and ends
_MAX_COMPARED = 12  # repetitions: each is compared with each
_SHORTEST = 0.6  # of the median repetition
_MAX_END_DISTANCE = 0.35  # of the amplitude, between the two ends of one repetition
_STILL = 0.12  # of the 90th percentile of the speed: slower is before or after the movement


def movement_signal(series: PoseSeries) -> Series:
    """(N,) progress in the dominant movement of the clip, between 0 and 1 most of the time.

    The poses' first principal component, over the segments that move and are visible. Poses far from the
    median are brought nearer, so that walking to the place does not outweigh what is done there ("spherical"
    principal components, Locantore et al., Test 8, 1999). 0 is where the person spends more time. NaN in
    frames without the person.
    """
    signal = np.full(len(series), np.nan)
    known = np.isfinite(series.segments[:, 0, 0])
    if known.sum() < 2:
        return signal
    poses = series.segments[known]
    weights = segment_weights(rms_movement(poses), series.visibility[known].mean(axis=0))
    moving = (poses - np.median(poses, axis=0)) * np.sqrt(weights)[:, None]
    flat = moving.reshape(len(moving), -1)
    size = np.linalg.norm(flat, axis=1)
    nearer = flat * np.minimum(1.0, np.median(size) / np.maximum(size, 1e-9))[:, None]
    _, directions = np.linalg.eigh(nearer.T @ nearer)
    along = flat @ directions[:, -1]
    low, high = np.quantile(along, _RANGE_QUANTILES)
    share = (along - low) / max(high - low, 1e-9)
    signal[known] = 1.0 - share if np.median(share) > 0.5 else share
    return signal


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The dominant movement of a series of N frames and its repetitions.

    Attributes:
        signal: (N,) progress in the movement, smoothed; NaN where unknown.
        repetitions: first and last frame of each.
        best: first and last frame of the one to keep.
    """

    signal: Series
    repetitions: tuple[tuple[int, int], ...]
    best: tuple[int, int]


def automatic_trim(series: PoseSeries) -> tuple[int, int]:
    """First and last frame of the repetition that is most like the others, or of the only movement.

    Raises:
        InvalidReferenceError: nothing moves, or the movement is longer than a reference may be.
    """
    return outline(series).best


def outline(series: PoseSeries) -> Outline:
    """Find the dominant movement of the clip and its repetitions.

    Raises:
        InvalidReferenceError: see :func:`automatic_trim`.
    """
    even = series.sampled(_RATE_HZ) if len(series) > 1 else series
    known = np.isfinite(even.segments[:, 0, 0])
    if not known.any():
        raise InvalidReferenceError("No person was recognised in this video; film the whole body.")
    even = _longest_presence(even, known)
    if float(np.sqrt((rms_movement(even.segments) ** 2).mean())) < MIN_MOVEMENT:
        raise InvalidReferenceError("Nothing moves in this video; film one clean repetition of the movement.")
    signal = lowpass(even.t_s, movement_signal(even), cutoff_hz=_CUTOFF_HZ)
    spans = _repetitions(signal) or _repetitions(1.0 - signal)
    start, end = _most_typical(even, spans) if spans else _active(even)
    if (end - start) / _RATE_HZ > MAX_S:
        raise InvalidReferenceError(
            f"The movement goes on for more than {MAX_S:.0f} s; trim the video to one repetition."
        )
    at_frames = np.interp(series.t_s, even.t_s, signal, left=np.nan, right=np.nan)
    return Outline(
        signal=at_frames,
        repetitions=tuple(_in_frames(series, even, span) for span in spans),
        best=_in_frames(series, even, (start, end)),
    )


def _in_frames(series: PoseSeries, even: PoseSeries, span: tuple[int, int]) -> tuple[int, int]:
    first, last = np.searchsorted(series.t_s, even.t_s[list(span)])
    return int(first), int(min(last, len(series) - 1))


def _longest_presence(series: PoseSeries, known: NDArray[np.bool_]) -> PoseSeries:
    """The longest part with the person: after a long gap it may be another movement."""
    longest = max(contiguous_segments(known), key=lambda segment: segment.stop - segment.start)
    return series.between(longest.start, longest.stop - 1)


def _repetitions(signal: Series) -> list[tuple[int, int]]:
    """Spans from rest to rest, with both ends in nearly the same pose."""
    spans = []
    filled = np.interp(
        np.arange(len(signal)), np.flatnonzero(np.isfinite(signal)), signal[np.isfinite(signal)]
    )
    for peak in find_peaks(filled, _MIN_AMPLITUDE):
        size = max(peak.rise, peak.fall)
        if abs(peak.rise - peak.fall) > _MAX_END_DISTANCE * size:
            continue
        rising = filled[peak.left_base : peak.index + 1] <= filled[peak.left_base] + _REST_BAND * size
        falling = filled[peak.index : peak.right_base + 1] <= filled[peak.right_base] + _REST_BAND * size
        start = peak.left_base + int(np.flatnonzero(rising)[-1])
        end = peak.index + int(np.flatnonzero(falling)[0])
        if MIN_S <= (end - start) / _RATE_HZ <= MAX_S and np.isfinite(signal[start : end + 1]).mean() > 0.9:
            spans.append((start, end))
    return spans


def _most_typical(series: PoseSeries, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The medoid: the repetition whose alignment with all others costs least; of two, the first."""
    median = float(np.median([end - start for start, end in spans]))
    spans = [(start, end) for start, end in spans if end - start >= _SHORTEST * median]
    if len(spans) > _MAX_COMPARED:
        chosen = np.linspace(0, len(spans) - 1, _MAX_COMPARED).round().astype(int)
        spans = [spans[index] for index in chosen]
    poses = np.nan_to_num(series.segments)
    weights = segment_weights(
        rms_movement(np.concatenate([poses[a : b + 1] for a, b in spans])), series.visibility.mean(axis=0)
    )
    flat = [(poses[a : b + 1] * np.sqrt(weights)[:, None]).reshape(b - a + 1, -1) for a, b in spans]
    totals = [sum(_distance(one, other) for other in flat if other is not one) for one in flat]
    return spans[int(np.argmin(totals))]


def _distance(one: Series, other: Series) -> float:
    """Mean distance of the poses along the best path; over all pairs where the tempi differ too much."""
    cost = np.sqrt(np.maximum((one**2).sum(1)[:, None] + (other**2).sum(1)[None] - 2 * one @ other.T, 0.0))
    cheapest = float(subsequence_dtw(cost).cost.min())
    return cheapest if np.isfinite(cheapest) else float(cost.mean())


def _active(series: PoseSeries) -> tuple[int, int]:
    """First and last frame of the movement."""
    segments = series.segments
    speed = np.zeros(len(segments))
    speed[1:] = np.sqrt((np.diff(segments, axis=0) ** 2).sum(axis=(1, 2)))
    speed = np.nan_to_num(speed)
    window = max(1, round(_RATE_HZ / 5))
    speed = np.convolve(speed, np.ones(window) / window, mode="same")
    active = np.flatnonzero(speed > _STILL * np.quantile(speed, _RANGE_QUANTILES[1]))
    return max(0, int(active[0]) - 1), min(len(segments) - 1, int(active[-1]) + 1)
