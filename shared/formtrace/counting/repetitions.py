"""Repetitions in a movement signal.

The whole clip is known, so nothing is decided on the way: first all movements that could be attempts
are found, then the person's own typical amplitude sets the threshold, then each candidate is judged by its
neighbours, its duration and the exercise's conditions. What does not count is kept, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from formtrace.counting.signal import Side, Signal, measured, movement_signals, towards_full
from formtrace.exercises.schema import Condition, Exercise, Repetitions, Term
from formtrace.motion.body import SIDES, Motion
from formtrace.motion.measures import evaluate
from formtrace.signals.filters import lowpass
from formtrace.signals.peaks import Peak, find_peaks
from formtrace.signals.series import Series, contiguous_segments, interpolate_gaps

_BRIDGE_S = 1.5  # occlusions and cuts shorter than this do not end a set
_SIGNAL_CUTOFF_HZ = 5.0  # passes three repetitions a second with their harmonics
_TYPICAL_QUANTILE = 0.6  # of the amplitudes: above warm-up movements, below the one wild landmark
_MIN_RETURN = 0.4  # share of the rise that must be undone for a repetition that completes on the return
REST_BAND = 0.12  # of the amplitude: a repetition starts and ends this near to the valleys around it
_PLATEAU = 0.1  # of the amplitude: the turning point is the middle of the time within this of the extreme
_CONFIRM = 0.05  # of the rise: how far a turning point must have been left behind, or ...
_CONFIRM_S = 0.15  # ... how long it must have been held, before the clip ends
_A_SERIES = 3  # so many repetitions bear each other out
_SHORTEST = 0.3  # of the median duration; a cut between two views makes shorter ones
_COINCIDE = 0.5  # of the shorter one: left and right repetitions that share this much are one
_CONDITION_SHARE = 0.5  # of the frames in which a condition is to be kept
_AT_PEAK_S = 0.08  # this near to the turning point is "at the peak"
_LEADS = 0.25  # of the way from rest to full: how much further one side is when it leads
_RANGE_QUANTILES = (0.1, 0.9)  # between which a range is taken, so that one wild frame does not make it
# What a repetition that is cut off at its start must have, of the others' median amplitude and time back.
_SECOND_HALF_AMPLITUDE, _SECOND_HALF_DURATION = 0.7, (0.4, 2.5)


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition: frame indices of start, turning point and end; candidate in signal units."""

    start: int
    peak: int
    end: int
    amplitude: float
    side: Side


@dataclass(frozen=True, slots=True)
class Attempt:
    """A movement that does not count, and why."""

    start: int
    peak: int
    end: int
    side: Side
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found: repetitions and rejected attempts in time order, and the signals they were found in."""

    repetitions: tuple[Repetition, ...]
    rejected: tuple[Attempt, ...]
    signals: tuple[Signal, ...]


def count_repetitions(exercise: Exercise, motion: Motion) -> Counted:
    """Find the repetitions of ``exercise`` in ``motion``."""
    rules = exercise.counting
    if not isinstance(rules, Repetitions):
        raise TypeError(f"{exercise.id} is not counted in repetitions")
    signals = [prepared(signal, motion) for signal in movement_signals(exercise, motion)]
    found: list[Repetition] = []
    rejected: list[Attempt] = []
    for signal in signals:
        values = [
            (condition, measured(condition.measure, motion, signal.side)) for condition in exercise.conditions
        ]
        good, bad = _Search(signal, rules, values, motion.t_s).result()
        found += good
        rejected += bad
    merged = _coinciding_once(found)
    if rules.side_by is not None:
        merged = _with_leading_sides(merged, rules.side_by, motion)
    spare = [attempt for attempt in rejected if not any(_coincide(attempt, rep) for rep in merged)]
    return Counted(tuple(merged), tuple(sorted(spare, key=lambda attempt: attempt.peak)), tuple(signals))


def prepared(signal: Signal, motion: Motion) -> Signal:
    """Bridge short gaps, also across cuts, and take out what is faster than a repetition can be."""
    value = interpolate_gaps(motion.t_s, signal.value, max_gap_s=_BRIDGE_S)
    return replace(signal, value=lowpass(motion.t_s, value, cutoff_hz=_SIGNAL_CUTOFF_HZ))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A peak of the signal with the span of the repetition that it may be."""

    peak: Peak
    span: Repetition


class _Search:
    """The search in one signal."""

    def __init__(
        self,
        signal: Signal,
        rules: Repetitions,
        values: list[tuple[Condition, Series]],
        t_s: Series,
    ) -> None:
        self._value, self._side = signal.value, signal.side
        self._rules, self._measured, self._t_s = rules, values, t_s

    def result(self) -> tuple[list[Repetition], list[Attempt]]:
        """Repetitions and rejected attempts."""
        attempts = list(self._candidates(self._rules.min_range))
        plausible = [candidate for candidate in attempts if self._broken_condition(candidate.span) is None]
        threshold = max(self._rules.min_range, self._rules.min_share * _typical_amplitude(plausible))
        judged = [
            (candidate, self._why_not(candidate, threshold)) for candidate in self._candidates(threshold)
        ]
        good = [candidate for candidate, reason in judged if reason is None]
        rejected = [(candidate, reason) for candidate, reason in judged if reason is not None]
        for candidate, reason in list(rejected):
            if reason == "began_before_the_clip" and self._is_second_half(candidate, good):
                good.insert(0, candidate)
                rejected.remove((candidate, reason))
        doubts = self._doubts(good)
        rejected += [(candidate, doubt) for candidate, doubt in zip(good, doubts, strict=True) if doubt]
        good = [candidate for candidate, doubt in zip(good, doubts, strict=True) if not doubt]
        peaks_seen = {candidate.span.peak for candidate, _ in judged}
        rejected += [
            (candidate, "partial_range")
            for candidate in attempts
            if candidate.span.peak not in peaks_seen
            and min(candidate.peak.rise, candidate.peak.fall) < threshold
        ]
        bad = [
            Attempt(candidate.span.start, candidate.span.peak, candidate.span.end, self._side, reason)
            for candidate, reason in rejected
        ]
        return [candidate.span for candidate in good], bad

    def _doubts(self, good: list[_Candidate]) -> list[str | None]:
        """Why each is out of line with the others, or, with too few others, not clear on its own."""
        if len(good) < _A_SERIES:
            smallest = self._rules.min_lone_range
            return ["partial_range" if candidate.span.amplitude < smallest else None for candidate in good]
        durations_s = [self._seconds(candidate.span.start, candidate.span.end) for candidate in good]
        shortest_s = _SHORTEST * float(np.median(durations_s))
        return ["too_fast" if duration_s < shortest_s else None for duration_s in durations_s]

    def _candidates(self, size: float) -> Iterable[_Candidate]:
        for segment in contiguous_segments(np.isfinite(self._value)):
            for found in find_peaks(self._value[segment], size):
                peak = found.shifted(segment.start)
                yield _Candidate(peak, self._span(peak, segment.stop - 1))

    def _span(self, peak: Peak, last: int) -> Repetition:
        """Start where the signal leaves the valley before, end where it arrives in the valley after.

        A turning point that is held until the signal ends at ``last`` has no valley after it.
        """
        value, start, peak_at, end = self._value, peak.left_base, peak.index, peak.right_base
        rising = np.flatnonzero(value[start : peak_at + 1] <= value[start] + REST_BAND * peak.rise)
        falling = np.flatnonzero(value[peak_at : end + 1] <= value[end] + REST_BAND * peak.fall)
        start += int(rising[-1]) if rising.size else 0
        end = peak_at + int(falling[0]) if falling.size else end
        end = last if peak.fall < _CONFIRM * peak.rise else end
        size = max(peak.rise, peak.fall)
        high = start + np.flatnonzero(value[start : end + 1] >= value[peak_at] - _PLATEAU * size)
        middle_s = (self._t_s[high[0]] + self._t_s[high[-1]]) / 2
        peak_at = int(high[np.argmin(np.abs(self._t_s[high] - middle_s))])
        return Repetition(start, peak_at, end, size, self._side)

    def _why_not(self, candidate: _Candidate, threshold: float) -> str | None:
        """The reason for which a candidate is not a repetition, ``None`` when it is one."""
        peak, span, rules = candidate.peak, candidate.span, self._rules
        if (reason := self._broken_condition(span)) is not None:
            return reason
        if peak.rise < threshold:
            return "began_before_the_clip"
        if rules.completes == "return" and peak.fall < _MIN_RETURN * peak.rise:
            return "not_completed"
        if peak.fall < _CONFIRM * peak.rise and self._seconds(span.peak, span.end) < _CONFIRM_S:
            return "not_completed"
        if self._value[span.peak] < rules.min_peak:
            return "partial_range"
        if self._seconds(span.start, span.end) < rules.min_s:
            return "too_fast"
        if self._seconds(span.start, span.end) > rules.max_s:
            return "too_slow"
        return None

    def _is_second_half(self, candidate: _Candidate, good: list[_Candidate]) -> bool:
        """Whether a clip that begins at the turning point shows the phase that completes a repetition.

        It must look like that phase of the other repetitions: a person who walks away from the camera they
        have just switched on also moves the signal.
        """
        if self._rules.completes != "return" or not good:
            return False
        peak, span = candidate.peak, candidate.span
        usual_s = float(np.median([self._seconds(other.span.peak, other.span.end) for other in good]))
        shortest, longest = (factor * usual_s for factor in _SECOND_HALF_DURATION)
        return (
            bool(self._value[span.peak] >= self._rules.min_peak)
            and peak.fall
            >= _SECOND_HALF_AMPLITUDE * float(np.median([other.span.amplitude for other in good]))
            and shortest <= self._seconds(span.peak, span.end) <= longest
        )

    def _broken_condition(self, span: Repetition) -> str | None:
        """The reason of the first condition of the exercise that the repetition does not keep."""
        for condition, values in self._measured:
            if not _keeps(condition, self._part(condition, values, span)):
                return condition.reason
        return None

    def _part(self, condition: Condition, values: Series, span: Repetition) -> Series:
        """The values of a measure in the part of the repetition that the condition is about."""
        if condition.when == "rest":
            whole = [frame for frame in (span.start, span.end) if 0 < frame < len(values) - 1]
            return values[whole or [span.start, span.end]]
        inside = slice(span.start, span.end + 1)
        if condition.when == "peak":
            near = np.abs(self._t_s[inside] - self._t_s[span.peak]) <= _AT_PEAK_S
            inside = slice(span.start + int(near.argmax()), span.end + 1 - int(near[::-1].argmax()))
        part: Series = values[inside]
        return part

    def _seconds(self, start: int, end: int) -> float:
        return float(self._t_s[end] - self._t_s[start])


def _keeps(condition: Condition, values: Series) -> bool:
    """Whether known ``values`` of the condition's measure are within its bounds; unknown ones are."""
    known = values[np.isfinite(values)]
    if not known.size:
        return True
    low, high = condition.bounds
    if condition.when == "range":
        first, last = np.quantile(known, _RANGE_QUANTILES)
        return bool(low <= last - first <= high)
    share = 1.0 if condition.when == "rest" else _CONDITION_SHARE
    return bool(((known >= low) & (known <= high)).mean() >= share)


def _typical_amplitude(found: list[_Candidate]) -> float:
    """The amplitude of this person's full repetitions; one cut off by the clip counts with its other half."""
    sizes = [min(s.peak.rise, s.peak.fall) or max(s.peak.rise, s.peak.fall) for s in found]
    return float(np.quantile(sizes, _TYPICAL_QUANTILE)) if sizes else 0.0


def _coinciding_once(found: list[Repetition]) -> list[Repetition]:
    """Left and right repetitions at the same time are one of both sides."""
    merged: list[Repetition] = []
    for rep in sorted(found, key=lambda rep: (rep.peak, rep.side)):
        other = next(
            (i for i, seen in enumerate(merged) if seen.side != rep.side and _coincide(rep, seen)), None
        )
        if other is None:
            merged.append(rep)
        else:
            wider = max(merged[other], rep, key=lambda each: each.amplitude)
            merged[other] = replace(wider, side="both")
    return merged


def _with_leading_sides(found: list[Repetition], term: Term, motion: Motion) -> list[Repetition]:
    """The side that has moved further into ``term`` at each turning point; both where they hardly differ.

    From the start of the repetition on: a foot that is further from the camera always looks higher.
    """
    left, right = (towards_full(term, evaluate(term.measure, motion, side)[0]) for side in SIDES)
    named: list[Repetition] = []
    for rep in found:
        at_peak, before = (np.abs(motion.t_s - motion.t_s[at]) <= _AT_PEAK_S for at in (rep.peak, rep.start))
        lead = float(np.mean((left - right)[at_peak]) - np.mean((left - right)[before]))
        side: Side = "both" if not abs(lead) >= _LEADS else "left" if lead > 0 else "right"
        named.append(replace(rep, side=side))
    return named


def _coincide(one: Repetition | Attempt, other: Repetition | Attempt) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > _COINCIDE * max(1, min(one.end - one.start, other.end - other.start))
