"""The movement signal: how far into the movement the person is in each frame, 0 at rest, 1 at full range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formtrace.exercises.measure import Measure
from formtrace.exercises.schema import Condition, Exercise, Jump, Repetitions, Term
from formtrace.motion.body import SIDES, Motion, Side
from formtrace.motion.measures import evaluate, is_sided
from formtrace.signals.series import Series

_SIGNAL_LIMIT = 1.6  # signals are clipped at -0.6 and 1.6: values beyond come from wrong landmarks
_OCCLUDED_SIDE = 0.5  # of the better side's visibility: a less visible side is not counted on its own
_LEAST_VISIBILITY = 0.05
_RESTING_QUANTILE = 0.1  # quantile of a clip's values that is the person's own resting value
_VISIBILITY_QUANTILE, _RELIABLE_VISIBILITY, _OCCLUDED_FRAME = 0.7, 0.7, 0.5


@dataclass(frozen=True, slots=True)
class Signal:
    """The movement of one ``side`` or of ``both``.

    Attributes:
        value: (N,) in shares of the full range, NaN where unknown.
        visibility: mean visibility of its landmarks over the clip.
        seen: (N,) their visibility in each frame; empty where it does not matter.
    """

    value: Series
    side: Side
    visibility: float
    seen: Series = field(default_factory=lambda: np.zeros(0))


def movement_signals(exercise: Exercise, motion: Motion) -> list[Signal]:
    """The signal of the exercise, or one for each side where the sides are counted on their own."""
    return signals_by_sight(exercise, motion)[0]


def signals_by_sight(exercise: Exercise, motion: Motion) -> tuple[list[Signal], list[Signal]]:
    """The signals that are seen, and that of a side which the body hides for most of the clip."""
    rules = exercise.counting
    if not isinstance(rules, Jump) and rules.sides == "each":
        sides = [_fuse(exercise, [(term, side) for term in exercise.signal], motion, side) for side in SIDES]
        best = max(signal.visibility for signal in sides)
        least = (rules.hidden_below if isinstance(rules, Repetitions) else _OCCLUDED_SIDE) * best
        seen = [signal for signal in sides if signal.visibility >= least]
        return seen, [signal for signal in sides if signal.visibility < least]
    parts = [
        (term, side) for term in exercise.signal for side in (SIDES if is_sided(term.measure) else SIDES[:1])
    ]
    return [_fuse(exercise, parts, motion, "both")], []


def _fuse(exercise: Exercise, parts: Sequence[tuple[Term, str]], motion: Motion, side: Side) -> Signal:
    """Mean of the terms, weighted by the squared mean visibility of their landmarks over the clip."""
    total, seen, weights = np.zeros(len(motion.t_s)), np.zeros(len(motion.t_s)), 0.0
    visibilities = []
    in_position = _in_position(exercise, motion, side)
    for term, of_side in parts:
        values, visibility = evaluate(term.measure, motion, of_side)
        mean_visibility = _mean_visibility(visibility)
        share = len(SIDES) if is_sided(term.measure) and side == "both" else 1
        weight = term.weight * mean_visibility**2 / share
        total += weight * np.clip(towards_full(term, values, in_position), 1.0 - _SIGNAL_LIMIT, _SIGNAL_LIMIT)
        seen += weight * visibility
        weights += weight
        visibilities.append(mean_visibility)
    seen = seen / weights
    return Signal(_where_seen(total / weights, seen), side, float(np.mean(visibilities)), seen)


def _in_position(exercise: Exercise, motion: Motion, side: Side) -> NDArray[np.bool_]:
    """(N,) whether the person is in the position of the exercise.

    A person who exercises lying down stands before and after, and those frames are not the resting value.
    """
    always = [condition for condition in exercise.conditions if condition.when == "throughout"]
    in_position = np.ones(len(motion.t_s), dtype=bool)
    for condition in always if any(term.own for term in exercise.signal) else ():
        in_position &= holds(condition, motion, side)
    return in_position


def towards_full(term: Term, values: Series, in_position: NDArray[np.bool_] | None = None) -> Series:
    """(N,) values of the term's measure in shares of the way from rest to full.

    A person's own resting value is looked for in the frames ``in_position`` (N,), if there are any.
    """
    known = values[np.isfinite(values)] if term.own else values[:0]
    if in_position is not None and term.own and (np.isfinite(values) & in_position).any():
        known = values[np.isfinite(values) & in_position]
    quantile = _RESTING_QUANTILE if term.full > term.rest else 1 - _RESTING_QUANTILE
    resting = float(np.quantile(known, quantile)) if known.size else 0.0
    share: Series = (values - resting - term.rest) / (term.full - term.rest)
    return share


def _where_seen(value: Series, visibility: Series) -> Series:
    """NaN where the visibility is much lower than in the better part of the clip: a guess."""
    known = np.isfinite(visibility)
    if not known.any():
        return value
    usual = float(np.quantile(visibility[known], _VISIBILITY_QUANTILE))
    if usual < _RELIABLE_VISIBILITY:
        return value
    return np.where(known & (visibility >= _OCCLUDED_FRAME * usual), value, np.nan)


def holds(condition: Condition, motion: Motion, side: Side) -> NDArray[np.bool_]:
    """(N,) whether each frame keeps the condition, on one side or on the mean of both; unknown frames do."""
    values = measured(condition.measure, motion, side)
    low, high = condition.bounds
    return ~((values < low) | (values > high))


def measured(measure: Measure, motion: Motion, side: Side) -> Series:
    """(N,) a measure on one side; for ``both``, the mean of the sides by how well each is seen."""
    if side != "both":
        return evaluate(measure, motion, side)[0]
    sides = [evaluate(measure, motion, each) for each in SIDES]
    weights = [_mean_visibility(visibility) ** 2 for _, visibility in sides]
    mean: Series = np.average([values for values, _ in sides], axis=0, weights=weights)
    return mean


def _mean_visibility(visibility: Series) -> float:
    """Mean visibility over the clip, never zero: a hidden landmark may be the only evidence."""
    known = np.isfinite(visibility)
    return max(float(visibility[known].mean()), _LEAST_VISIBILITY) if known.any() else _LEAST_VISIBILITY
