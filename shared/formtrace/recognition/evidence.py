"""How well one exercise of the catalogue explains what a person does in a clip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.attempts import Candidate, Repetition
from formtrace.counting.conditions import ConditionTests
from formtrace.counting.holds import measure_holds
from formtrace.counting.reliability import standard_error
from formtrace.counting.repetitions import RepetitionsFound, count_repetitions
from formtrace.counting.signal import measured, towards_full
from formtrace.exercises.measure import Angle, Height, Measure
from formtrace.exercises.schema import Exercise, Hold, Jump, Repetitions, Term
from formtrace.motion.body import SIDES, VISIBLE, VISIBLE_AS_OTHER_SIDE, Motion, Side
from formtrace.motion.measures import evaluate, is_sided
from formtrace.motion.quarter_turns import LEG
from formtrace.motion.view import median_body_yaw_deg
from formtrace.signals.peaks import Peak
from formtrace.signals.series import Series

# How far a peak may be from 1, and a rest from 0, at no cost, and the standard deviation beyond: people go
# further or less far than the textbook, but they come back to where they stood.
_PEAK_SLACK, _PEAK_SPREAD = 0.3, 0.4
_REST_SLACK, _REST_SPREAD = 0.25, 0.4
_AT_FULL_RANGE = 0.8  # of the full movement
_MIN_MOVEMENT, _MOVEMENT_SD, _MAX_NATS = 0.6, 0.2, 4.0
_SUFFICIENT_TIME_SHARE = 0.5  # of the clip's time: exercising for longer is no further evidence
PARTIAL_REASONS = (
    "partial_range",
    "began_before_the_clip",
    "not_completed",
)  # of this exercise, only not whole
_PARTIAL_WEIGHT = 0.3
_PRIOR_REPETITIONS = 0.5  # n repetitions weigh n / (n + this)
_STILLNESS_DEG = 25.0  # joints of a person who holds a position move within less than this
_KNEES_REST_DEG = 35.0
_HANDS_REST, _HANDS_MOVE = 0.3, 1.0  # torsos, in height below the shoulders
_HANDS = Height(kind="height", points=("mid_wrist", "mid_shoulder"))
ARM = ("elbow", "wrist")
_APART_SLACK, _APART_SPREAD = 0.25, 0.3  # of the range, by which left and right may differ
_TELLS_WEIGHT_IF_REQUESTED = 0.25  # what tells an exercise from others weighs less where it was asked for
_INFERRED_SIDE_FACTOR = 0.4  # where limbs that should take turns are seen to move together
_MIN_SIDES_FIT_IF_REQUESTED = (
    0.3  # at least, where the exercise was asked for: the camera may not see which side leads
)
_SINGLE_REPETITION_FIT = 0.5  # of an alternating exercise, a single repetition
_STILLNESS_QUANTILES = (0.1, 0.9)  # getting there and back is a part of the hold's time
_JOINTS = (
    ("hip", "shoulder", "elbow"),
    ("shoulder", "elbow", "wrist"),
    ("shoulder", "hip", "knee"),
    ("hip", "knee", "ankle"),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """``score`` 0..1, what would be counted (repetitions, or whole seconds), and in which frames, (N,)."""

    exercise: Exercise
    score: float
    count: int
    busy: NDArray[np.bool_]


def evidence(exercise: Exercise, motion: Motion) -> Evidence | None:
    """The evidence for ``exercise``; ``None`` when there is none at all. Jumps are never guessed."""
    match exercise.counting:
        case Repetitions() as rules:
            return _of_repetitions(exercise, rules, motion)
        case Hold():
            return _of_hold(exercise, motion)
        case Jump():
            return None


def _of_repetitions(exercise: Exercise, rules: Repetitions, motion: Motion) -> Evidence | None:
    counted = count_repetitions(exercise, motion)
    return explained(exercise, rules, counted, motion)


def explained(
    exercise: Exercise, rules: Repetitions, counted: RepetitionsFound, motion: Motion, asked_for: bool = False
) -> Evidence | None:
    """The evidence that what was counted is this exercise; ``None`` where nothing was.

    A request says that the exercise is no rare one, and that limbs which seem to move together take turns.
    """
    reps = counted.repetitions
    if not reps:
        return None
    if counted.inferred:
        inferred = frozenset(counted.inferred)
        counted = replace(counted, repetitions=tuple(rep for rep in reps if rep not in inferred))
    tells = _of_tells(exercise, counted, motion) * (_TELLS_WEIGHT_IF_REQUESTED if asked_for else 1.0)
    others = sum(_PARTIAL_WEIGHT if bad.reason in PARTIAL_REASONS else 1.0 for bad in counted.rejected)
    score = (
        (1.0 if asked_for else exercise.suggested * (_INFERRED_SIDE_FACTOR if counted.inferred else 1.0))
        * exp(-counted.misfit - _of_terms(exercise, counted, motion) - tells)
        * _fit(counted)
        * len(reps) / (len(reps) + others)
        * len(reps) / (len(reps) + _PRIOR_REPETITIONS)
        * _time_share(((rep.start, rep.end) for rep in reps), motion)
    )  # fmt: skip
    score *= max(_sides_fit(rules, reps), _MIN_SIDES_FIT_IF_REQUESTED if asked_for else 0.0) * _sides_alike(
        exercise, rules, motion, reps
    )
    busy = _busy(((rep.start, rep.end) for rep in reps), motion)
    score *= _limbs_rest(exercise, motion, reps) * (1.0 if asked_for else _seen(counted))
    return Evidence(exercise, score, len(reps), busy)


def _seen(counted: RepetitionsFound) -> float:
    """1 where the landmarks of the movement are visible; less the more of them are guessed."""
    sides = {rep.side for rep in counted.repetitions}
    shown = [each for each in counted.signals if len(counted.signals) == 1 or {each.side, "both"} & sides]
    visibility = max((signal.visibility for signal in shown), default=0.0)
    return min(1.0, visibility / VISIBLE)


def _busy(spans: Iterable[tuple[int, int]], motion: Motion) -> NDArray[np.bool_]:
    """(N,) the frames within the spans."""
    busy = np.zeros(len(motion.t_s), dtype=bool)
    for start, end in spans:
        busy[start : end + 1] = True
    return busy


def _fit(counted: RepetitionsFound) -> float:
    """How near the repetitions come to the textbook's end of the movement, and to rest."""
    of_side = {signal.side: signal.value for signal in counted.signals}
    every: Series = np.fmax.reduce(list(of_side.values()))
    peaks = [of_side.get(rep.side, every)[rep.peak] for rep in counted.repetitions]
    rest = [of_side.get(rep.side, every)[[rep.start, rep.end]].min() for rep in counted.repetitions]
    off_peak = max(0.0, abs(float(np.mean(peaks)) - 1.0) - _PEAK_SLACK) / _PEAK_SPREAD
    off_rest = max(0.0, abs(float(np.mean(rest))) - _REST_SLACK) / _REST_SPREAD
    return exp(-(off_peak**2) - off_rest**2)


def _of_terms(exercise: Exercise, counted: RepetitionsFound, motion: Motion) -> float:
    """Nats that it costs where a measure of the signal does not move as it does in this exercise.

    The signal is a mean: hands that rise twice as far make up for feet that stay.
    """
    cost = 0.0
    for term in exercise.signal:
        moves, errors = zip(*(_moved(term, side, counted, motion) for side in _sides(counted)), strict=True)
        move, error = np.concatenate(moves), np.concatenate(errors)
        known = np.isfinite(move) & np.isfinite(error)
        if known.any():
            usual = np.hypot(_MOVEMENT_SD, np.median(error[known]))
            wanted = _MIN_MOVEMENT * _shown(term, motion)
            cost += max(0.0, float((wanted - np.median(move[known])) / usual)) ** 2 / 2
    return min(cost, _MAX_NATS)


def _of_tells(exercise: Exercise, counted: RepetitionsFound, motion: Motion) -> float:
    """Nats that it costs where the repetitions break what tells the exercise from its neighbours."""
    cost, weight = 0.0, 0
    for side in _sides(counted) if exercise.tells else ():
        attempts = [
            Candidate(Peak(rep.start, rep.peak, rep.end, rep.amplitude, rep.amplitude), rep)
            for rep in counted.repetitions
            if rep.side == side
        ]
        cost += len(attempts) * ConditionTests(exercise.tells, motion, side).misfit(attempts)
        weight += len(attempts)
    return min(cost / max(weight, 1), _MAX_NATS)


def _shown(term: Term, motion: Motion) -> float:
    """How much of a movement to the side the picture's width shows: nothing of it in profile."""
    if getattr(term.measure, "space", "body") != "x":
        return 1.0
    return float(np.cos(np.radians(median_body_yaw_deg(motion))))


def _sides(counted: RepetitionsFound) -> list[Side]:
    return sorted({rep.side for rep in counted.repetitions})


def _moved(term: Term, side: Side, counted: RepetitionsFound, motion: Motion) -> tuple[Series, Series]:
    """(n,) how far one side's repetitions get in one term, in shares of the full movement; its errors."""
    reps = [rep for rep in counted.repetitions if rep.side == side]
    start, peak, end = (np.array([getattr(rep, at) for rep in reps]) for at in ("start", "peak", "end"))
    share = towards_full(term, measured(term.measure, motion, side))
    error = standard_error(term.measure, motion, side, peak) / abs(term.full - term.rest)
    moved = share[peak] - (share[start] + share[end]) / 2
    there = np.where(
        share[peak] >= _AT_FULL_RANGE, share[peak], moved
    )  # in a wide stance, feet are there all the time
    return (moved if term.own else np.fmax(moved, there)), error


def _sides_fit(rules: Repetitions, reps: Sequence[Repetition]) -> float:
    """Share of the repetitions that a side leads, or in which the sides take turns, where they have to."""
    share = 1.0
    if rules.side_by is not None:
        share = float(np.mean([rep.side != "both" for rep in reps]))
    if rules.alternates:
        turns = [{one.side, other.side} == set(SIDES) for one, other in pairwise(reps)]
        share *= float(np.mean(turns)) if turns else _SINGLE_REPETITION_FIT
    return share


def _sides_alike(exercise: Exercise, rules: Repetitions, motion: Motion, reps: Sequence[Repetition]) -> float:
    """1 where both sides do the same at the peaks, as they should; less when one does it alone."""
    sided = next((term for term in exercise.signal if is_sided(term.measure)), None)
    if sided is None or rules.sides == "each" or rules.side_by is not None:
        return 1.0
    (left, sees_left), (right, sees_right) = (evaluate(sided.measure, motion, side) for side in SIDES)
    seen = sorted(float(np.nan_to_num(visibility).mean()) for visibility in (sees_left, sees_right))
    if seen[0] < VISIBLE_AS_OTHER_SIDE * seen[1]:
        return 1.0
    peaks = [rep.peak for rep in reps]
    apart = float(np.median(np.abs(towards_full(sided, left) - towards_full(sided, right))[peaks]))
    return 1.0 / (1.0 + (max(0.0, apart - _APART_SLACK) / _APART_SPREAD) ** 2)


def _limbs_rest(exercise: Exercise, motion: Motion, reps: Sequence[Repetition]) -> float:
    """1 when the limbs that the exercise does not move rest; less the more movement it leaves unexplained.

    Legs are ignored while the person hangs from a bar.
    """
    measures = [term.measure for term in exercise.signal] + [each.measure for each in exercise.conditions]
    points = {point for measure in measures for point in measure.points}
    fit = 1.0
    if not any(point.endswith(LEG) for point in points):
        hands = evaluate(_HANDS, motion, "left")[0]
        knees = _usual_range(Angle(kind="angle", points=("hip", "knee", "ankle")), motion, reps)
        if not min(float(hands[rep.start]) for rep in reps) > 0:
            fit /= 1.0 + (knees / _KNEES_REST_DEG) ** 2
    if not any(point.endswith(ARM) for point in points):
        hands_move = max(0.0, _usual_range(_HANDS, motion, reps) - _HANDS_REST)
        fit /= 1.0 + (hands_move / _HANDS_MOVE) ** 2
    return fit


def _usual_range(measure: Measure, motion: Motion, reps: Sequence[Repetition]) -> float:
    """Median range within the repetitions, on the side that is seen better; 0 where it is not seen."""
    side = max(SIDES, key=lambda side: float(np.nan_to_num(evaluate(measure, motion, side)[1]).mean()))
    values, visibility = evaluate(measure, motion, side)
    spans = [
        slice(rep.start, rep.end + 1) for rep in reps if visibility[rep.start : rep.end + 1].mean() >= VISIBLE
    ]
    if not spans:
        return 0.0
    error = standard_error(measure, motion, side, np.array([span.start for span in spans]))
    return max(0.0, float(np.median([np.ptp(values[span]) for span in spans]) - np.median(error)))


def _of_hold(exercise: Exercise, motion: Motion) -> Evidence | None:
    spans, _ = measure_holds(exercise, motion)
    if not spans:
        return None
    inside = np.concatenate([np.arange(span.start, span.end + 1) for span in spans])
    held_s = sum(float(motion.t_s[span.end] - motion.t_s[span.start]) for span in spans)
    moving = _restlessness_deg(motion, inside) / _STILLNESS_DEG
    share = _time_share(((span.start, span.end) for span in spans), motion)
    busy = _busy(((span.start, span.end) for span in spans), motion)
    return Evidence(exercise, exercise.suggested * share / (1.0 + moving**2), int(held_s), busy)


def _time_share(spans: Iterable[tuple[int, int]], motion: Motion) -> float:
    """Share of the clip that the spans cover, of as much as is enough; a short set still is a set."""
    busy_s = sum(float(motion.t_s[end] - motion.t_s[start]) for start, end in spans)
    whole_s = max(float(motion.t_s[-1] - motion.t_s[0]), 1e-9)
    return sqrt(min(1.0, busy_s / whole_s / _SUFFICIENT_TIME_SHARE))


def _restlessness_deg(motion: Motion, frames: NDArray[np.intp]) -> float:
    """Within how much the most restless joint moves in these frames; on the side that is seen better."""
    worst = 0.0
    for points in _JOINTS:
        measure = Angle(kind="angle", points=points)
        values, _ = _clearer(measure, motion)
        known = values[frames][np.isfinite(values[frames])]
        if known.size:
            worst = max(worst, float(np.ptp(np.quantile(known, _STILLNESS_QUANTILES))))
    return worst


def _clearer(measure: Measure, motion: Motion) -> tuple[Series, Series]:
    """The measure and its visibility on the side that is seen better."""
    sides = [evaluate(measure, motion, side) for side in SIDES]
    return max(sides, key=lambda side: float(np.nan_to_num(side[1]).mean()))
