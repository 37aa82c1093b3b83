"""Repetitions in a movement signal."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.signal import Side, Signal, holds, movement_signals
from formtrace.counting.turning import Peak, peaks
from formtrace.exercises.schema import Exercise, Repetitions
from formtrace.motion.body import Motion
from formtrace.motion.clean import fill_gaps, runs, smooth

Series = NDArray[np.float64]

_BRIDGE_S = 1.2  # occlusions and cuts shorter than this do not end a set
_SIGNAL_CUTOFF_HZ = 5.0
_TYPICAL_QUANTILE = 0.6
_MIN_RETURN = 0.4  # share of the rise that must be undone for a repetition that completes on the return
_REST_BAND = 0.12  # a repetition starts and ends within this share of its swing from the valleys
_COINCIDE = 0.5
_PLATEAU = 0.1  # of the swing: the turning point is the middle of the time within this of the extreme
_CONFIRM = 0.05  # of the rise: how far a turning point must have been left behind, or ...
_CONFIRM_S = 0.15  # ... how long it must have been held, before the clip ends
_CONDITION_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition: frame indices of start, turning point and end; swing in signal units."""

    start: int
    turn: int
    end: int
    swing: float
    side: Side


@dataclass(frozen=True, slots=True)
class Attempt:
    """A movement that does not count, and why."""

    start: int
    turn: int
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
    rules = exercise.repetitions
    if rules is None:
        raise ValueError(f"{exercise.id} is held, not repeated")
    signals = [prepared(signal, motion) for signal in movement_signals(exercise, motion)]
    found: list[Repetition] = []
    rejected: list[Attempt] = []
    for signal in signals:
        good, bad = _in_signal(signal, rules, exercise, motion)
        found += good
        rejected += bad
    merged = _coinciding_once(found)
    spare = [attempt for attempt in rejected if not any(_overlap(attempt, rep) for rep in merged)]
    return Counted(tuple(merged), tuple(sorted(spare, key=lambda attempt: attempt.turn)), tuple(signals))


def prepared(signal: Signal, motion: Motion) -> Signal:
    """Bridge short gaps, also across cuts, and take out what is faster than a repetition can be."""
    one_shot = np.zeros_like(motion.shot)
    value = fill_gaps(motion.t_s, signal.value, one_shot, _BRIDGE_S)
    return replace(signal, value=smooth(motion.t_s, value, one_shot, _SIGNAL_CUTOFF_HZ))


def _in_signal(
    signal: Signal, rules: Repetitions, exercise: Exercise, motion: Motion
) -> tuple[list[Repetition], list[Attempt]]:
    attempts: list[tuple[slice, Peak]] = []
    stretches = runs(np.isfinite(signal.value), np.zeros_like(motion.shot))
    for run in stretches:
        attempts += [(run, peak) for peak in peaks(signal.value[run], rules.min_range)]
    plausible = [
        (run, peak)
        for run, peak in attempts
        if _broken_condition(_span(run, peak, signal.value, motion, signal.side), exercise, motion) is None
    ]
    swing = max(rules.min_range, rules.min_share * _typical_swing([peak for _, peak in plausible]))
    good: list[Repetition] = []
    bad: list[Attempt] = []
    for run in stretches:
        for peak in peaks(signal.value[run], swing):
            rep = _span(run, peak, signal.value, motion, signal.side)
            reason = _why_not(rep, peak, swing, rules, signal, motion) or _broken_condition(
                rep, exercise, motion
            )
            if reason is None:
                good.append(rep)
            else:
                bad.append(Attempt(rep.start, rep.turn, rep.end, rep.side, reason))
    turns = [rep.turn for rep in good] + [attempt.turn for attempt in bad]
    for run, peak in attempts:
        rep = _span(run, peak, signal.value, motion, signal.side)
        if rep.turn not in turns and min(peak.rise, peak.fall) < swing:
            bad.append(Attempt(rep.start, rep.turn, rep.end, rep.side, "partial_range"))
    return good, bad


def _typical_swing(found: list[Peak]) -> float:
    """The swing that this person's full repetitions have."""
    if not found:
        return 0.0
    return float(
        np.quantile(
            [min(peak.rise, peak.fall) or max(peak.rise, peak.fall) for peak in found], _TYPICAL_QUANTILE
        )
    )


def _span(run: slice, peak: Peak, value: Series, motion: Motion, side: Side) -> Repetition:
    """Start where the signal leaves the valley before, end where it arrives in the valley after."""
    start, turn, end = (run.start + index for index in (peak.before, peak.turn, peak.after))
    rising = np.flatnonzero(value[start : turn + 1] <= value[start] + _REST_BAND * peak.rise)
    falling = np.flatnonzero(value[turn : end + 1] <= value[end] + _REST_BAND * peak.fall)
    start = start + int(rising[-1]) if rising.size else start
    end = turn + int(falling[0]) if falling.size else end
    swing = max(peak.rise, peak.fall)
    high = start + np.flatnonzero(value[start : end + 1] >= value[turn] - _PLATEAU * swing)
    middle_s = (motion.t_s[high[0]] + motion.t_s[high[-1]]) / 2
    turn = int(high[np.argmin(np.abs(motion.t_s[high] - middle_s))])
    return Repetition(start, turn, end, swing, side)


def _why_not(
    rep: Repetition, peak: Peak, swing: float, rules: Repetitions, signal: Signal, motion: Motion
) -> str | None:
    """The reason for which a swing is not a repetition, ``None`` when it is one."""
    duration_s = float(motion.t_s[rep.end] - motion.t_s[rep.start])
    if peak.rise < swing:
        return "began_before_the_clip"
    if rules.completes == "return" and peak.fall < _MIN_RETURN * peak.rise:
        return "not_completed"
    left_behind = peak.fall >= _CONFIRM * peak.rise
    if not left_behind and motion.t_s[rep.end] - motion.t_s[rep.turn] < _CONFIRM_S:
        return "not_completed"
    if signal.value[rep.turn] < rules.min_turn:
        return "partial_range"
    if duration_s < rules.min_s:
        return "too_fast"
    if duration_s > rules.max_s:
        return "too_slow"
    return None


def _broken_condition(rep: Repetition, exercise: Exercise, motion: Motion) -> str | None:
    """The reason of the first condition of the exercise that the repetition does not keep."""
    for condition in exercise.conditions:
        kept = holds(condition, motion)
        part = {
            "throughout": kept[rep.start : rep.end + 1],
            "turn": kept[max(rep.start, rep.turn - 2) : rep.turn + 3],
            "rest": kept[[rep.start, rep.end]],
        }[condition.when]
        if part.mean() < _CONDITION_SHARE:
            return condition.reason
    return None


def _coinciding_once(found: list[Repetition]) -> list[Repetition]:
    """Left and right repetitions at the same time are one of both sides."""
    merged: list[Repetition] = []
    for rep in sorted(found, key=lambda rep: (rep.turn, rep.side)):
        other = next(
            (i for i, seen in enumerate(merged) if seen.side != rep.side and _overlap(rep, seen)), None
        )
        if other is None:
            merged.append(rep)
        else:
            wider = max(merged[other], rep, key=lambda each: each.swing)
            merged[other] = replace(wider, side="both")
    return merged


def _overlap(one: Repetition | Attempt, other: Repetition | Attempt) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > _COINCIDE * max(1, min(one.end - one.start, other.end - other.start))
