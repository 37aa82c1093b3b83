"""Repetitions in a movement signal.

The whole clip is known, so counting works in passes over all of it: find every movement that could be an
attempt, set the threshold by the person's own typical amplitude, then judge the attempts by the exercise's
conditions, by their durations and against each other. Attempts that do not count are kept with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formtrace.counting.attempts import CONFIRM, CONFIRM_S, Attempt, Candidate, Repetition, candidates
from formtrace.counting.conditions import ConditionTests, Habit, Verdict
from formtrace.counting.reliability import signal_error
from formtrace.counting.sides import (
    Coinciding,
    coinciding_once,
    hidden_repetitions,
    is_glimpsed,
    with_leading_sides,
)
from formtrace.counting.signal import Signal, signals_by_sight
from formtrace.exercises.schema import Exercise, Repetitions
from formtrace.motion.body import Motion, Side
from formtrace.signals.filters import lowpass
from formtrace.signals.series import Series, interpolate_gaps

_BRIDGE_S = 1.5  # occlusions and cuts shorter than this do not end a set
# Gaps that recur at the same level of the signal, within this share of the full movement, belong to it. They
# are bridged up to this multiple of their median length, and no longer than a slow half repetition.
_MIN_RECURRING_GAPS, _GAP_LEVEL_TOLERANCE, _MAX_GAP_RATIO, _MAX_BRIDGE_S = 3, 0.3, 1.5, 4.0
_SIGNAL_CUTOFF_HZ = 5.0  # passes three repetitions a second with their harmonics
_TYPICAL_QUANTILE = 0.6  # of the amplitudes: above warm-up movements, below a single outlier
_MIN_RETURN = 0.4  # share of the rise that must be undone for a repetition that completes on the return
_MIN_SERIES = 3  # fewest repetitions that confirm each other
_MIN_DURATION_SHARE = 0.3  # of the median duration; a cut between two views makes shorter ones
# Least amplitude, and range of durations, of a cut-off repetition, as shares of the others' medians.
_CUT_OFF_AMPLITUDE, _CUT_OFF_TIME = 0.7, (0.5, 2.0)
# Nats of misfit that are tolerated before this is another movement: what each further similar attempt adds
# (twice as likely: ln 2 = 0.7), and the greatest number of them.
_NATS_PER_SIMILAR_ATTEMPT, _MAX_SIMILAR_ATTEMPTS = 0.75, 5
_MIN_RANGE_SHARE = 0.75  # of the ranges in the file: a movement below this share of them is never tolerated
# Attempts are similar whose amplitude and duration are within these multiples of the median.
_SIMILAR_AMPLITUDE, _SIMILAR_DURATION = (0.6, 1.67), (0.4, 2.5)


@dataclass(frozen=True, slots=True)
class RepetitionsFound:
    """Repetitions and rejected attempts in time order, and the signals they were found in.

    ``habits`` are conditions that the repetitions break alike, and ``misfit`` is the log-likelihood, in nats,
    that this costs; ``inferred`` repetitions are those of a limb that another one hides. ``forgiven`` is the
    reason for which all of them would have been rejected, if there is one.
    """

    repetitions: tuple[Repetition, ...]
    rejected: tuple[Attempt, ...]
    signals: tuple[Signal, ...]
    habits: tuple[Habit, ...] = ()
    misfit: float = 0.0
    inferred: tuple[Repetition, ...] = ()
    forgiven: str | None = None


def count_repetitions(exercise: Exercise, motion: Motion, strict: bool = False) -> RepetitionsFound:
    """Find the repetitions of ``exercise`` in ``motion``.

    ``strict``: every condition is a gate, even one that all repetitions break alike.
    """
    rules = exercise.counting
    if not isinstance(rules, Repetitions):
        raise TypeError(f"{exercise.id} is not counted in repetitions")
    seen, occluded = signals_by_sight(exercise, motion)
    signals = [prepared(signal, motion) for signal in seen]
    parts = [_search(exercise, rules, motion, signal, strict) for signal in signals]
    # What one side does as it should be done, the other one only follows.
    clean = [rep for part in parts for rep in part.repetitions if rep.peak not in part.tolerated]
    tolerated = [rep for part in parts for rep in part.repetitions if rep.peak in part.tolerated]
    led = Coinciding(clean)
    merged = coinciding_once([*clean, *(rep for rep in tolerated if rep not in led)])
    seen_already = Coinciding(merged)
    glimpses = [
        (signal, [rep for rep in found if is_glimpsed(rep, signal, seen_already)])
        for signal in (prepared(signal, motion) for signal in occluded)
        if (found := _search(exercise, rules, motion, signal, strict).repetitions)
    ]
    merged = sorted((*merged, *(rep for _, reps in glimpses for rep in reps)), key=lambda rep: rep.peak)
    hidden = hidden_repetitions(merged, signals, motion.t_s) if rules.alternates and not strict else []
    if hidden:
        near: Side = "right" if hidden[0].side == "left" else "left"
        merged = [replace(rep, side=near) for rep in merged]
    if rules.side_by is not None:
        merged = with_leading_sides(merged, rules.side_by, motion)
    counted = Coinciding(merged)
    spare = [attempt for part in parts for attempt in part.rejected if attempt not in counted]
    counting = [part for part in parts if part.repetitions]
    return RepetitionsFound(
        tuple(sorted((*merged, *hidden), key=lambda rep: rep.peak)),
        tuple(sorted(spare, key=lambda attempt: attempt.peak)),
        (*signals, *(signal for signal, reps in glimpses if reps)),
        tuple({habit.reason: habit for part in counting for habit in part.habits}.values()),
        max((part.misfit for part in counting), default=0.0),
        tuple(hidden),
    )


def prepared(signal: Signal, motion: Motion) -> Signal:
    """Bridge short gaps, also across cuts, and low-pass what is faster than a repetition can be."""
    value = interpolate_gaps(motion.t_s, signal.value, max_gap_s=_longest_bridge_s(motion.t_s, signal.value))
    return replace(signal, value=lowpass(motion.t_s, value, cutoff_hz=_SIGNAL_CUTOFF_HZ))


def _longest_bridge_s(t_s: Series, value: Series) -> float:
    """The longest gap to bridge; longer where gaps recur at the same phase of the movement.

    Hands that leave the picture, or go behind the head, in each repetition make such gaps. Half a repetition
    in sight is enough to count it.
    """
    known = np.flatnonzero(np.isfinite(value))
    before, after = known[:-1], known[1:]
    gap = t_s[after] - t_s[before] > _BRIDGE_S
    gap &= after - before > 1
    if gap.sum() < _MIN_RECURRING_GAPS:
        return _BRIDGE_S
    lengths_s, ends = t_s[after[gap]] - t_s[before[gap]], np.stack([value[before[gap]], value[after[gap]]])
    alike = np.all(np.abs(ends - np.median(ends)) <= _GAP_LEVEL_TOLERANCE, axis=0)
    if alike.sum() < _MIN_RECURRING_GAPS:
        return _BRIDGE_S
    return float(np.clip(_MAX_GAP_RATIO * np.median(lengths_s[alike]), _BRIDGE_S, _MAX_BRIDGE_S))


@dataclass(frozen=True)
class _Found:
    """What one signal shows; ``tolerated`` are the peaks of repetitions that do not keep every condition."""

    repetitions: list[Repetition]
    rejected: list[Attempt]
    habits: tuple[Habit, ...]
    misfit: float
    tolerated: frozenset[int]


def _search(exercise: Exercise, rules: Repetitions, motion: Motion, signal: Signal, strict: bool) -> _Found:
    """The result of one signal; with strict conditions where too few attempts are similar to show a habit."""
    tests = ConditionTests(exercise.conditions, motion, signal.side)
    if not strict:
        error = signal_error(exercise, motion, signal.side)
        found = _Search(signal, rules, tests, motion.t_s, error, strict=False).result()
        alone = len(found.repetitions) == 1
        if not alone and (
            not found.habits or found.misfit <= _tolerated_misfit(found.repetitions, motion.t_s)
        ):
            return found
    return _Search(signal, rules, tests, motion.t_s, 0.0, strict=True).result()


def _tolerated_misfit(attempts: list[Repetition], t_s: Series) -> float:
    """Tolerated misfit of all attempts together, in nats; it grows with the number of similar attempts."""
    if not attempts:
        return 0.0
    alike = np.ones(len(attempts), dtype=bool)
    for values, (low, high) in (
        ([each.amplitude for each in attempts], _SIMILAR_AMPLITUDE),
        ([float(t_s[each.end] - t_s[each.start]) for each in attempts], _SIMILAR_DURATION),
    ):
        share = np.array(values) / max(float(np.median(values)), 1e-9)
        alike &= (share >= low) & (share <= high)
    return _NATS_PER_SIMILAR_ATTEMPT * min(max(int(alike.sum()) - 1, 0), _MAX_SIMILAR_ATTEMPTS)


class _Search:
    """The search in one signal; ``error`` is the standard error of its ranges."""

    def __init__(
        self,
        signal: Signal,
        rules: Repetitions,
        tests: ConditionTests,
        t_s: Series,
        error: float,
        strict: bool,
    ) -> None:
        self._value, self._side = signal.value, signal.side
        self._rules, self._tests, self._t_s, self._strict = rules, tests, t_s, strict
        self._min_range = max(rules.min_range - error, _MIN_RANGE_SHARE * rules.min_range)
        self._error = error

    def result(self) -> _Found:
        """Repetitions and rejected attempts."""
        attempts = self._candidates(self._min_range)
        plausible = self._plausible(attempts)
        plausible = [each for each in plausible if each.span.amplitude >= self._rules.min_range] or plausible
        threshold = max(self._min_range, self._rules.min_share * _typical_amplitude(plausible))
        min_peak = self._min_peak(plausible)
        pairs, verdict = self._by_conditions(self._candidates(threshold))
        judged = [
            (each, reason or self._rejection_reason(each, threshold, min_peak)) for each, reason in pairs
        ]
        good = [each for each, reason in judged if reason is None]
        rejected = [(each, reason) for each, reason in judged if reason is not None]
        for each, reason in list(rejected):
            if reason == "began_before_the_clip" and self._is_return_of_a_repetition(each, good, min_peak):
                good.insert(0, each)
                rejected.remove((each, reason))
        outliers = self._outlier_reasons(good)
        rejected += [(each, reason) for each, reason in zip(good, outliers, strict=True) if reason]
        good = [each for each, reason in zip(good, outliers, strict=True) if not reason]
        peaks = {each.span.peak for each, _ in judged}
        rejected += [
            (each, "partial_range")
            for each in attempts
            if each.span.peak not in peaks
            and self._rules.min_range <= each.span.amplitude
            and min(each.peak.rise, each.peak.fall) < threshold
        ]
        strictly = self._tests.strictly(good).reasons
        return _Found(
            [each.span for each in good],
            [self._rejected(each, reason, threshold, min_peak) for each, reason in rejected],
            verdict.habits,
            verdict.misfit,
            frozenset(each.span.peak for each, reason in zip(good, strictly, strict=True) if reason),
        )

    def _plausible(self, attempts: list[Candidate]) -> list[Candidate]:
        """The attempts that keep every condition; without any, those that are not rejected for one.

        The range that they have is the person's own; a limb that only follows the other one has less.
        """
        kept = zip(attempts, self._tests.strictly(attempts).reasons, strict=True)
        return [each for each, reason in kept if reason is None] or [
            each for each, reason in self._by_conditions(attempts)[0] if reason is None
        ]

    def _min_peak(self, plausible: list[Candidate]) -> float:
        """The least signal value of a peak; lower, by at most the error, where all attempts fall short."""
        wanted = self._rules.min_peak
        if not plausible:
            return wanted
        usual = float(np.median([self._value[each.span.peak] for each in plausible]))
        return float(
            np.clip(
                self._rules.min_share * usual, max(wanted - self._error, _MIN_RANGE_SHARE * wanted), wanted
            )
        )

    def _rejected(self, candidate: Candidate, reason: str, threshold: float, min_peak: float) -> Attempt:
        if reason != "partial_range":
            return candidate.rejected(reason)
        peak = float(self._value[candidate.span.peak])
        if peak < min_peak:
            return candidate.rejected(reason, round(peak, 2), round(min_peak, 2))
        wanted = max(threshold, self._rules.min_lone_range if candidate.span.amplitude >= threshold else 0.0)
        return candidate.rejected(reason, round(candidate.span.amplitude, 2), round(wanted, 2))

    def _by_conditions(self, attempts: list[Candidate]) -> tuple[list[tuple[Candidate, str | None]], Verdict]:
        verdict = (
            self._tests.strictly(attempts)
            if self._strict
            else self._tests.judged(attempts, _tolerated_misfit([each.span for each in attempts], self._t_s))
        )
        return list(zip(attempts, verdict.reasons, strict=True)), verdict

    def _outlier_reasons(self, good: list[Candidate]) -> list[str | None]:
        """Why each fails the comparison with the others, or, with fewer than three, is too small alone."""
        if len(good) < _MIN_SERIES:
            smallest = self._rules.min_lone_range
            return ["partial_range" if each.span.amplitude < smallest else None for each in good]
        durations_s = [self._seconds(each.span.start, each.span.end) for each in good]
        shortest_s = _MIN_DURATION_SHARE * float(np.median(durations_s))
        areas = [each.span.amplitude * s for each, s in zip(good, durations_s, strict=True)]
        smallest_area = _MIN_DURATION_SHARE * float(np.median(areas))
        ways_s = [self._seconds(each.span.start, each.span.peak) for each in good]
        shortest_way_s = _CUT_OFF_TIME[0] * float(np.median(ways_s))
        return [
            "too_fast"
            if duration_s < shortest_s
            or area < smallest_area
            or (each.peak.fall < _MIN_RETURN * each.peak.rise and way_s < shortest_way_s)
            else None
            for each, duration_s, area, way_s in zip(good, durations_s, areas, ways_s, strict=True)
        ]

    def _candidates(self, amplitude: float) -> list[Candidate]:
        return candidates(self._value, self._t_s, self._side, amplitude)

    def _rejection_reason(self, candidate: Candidate, threshold: float, min_peak: float) -> str | None:
        """The reason for which a candidate is not a repetition, ``None`` when it is one."""
        peak, span, rules = candidate.peak, candidate.span, self._rules
        if peak.rise < threshold:
            return "began_before_the_clip"
        if rules.completes == "return" and peak.fall < _MIN_RETURN * peak.rise:
            return "not_completed"
        if peak.fall < CONFIRM * peak.rise and self._seconds(span.peak, span.end) < CONFIRM_S:
            return "not_completed"
        if self._value[span.peak] < min_peak:
            return "partial_range"
        if self._seconds(span.start, span.end) < rules.min_s:
            return "too_fast"
        if self._seconds(span.start, span.end) > rules.max_s:
            return "too_slow"
        return None

    def _is_return_of_a_repetition(
        self, candidate: Candidate, good: list[Candidate], min_peak: float
    ) -> bool:
        """Whether a repetition that began before the clip shows the phase that completes it.

        The peak itself must be visible, and the return must be like that of the other repetitions: walking
        away from a camera that has just been switched on makes a peak, too.
        """
        peak, span = candidate.peak, candidate.span
        if self._rules.completes != "return" or not good or peak.rise < CONFIRM * peak.fall:
            return False
        usual_s = float(np.median([self._seconds(other.span.peak, other.span.end) for other in good]))
        shortest, longest = (factor * usual_s for factor in _CUT_OFF_TIME)
        return (
            bool(self._value[span.peak] >= min_peak)
            and peak.fall >= _CUT_OFF_AMPLITUDE * float(np.median([g.span.amplitude for g in good]))
            and shortest <= self._seconds(span.peak, span.end) <= longest
        )

    def _seconds(self, start: int, end: int) -> float:
        return float(self._t_s[end] - self._t_s[start])


def _typical_amplitude(found: list[Candidate]) -> float:
    """The amplitude of this person's full repetitions; for a cut-off one, of the complete side."""
    sizes = [min(c.peak.rise, c.peak.fall) or max(c.peak.rise, c.peak.fall) for c in found]
    return float(np.quantile(sizes, _TYPICAL_QUANTILE)) if sizes else 0.0
