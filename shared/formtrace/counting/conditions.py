"""Graded evidence from an exercise's conditions: which are broken, by how much, in how many of the attempts.

A broken condition need not reject an attempt. Its deviation is compared with two errors: that of the
measurement (``reliability.py``) and the variation between people. A deviation that all attempts share is this
person's way of doing the exercise, or this camera's view of it; it lowers the exercise's likelihood once,
however often it is repeated. A deviation of one attempt is compared with the error of the measurement alone,
because one person's repetitions are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.attempts import Candidate
from formtrace.counting.reliability import spread_between_people, standard_error
from formtrace.counting.signal import measured
from formtrace.exercises.schema import Condition
from formtrace.motion.body import Motion, Side
from formtrace.signals.series import Series

AT_PEAK_S = 0.08  # frames within this time of the peak are "at the peak"
_RANGE_QUANTILES = (0.1, 0.9)  # a range is taken between these, so that no single outlier decides it
_REST_SHARE = 0.5  # of the amplitude on the peak's other side: a smaller one does not lead to or from a rest
# Standard errors of the measurement by which an attempt may exceed what the attempts have in common.
_WITHIN_PERSON_ERRORS = 1.0
_MAX_NATS_PER_MEASURE = 2.0  # nats that one measure can count against an exercise among the ``tells``
_FRAMES_FOR_ERROR = 4  # frames of an attempt in which the error is evaluated: it hardly changes within one
_KEEPING_SHARE = 0.25  # of the attempts: where this share keeps a condition, breaking it is no habit


@dataclass(frozen=True, slots=True)
class Habit:
    """A condition that all attempts break alike, and by how many standard deviations."""

    reason: str
    deviations: float


@dataclass(frozen=True)
class Verdict:
    """What the conditions say about a series of attempts.

    Attributes:
        reasons: the condition that each attempt breaks, ``None`` where it keeps all.
        habits: conditions that all attempts break alike.
        misfit: the log-likelihood that the habits cost, in nats.
    """

    reasons: tuple[str | None, ...]
    habits: tuple[Habit, ...]
    misfit: float


class ConditionTests:
    """The deviations of attempts on one side from the exercise's conditions."""

    def __init__(self, conditions: Sequence[Condition], motion: Motion, side: Side) -> None:
        self._conditions, self._motion, self._side = conditions, motion, side
        self._values = [measured(condition.measure, motion, side) for condition in conditions]
        self._errors: dict[int, Series] = {}

    def strictly(self, attempts: Sequence[Candidate]) -> Verdict:
        """Treat every condition as a gate: the first broken one is the reason."""
        excess = self._excess(attempts, both_ends=True)
        return Verdict(self._first(excess > 0), (), 0.0)

    def judged(self, attempts: Sequence[Candidate], allowed: float) -> Verdict:
        """Tolerate what all attempts break alike, up to a total misfit of ``allowed`` nats.

        With a greater misfit this is another movement, and every condition is a gate.
        """
        excess = self._excess(attempts)
        if not (excess > 0).any():
            return Verdict((None,) * len(attempts), (), 0.0)
        error = self._error(attempts, excess)
        common = self._common(excess)
        deviations = self._deviations(common, error)
        misfit = self._misfit(deviations)
        if misfit > allowed:
            return Verdict(self._first(excess > 0), (), misfit)
        habits = tuple(
            Habit(condition.reason, round(float(z), 2))
            for condition, z in zip(self._conditions, deviations, strict=True)
            if z > 0
        )
        return Verdict(self._first(excess - common > _WITHIN_PERSON_ERRORS * error), habits, misfit)

    def misfit(self, attempts: Sequence[Candidate]) -> float:
        """Nats that breaking the conditions costs; at most ``_MAX_NATS_PER_MEASURE`` for each measure."""
        excess = self._excess(attempts)
        if not (excess > 0).any():
            return 0.0
        deviations = self._deviations(self._common(excess), self._error(attempts, excess))
        return self._misfit(deviations, _MAX_NATS_PER_MEASURE)

    def _first(self, broken: NDArray[np.bool_]) -> tuple[str | None, ...]:
        reasons: list[str | None] = [None] * len(broken)
        for row, column in zip(*(index[::-1] for index in np.nonzero(broken)), strict=True):
            reasons[row] = self._conditions[column].reason
        return tuple(reasons)

    def _common(self, excess: Series) -> Series:
        """(C,) median excess over each condition; 0 where a quarter of the attempts keep it."""
        keep = np.quantile(excess, _KEEPING_SHARE, axis=0) <= 0
        common: Series = np.where(keep, 0.0, np.median(excess, axis=0))
        return common

    def _deviations(self, common: Series, error: Series) -> Series:
        """(C,) the common excess in standard deviations of measurement and people together."""
        spread = np.array([spread_between_people(condition.measure) for condition in self._conditions])
        usual = np.sqrt(np.median(error, axis=0) ** 2 + spread**2)
        deviations: Series = common / usual
        return deviations

    def _misfit(self, deviations: Series, most: float = np.inf) -> float:
        """Nats; of the conditions on one measure, only the most broken one counts."""
        worst: dict[object, float] = {}
        for condition, z in zip(self._conditions, deviations, strict=True):
            worst[condition.measure] = max(worst.get(condition.measure, 0.0), float(z) ** 2 / 2)
        return sum(min(nats, most) for nats in worst.values())

    def _excess(self, attempts: Sequence[Candidate], both_ends: bool = False) -> Series:
        """(A, C) by how much each attempt breaks each condition, in its measure's unit; 0 where it is kept.

        ``both_ends``: an attempt has a rest at both, also where it stops halfway.
        """
        rows = [
            [
                _beyond(condition, values[self._frames(condition, attempt, both_ends)])
                for condition, values in zip(self._conditions, self._values, strict=True)
            ]
            for attempt in attempts
        ]
        return np.array(rows).reshape(len(attempts), len(self._conditions))

    def _error(self, attempts: Sequence[Candidate], excess: Series) -> Series:
        """(A, C) standard error of each measure where it is needed."""
        error = np.zeros_like(excess)
        for index in np.flatnonzero((excess > 0).any(axis=0)):
            condition = self._conditions[int(index)]
            frames = [self._frames(condition, attempt) for attempt in attempts]
            few = [each[:: max(1, len(each) // _FRAMES_FOR_ERROR)] for each in frames]
            errors = standard_error(condition.measure, self._motion, self._side, np.concatenate(few))
            for row, part in enumerate(np.split(errors, np.cumsum([len(each) for each in few])[:-1])):
                known = part[np.isfinite(part)]
                error[row, index] = float(np.median(known)) if known.size else 0.0
        return error

    def _frames(self, condition: Condition, attempt: Candidate, both_ends: bool = False) -> NDArray[np.intp]:
        """The frames of the attempt that the condition is about.

        A rest is only where the movement has come from, or gone back to: not at the edge of the clip, and not
        where the person stops halfway.
        """
        span, peak, t_s = attempt.span, attempt.peak, self._motion.t_s
        if condition.when == "rest":
            edges = []
            if both_ends or peak.rise >= _REST_SHARE * peak.fall:
                edges.append(span.start)
            if both_ends or peak.fall >= _REST_SHARE * peak.rise:
                edges.append(span.end)
            return np.array([edge for edge in edges if 0 < edge < len(t_s) - 1] or edges, dtype=np.intp)
        inside = np.arange(span.start, span.end + 1)
        if condition.when == "peak":
            near: NDArray[np.intp] = inside[np.abs(t_s[inside] - t_s[span.peak]) <= AT_PEAK_S]
            return near
        return inside


def _beyond(condition: Condition, values: Series) -> float:
    """How far ``values`` are out of the condition's bounds, 0 within; what is unknown is within.

    ``throughout`` and at the ``peak``, half of the frames have to be within; at ``rest``, all.
    """
    known = np.sort(values[np.isfinite(values)])
    if not known.size:
        return 0.0
    low, high = condition.bounds
    if condition.when == "range":
        first, last = (_quantile(known, share) for share in _RANGE_QUANTILES)
        return max(0.0, low - (last - first), (last - first) - high)
    if condition.when == "rest":
        return max(0.0, low - float(known[0]), float(known[-1]) - high)
    if low == -np.inf or high == np.inf:
        middle = _quantile(known, 0.5)
        return max(0.0, low - middle, middle - high)
    return max(0.0, _quantile(np.sort(np.maximum(low - known, known - high)), 0.5))


def _quantile(ordered: Series, share: float) -> float:
    """As ``numpy.quantile``, of values (n,) in order."""
    position = share * (len(ordered) - 1)
    index = int(position)
    after = ordered[min(index + 1, len(ordered) - 1)]
    return float(ordered[index] + (position - index) * (after - ordered[index]))
