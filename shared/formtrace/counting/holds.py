"""Holds: the stretches in which a position is held, and how long they last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.counting.repetitions import prepared
from formtrace.counting.signal import Signal, holds, movement_signals
from formtrace.exercises.schema import Exercise, Hold
from formtrace.motion.body import Motion
from formtrace.signals.series import Series

_BREAK_SHARE = 0.5  # of the time held before: the longest break that is bridged


@dataclass(frozen=True, slots=True)
class HoldSpan:
    """One uninterrupted hold: frame indices of its first and last frame."""

    start: int
    end: int


def measure_holds(exercise: Exercise, motion: Motion) -> tuple[tuple[HoldSpan, ...], Signal]:
    """The stretches in which the position of ``exercise`` is held, and the signal they were found in."""
    rules = exercise.counting
    if not isinstance(rules, Hold):
        raise TypeError(f"{exercise.id} is not held")
    signals = [prepared(signal, motion) for signal in movement_signals(exercise, motion)]
    spans = [span for signal in signals for span in _held(exercise, rules, signal, motion)]
    return tuple(_united(spans)), _best(signals)


def _held(exercise: Exercise, rules: Hold, signal: Signal, motion: Motion) -> list[HoldSpan]:
    """The stretches in which one signal holds the position, on one side or on both."""
    value = _in_position(exercise, signal, motion)
    spans: list[HoldSpan] = []
    start: int | None = None
    for index, level in enumerate(value):
        if start is None and level >= rules.enter:
            start = index
        elif start is not None and level < rules.leave:
            spans.append(HoldSpan(start, index - 1))
            start = None
    if start is not None:
        spans.append(HoldSpan(start, len(value) - 1))
    joined = _bridged(spans, motion, rules.bridge_s)
    return [span for span in joined if motion.t_s[span.end] - motion.t_s[span.start] >= rules.min_s]


def _in_position(exercise: Exercise, signal: Signal, motion: Motion) -> Series:
    """(N,) the signal where the conditions are kept, minus infinity elsewhere and where it is not known."""
    value = np.nan_to_num(signal.value, nan=-np.inf)
    for condition in exercise.conditions:
        value[~holds(condition, motion, signal.side)] = -np.inf
    return value


def _best(signals: list[Signal]) -> Signal:
    """In each frame, the signal of the side that is further into the position."""
    if len(signals) == 1:
        return signals[0]
    value = np.fmax.reduce([signal.value for signal in signals])
    return Signal(value, "both", max(signal.visibility for signal in signals))


def _bridged(spans: list[HoldSpan], motion: Motion, bridge_s: float) -> list[HoldSpan]:
    """Join holds with a break no longer than ``bridge_s`` between them.

    A break longer than half of the hold before it belongs to a repeated movement, not to a hold.
    """
    joined: list[HoldSpan] = []
    for span in spans:
        if joined:
            so_far_s = motion.t_s[joined[-1].end] - motion.t_s[joined[-1].start]
            break_s = motion.t_s[span.start] - motion.t_s[joined[-1].end]
            if break_s <= min(bridge_s, _BREAK_SHARE * so_far_s):
                joined[-1] = HoldSpan(joined[-1].start, span.end)
                continue
        joined.append(span)
    return joined


def _united(spans: list[HoldSpan]) -> list[HoldSpan]:
    """Merge holds of the left and the right side that overlap in time."""
    united: list[HoldSpan] = []
    for span in sorted(spans, key=lambda span: span.start):
        if united and span.start <= united[-1].end:
            united[-1] = HoldSpan(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return united
