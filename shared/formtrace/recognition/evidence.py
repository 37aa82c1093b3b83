"""How well one exercise of the catalogue explains what a person does in a clip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.holds import measure_holds
from formtrace.counting.repetitions import Counted, Repetition, count_repetitions
from formtrace.counting.signal import towards_full
from formtrace.exercises.measure import Angle, Measure, VerticalDisplacement
from formtrace.exercises.schema import Exercise, Hold, Jump, Repetitions
from formtrace.motion.body import SIDES, VISIBLE, VISIBLE_AS_OTHER_SIDE, Motion
from formtrace.motion.measures import evaluate, is_sided
from formtrace.motion.quarter_turns import LEG
from formtrace.signals.series import Series

# How far from 1 a turning point, and from 0 a rest, may be without doubt, and how fast doubt grows from
# there: people go further or less far than the textbook, but they come back to where they stood.
_PEAK_SLACK, _PEAK_SPREAD = 0.3, 0.4
_REST_SLACK, _REST_SPREAD = 0.25, 0.4
_ENOUGH = 0.5  # of the clip's time: who does the exercise for longer is not more sure
_MILD = ("partial_range", "began_before_the_clip", "not_completed")  # of this exercise, only not whole
_MILD_WEIGHT = 0.3
_ONE_IS_FEW = 0.5  # n repetitions weigh n / (n + this)
_STILL_DEG = 25.0  # joints of somebody who holds a position move within less than this
_KNEES_REST_DEG = 45.0
_ON_THE_FLOOR = 0.35  # torsos: feet that rise by more do not carry the body
_APART_SLACK, _APART_SPREAD = 0.25, 0.3  # of the range, by which left and right may differ
_ALONE = 0.5  # of an alternating exercise, a single repetition
_MOST_FRAMES = (0.1, 0.9)  # getting there and back is a part of the hold's time
_JOINTS = (
    ("hip", "shoulder", "elbow"),
    ("shoulder", "elbow", "wrist"),
    ("shoulder", "hip", "knee"),
    ("hip", "knee", "ankle"),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """``score`` 0..1, and what would be counted: repetitions, or whole seconds."""

    exercise: Exercise
    score: float
    count: int


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
    reps = counted.repetitions
    if not reps:
        return None
    others = sum(_MILD_WEIGHT if bad.reason in _MILD else 1.0 for bad in counted.rejected)
    score = (
        exercise.suggested
        * _fit(counted)
        * len(reps) / (len(reps) + others)
        * len(reps) / (len(reps) + _ONE_IS_FEW)
        * _time_share(((rep.start, rep.end) for rep in reps), motion)
    )  # fmt: skip
    score *= _sides_fit(rules, reps) * _sides_alike(exercise, rules, motion, reps)
    return Evidence(exercise, score * _legs_rest(exercise, motion, reps), len(reps))


def _fit(counted: Counted) -> float:
    """How near the repetitions come to the textbook's end of the movement, and to rest."""
    of_side = {signal.side: signal.value for signal in counted.signals}
    every: Series = np.fmax.reduce(list(of_side.values()))
    peaks = [of_side.get(rep.side, every)[rep.peak] for rep in counted.repetitions]
    rest = [of_side.get(rep.side, every)[[rep.start, rep.end]].min() for rep in counted.repetitions]
    off_peak = max(0.0, abs(float(np.mean(peaks)) - 1.0) - _PEAK_SLACK) / _PEAK_SPREAD
    off_rest = max(0.0, abs(float(np.mean(rest))) - _REST_SLACK) / _REST_SPREAD
    return exp(-(off_peak**2) - off_rest**2)


def _sides_fit(rules: Repetitions, reps: Sequence[Repetition]) -> float:
    """Share of the repetitions that a side leads, or in which the sides take turns, where they have to."""
    share = 1.0
    if rules.side_by is not None:
        share = float(np.mean([rep.side != "both" for rep in reps]))
    if rules.alternates:
        turns = [{one.side, other.side} == set(SIDES) for one, other in pairwise(reps)]
        share *= float(np.mean(turns)) if turns else _ALONE
    return share


def _sides_alike(exercise: Exercise, rules: Repetitions, motion: Motion, reps: Sequence[Repetition]) -> float:
    """1 where both sides do the same at the turning points, as they should; less when one does it alone."""
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


def _legs_rest(exercise: Exercise, motion: Motion, reps: Iterable[Repetition]) -> float:
    """1 when the knees rest or are a part of the exercise; less the more they bend in one of the arms.

    Only over feet that stay on the floor: who hangs from a bar may do with the legs what they like.
    """
    if any(point.endswith(LEG) for term in exercise.signal for point in term.measure.points):
        return 1.0
    knee_deg, visibility = _clearer(Angle(kind="angle", points=("hip", "knee", "ankle")), motion)
    foot, _ = _clearer(VerticalDisplacement(kind="vertical_displacement", points=("ankle",)), motion)
    bent_deg = []
    for rep in reps:
        inside = slice(rep.start, rep.end + 1)
        if visibility[inside].mean() >= VISIBLE and np.ptp(foot[inside]) <= _ON_THE_FLOOR:
            bent_deg.append(float(np.ptp(knee_deg[inside])))
    return 1.0 / (1.0 + (float(np.median(bent_deg)) / _KNEES_REST_DEG) ** 2) if bent_deg else 1.0


def _of_hold(exercise: Exercise, motion: Motion) -> Evidence | None:
    spans, _ = measure_holds(exercise, motion)
    if not spans:
        return None
    inside = np.concatenate([np.arange(span.start, span.end + 1) for span in spans])
    held_s = sum(float(motion.t_s[span.end] - motion.t_s[span.start]) for span in spans)
    moving = _restlessness_deg(motion, inside) / _STILL_DEG
    share = _time_share(((span.start, span.end) for span in spans), motion)
    return Evidence(exercise, exercise.suggested * share / (1.0 + moving**2), int(held_s))


def _time_share(spans: Iterable[tuple[int, int]], motion: Motion) -> float:
    """Share of the clip that the spans cover, of as much as is enough; a short set still is a set."""
    busy_s = sum(float(motion.t_s[end] - motion.t_s[start]) for start, end in spans)
    whole_s = max(float(motion.t_s[-1] - motion.t_s[0]), 1e-9)
    return sqrt(min(1.0, busy_s / whole_s / _ENOUGH))


def _restlessness_deg(motion: Motion, frames: NDArray[np.intp]) -> float:
    """Within how much the most restless joint moves in these frames; on the side that is seen better."""
    worst = 0.0
    for points in _JOINTS:
        measure = Angle(kind="angle", points=points)
        values, _ = _clearer(measure, motion)
        known = values[frames][np.isfinite(values[frames])]
        if known.size:
            worst = max(worst, float(np.ptp(np.quantile(known, _MOST_FRAMES))))
    return worst


def _clearer(measure: Measure, motion: Motion) -> tuple[Series, Series]:
    """The measure and its visibility on the side that is seen better."""
    sides = [evaluate(measure, motion, side) for side in SIDES]
    return max(sides, key=lambda side: float(np.nan_to_num(side[1]).mean()))
