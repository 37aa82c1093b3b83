"""Movements in a signal that may be repetitions: where each starts, peaks and ends, and what is cut off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.motion.body import Side
from formtrace.signals.peaks import Peak, find_peaks
from formtrace.signals.series import Series, contiguous_segments

REST_BAND = 0.12  # of the amplitude: a repetition starts and ends this near to the valleys around it
PLATEAU = 0.1  # of the amplitude: the peak is the middle of the time within this of the extreme
CONFIRM = 0.05  # of the rise: how far the signal must have come down from the peak, or ...
CONFIRM_S = 0.15  # ... how long the peak must have been held, before the clip ends


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition: frame indices of start, peak and end; amplitude in signal units."""

    start: int
    peak: int
    end: int
    amplitude: float
    side: Side


@dataclass(frozen=True, slots=True)
class Attempt:
    """A movement that does not count, and why.

    With the reason ``partial_range``, ``measured_range`` is how far it went and ``wanted_range`` how far it
    should have gone, in shares of the full movement.
    """

    start: int
    peak: int
    end: int
    side: Side
    reason: str
    measured_range: float | None = None
    wanted_range: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A peak of the signal with the span of the repetition that it may be."""

    peak: Peak
    span: Repetition

    def rejected(self, reason: str, measured: float | None = None, wanted: float | None = None) -> Attempt:
        """The candidate as an attempt that does not count."""
        span = self.span
        return Attempt(span.start, span.peak, span.end, span.side, reason, measured, wanted)


def candidates(value: Series, t_s: Series, side: Side, amplitude: float) -> list[Candidate]:
    """All peaks of ``value`` (N,) that stand out by ``amplitude``, in each stretch without gaps."""
    found = []
    for segment in contiguous_segments(np.isfinite(value)):
        for each in find_peaks(value[segment], amplitude):
            peak = each.shifted(segment.start)
            found.append(Candidate(peak, _span(value, t_s, side, peak, segment.stop - 1)))
    return found


def _span(value: Series, t_s: Series, side: Side, peak: Peak, last: int) -> Repetition:
    """Start where the signal leaves the valley before, end where it arrives in the valley after it.

    A peak that is held until the signal ends at ``last`` has no valley after it.
    """
    start, top, end = peak.left_base, peak.index, peak.right_base
    rising = np.flatnonzero(value[start : top + 1] <= value[start] + REST_BAND * peak.rise)
    falling = np.flatnonzero(value[top : end + 1] <= value[end] + REST_BAND * peak.fall)
    start += int(rising[-1]) if rising.size else 0
    end = top + int(falling[0]) if falling.size else end
    end = last if peak.fall < CONFIRM * peak.rise else end
    size = max(peak.rise, peak.fall)
    high = start + np.flatnonzero(value[start : end + 1] >= value[top] - PLATEAU * size)
    middle_s = (t_s[high[0]] + t_s[high[-1]]) / 2
    top = int(high[np.argmin(np.abs(t_s[high] - middle_s))])
    return Repetition(start, top, end, size, side)
