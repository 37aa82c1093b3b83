"""What was found, as the result document says it: repetitions, holds, jumps or a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeVar

import numpy as np

from formtrace.analysis.outcome import HoldSet, JumpSet, Outcome, RepetitionSet
from formtrace.analysis.sets import PerformedSet
from formtrace.assessment.assess import assess
from formtrace.counting.attempts import Attempt, Repetition
from formtrace.counting.holds import HoldSpan
from formtrace.exercises.schema import Exercise, Repetitions
from formtrace.motion.body import SIDES, Motion
from formtrace.motion.measures import evaluate
from formtrace.options import AnalysisOptions
from formtrace.reference.reference_match import ReferenceMatch
from formtrace.results.assessment import describe_assessment
from formtrace.results.comparison import compared_reps, describe_comparison
from formtrace.results.document import Held, Rejected, Rep, SetReport, Tempo
from formtrace.results.form import form_of, posture, recommendations, score_and_grade, subscores
from formtrace.results.jumps import describe_jumps, reason_code
from formtrace.scoring.advice import form_errors
from formtrace.scoring.phases import downhill, phases_of
from formtrace.scoring.score import Score
from formtrace.signals.series import Series

Span = TypeVar("Span", Repetition, HoldSpan)


def describe_set(performed: PerformedSet, options: AnalysisOptions, index: int = 1) -> SetReport:
    """Everything about one set, number ``index`` of the clip."""
    outcome, motion, span_s = performed.outcome, performed.motion, performed.span_s
    return SetReport(
        index=index,
        start_s=None if span_s is None else round(span_s[0], 4),
        end_s=None if span_s is None else round(span_s[1], 4),
        confidence=performed.confidence,
        unit=outcome.unit,
        count=outcome.count,
        count_by_difficulty=dict(performed.count_by_difficulty),
        rejected=tuple(_rejected(attempt, motion) for attempt in outcome.rejected),
        form=form_of(outcome.scores, options),
        recommendations=recommendations(outcome.scores, motion, options),
        **_by_kind(outcome, motion, options),
    )


def _by_kind(outcome: Outcome, motion: Motion, options: AnalysisOptions) -> dict[str, Any]:
    """The fields that only one kind of outcome has."""
    own: dict[str, Any]
    match outcome:
        case RepetitionSet():
            counted_s = [_time(motion, outcome.counted_at(rep)) for rep in outcome.repetitions]
            own = {"reps": _reps(outcome, counted_s, motion, options)}
        case HoldSet():
            own = {"held_s": round(outcome.held_s, 3), "holds": _holds(outcome, motion, options)}
        case JumpSet():
            jumps = describe_jumps(outcome.found, motion, options.locale)
            landings_s = [jump.landing_s for jump in jumps.jumps]
            own = {"reps": _reps(outcome, landings_s, motion, options), "jumps": jumps}
        case ReferenceMatch():
            return {
                "reps": compared_reps(outcome, motion, options.locale),
                "reference": describe_comparison(outcome, motion, options.locale),
            }
    exercise = outcome.exercise
    return {"exercise": exercise.id, "posture": posture(exercise, motion, options), **own}


def _reps(
    found: RepetitionSet | JumpSet, counted_s: Sequence[float], motion: Motion, options: AnalysisOptions
) -> tuple[Rep, ...]:
    exercise, signal = found.exercise, found.signal
    angle = _leading_angle(exercise, motion)
    return tuple(
        Rep(
            index=number,
            start_s=_time(motion, rep.start),
            peak_s=_time(motion, rep.peak),
            end_s=_time(motion, rep.end),
            side=rep.side,
            rom_deg=_range_of_motion_deg(angle, signal, rep),
            tempo=_tempo(exercise, signal, motion, rep),
            counted_s=counted_s[number - 1],
            analysis=_assessment(exercise, signal, motion, rep, options),
            **_form(score, motion, options),
        )
        for number, (rep, score) in enumerate(_with_scores(found.repetitions, found.scores), 1)
    )


def _assessment(
    exercise: Exercise, signal: Series, motion: Motion, rep: Repetition, options: AnalysisOptions
) -> dict[str, Any] | None:
    if exercise.assessment is None:
        return None
    return describe_assessment(assess(exercise.assessment, motion, signal, rep), exercise.id, options.locale)


def _holds(found: HoldSet, motion: Motion, options: AnalysisOptions) -> tuple[Held, ...]:
    return tuple(
        Held(
            index=number,
            start_s=_time(motion, span.start),
            end_s=_time(motion, span.end),
            duration_s=round(found.seconds(span), 3),
            **_form(score, motion, options),
        )
        for number, (span, score) in enumerate(_with_scores(found.holds, found.scores), 1)
    )


def _with_scores(spans: Sequence[Span], scores: Sequence[Score]) -> Iterable[tuple[Span, Score | None]]:
    return zip(spans, scores or repeat(None), strict=False)


def _form(score: Score | None, motion: Motion, options: AnalysisOptions) -> dict[str, Any]:
    """What repetitions and holds have in common: how well they were done."""
    if score is None:
        return {}
    total, grade = score_and_grade(score, options)
    return {
        "score": total,
        "grade": grade,
        "subscores": subscores(score, motion, options),
        "recommendations": tuple(error.check.code for error in form_errors(score)),
    }


def _rejected(attempt: Attempt, motion: Motion) -> Rejected:
    return Rejected(
        start_s=_time(motion, attempt.start),
        peak_s=_time(motion, attempt.peak),
        end_s=_time(motion, attempt.end),
        side=attempt.side,
        reason=reason_code(attempt.reason),
        measured_range=attempt.measured_range,
        wanted_range=attempt.wanted_range,
    )


def _leading_angle(exercise: Exercise, motion: Motion) -> dict[str, tuple[Series, float]]:
    """The exercise's first angle by side, (N,) degrees, and how well it is seen; empty without one."""
    measures = (term.measure for term in exercise.signal)
    measure = next((each for each in measures if each.kind in ("angle", "incline")), None)
    if measure is None:
        return {}
    found = {side: evaluate(measure, motion, side) for side in SIDES}
    return {side: (values, float(np.nansum(seen))) for side, (values, seen) in found.items()}


def _range_of_motion_deg(
    angle: Mapping[str, tuple[Series, float]], signal: Series, rep: Repetition
) -> float | None:
    """Range of an angle from rest to rest, on the better visible side that moved."""
    if not angle:
        return None
    sides = SIDES if rep.side == "both" else (rep.side,)
    values, _ = max((angle[side] for side in sides), key=lambda pair: pair[1])
    inside = values[downhill(signal, rep.start, -1) : downhill(signal, rep.end, 1) + 1]
    if not np.isfinite(inside).any():
        return None
    return round(float(np.nanmax(inside) - np.nanmin(inside)), 1)


def _tempo(exercise: Exercise, signal: Series, motion: Motion, rep: Repetition) -> Tempo:
    """Split the repetition at the pause around its peak."""
    begins, arrives, leaves, ends = phases_of(rep, exercise, signal, motion.t_s).edges_s
    ways_s = [arrives - begins, ends - leaves]
    rules = exercise.counting
    if isinstance(rules, Repetitions) and rules.first_phase == "concentric":
        ways_s.reverse()
    return Tempo(
        eccentric_s=round(ways_s[0], 3), pause_s=round(leaves - arrives, 3), concentric_s=round(ways_s[1], 3)
    )


def _time(motion: Motion, frame: int) -> float:
    return round(float(motion.t_s[frame] * motion.capture_speed), 4)
