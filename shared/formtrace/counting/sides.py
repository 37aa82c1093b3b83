"""Left and right repetitions: which coincide, which side leads, and which are hidden."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from formtrace.counting.attempts import Attempt, Repetition
from formtrace.counting.conditions import AT_PEAK_S
from formtrace.counting.signal import Signal, towards_full
from formtrace.exercises.schema import Term
from formtrace.motion.body import SIDES, VISIBLE, Motion, Side
from formtrace.motion.measures import evaluate
from formtrace.signals.series import Series

# Fewest repetitions with a rhythm; the correlation of left and right from which one is a copy of the other
# (sides that alternate correlate negatively); and the longest period within the rhythm, in median periods.
_MIN_PERIODS, _CONFUSED_CORRELATION, _MAX_PERIOD_RATIO = 4, 0.7, 1.6
_MIN_OVERLAP = 0.5  # of the shorter one: left and right repetitions that share this much are one
_MIN_LEAD = 0.25  # of the way from rest to full: how much further one side is when it leads


class Coinciding:
    """Finds whether one of many repetitions coincides with a given one, without a look at all of them."""

    def __init__(self, found: Iterable[Repetition]) -> None:
        self._found = sorted(found, key=lambda rep: rep.start)
        self._starts = [rep.start for rep in self._found]
        self._longest = max((rep.end - rep.start for rep in self._found), default=0)

    def __contains__(self, one: Repetition | Attempt) -> bool:
        first, stop = (
            bisect_right(self._starts, one.start - self._longest),
            bisect_left(self._starts, one.end),
        )
        return any(coincide(one, other) for other in self._found[first:stop])


def coinciding_once(found: list[Repetition]) -> list[Repetition]:
    """Merge left and right repetitions that coincide into one of ``both`` sides."""
    merged: list[Repetition] = []
    first, longest = 0, max((rep.end - rep.start for rep in found), default=0)
    for rep in sorted(found, key=lambda rep: (rep.peak, rep.side)):
        while first < len(merged) and merged[first].end <= rep.peak - longest:
            first += 1  # over before this one, and before all later ones
        near = enumerate(merged[first:], first)
        other = next((i for i, seen in near if seen.side != rep.side and coincide(rep, seen)), None)
        if other is None:
            merged.append(rep)
        else:
            wider = max(merged[other], rep, key=lambda each: each.amplitude)
            merged[other] = replace(wider, side="both")
    return merged


def with_leading_sides(found: list[Repetition], term: Term, motion: Motion) -> list[Repetition]:
    """Name the side that has moved further in ``term`` at each peak; ``both`` where they hardly differ.

    Measured from the start of the repetition, because the foot further from the camera always looks higher.
    """
    left, right = (towards_full(term, evaluate(term.measure, motion, side)[0]) for side in SIDES)
    named: list[Repetition] = []
    ahead = left - right
    for rep in found:
        at_peak, before = (_around(motion.t_s, at) for at in (rep.peak, rep.start))
        lead = float(np.mean(ahead[at_peak]) - np.mean(ahead[before]))
        side: Side = "both" if not abs(lead) >= _MIN_LEAD else "left" if lead > 0 else "right"
        named.append(replace(rep, side=side))
    return named


def _around(t_s: Series, at: int) -> slice:
    """The frames within ``AT_PEAK_S`` of a frame."""
    first, stop = np.searchsorted(t_s, [t_s[at] - 2 * AT_PEAK_S, t_s[at] + 2 * AT_PEAK_S])
    near = first + np.flatnonzero(np.abs(t_s[first:stop] - t_s[at]) <= AT_PEAK_S)
    return slice(int(near[0]), int(near[-1]) + 1)


def hidden_repetitions(found: list[Repetition], signals: list[Signal], t_s: Series) -> list[Repetition]:
    """The repetitions of a limb that the network confuses with the one in front of it.

    Where limbs that should alternate seem to move together, only the nearer one is seen, and the landmarks of
    the other are a copy. Between two repetitions of the near limb, at the usual period, the far one has made
    one.
    """
    if len(found) < _MIN_PERIODS or len(signals) < len(SIDES):
        return []
    left, right = (signal.value for signal in signals)
    known = np.isfinite(left) & np.isfinite(right)
    if (
        known.sum() < _MIN_PERIODS
        or not np.corrcoef(left[known], right[known])[0, 1] >= _CONFUSED_CORRELATION
    ):
        return []
    near = max(signals, key=lambda signal: signal.visibility).side
    far: Side = "right" if near == "left" else "left"
    usual_s = float(np.median(np.diff([t_s[rep.peak] for rep in found])))
    inferred = []
    for one, other in pairwise(found):
        if t_s[other.peak] - t_s[one.peak] <= _MAX_PERIOD_RATIO * usual_s:
            middle = (one.peak + other.peak) // 2
            inferred.append(
                Repetition(one.peak, middle, other.peak, min(one.amplitude, other.amplitude), far)
            )
    return inferred


def is_glimpsed(rep: Repetition, signal: Signal, found: Coinciding) -> bool:
    """Whether a repetition of a side that the body mostly hides is seen, and is one of its own.

    The far arm of alternating curls comes into sight when it moves. What it does at the same time as the near
    one is a guess.
    """
    seen = signal.seen[rep.start : rep.end + 1]
    visible = np.isfinite(seen).any() and float(np.nanmean(seen)) >= VISIBLE
    return bool(visible) and rep not in found


def coincide(one: Repetition | Attempt, other: Repetition | Attempt) -> bool:
    """Whether two overlap for more than half of the shorter one's time."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > _MIN_OVERLAP * max(1, min(one.end - one.start, other.end - other.start))
