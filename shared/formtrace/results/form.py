"""Scores, advice and placement as the result document says them, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from formtrace.exercises.form_checks import Check
from formtrace.exercises.schema import Exercise
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.results.document import Form, Grade, PostureChange, Recommendation, Subscore
from formtrace.scoring.advice import Advice, advise, common_side
from formtrace.scoring.defaults import unit_of
from formtrace.scoring.grades import grade_of
from formtrace.scoring.posture import Placement, placements
from formtrace.scoring.score import Finding, Score
from formtrace.texts import TextTable, texts


def form_of(scores: Sequence[Score], options: AnalysisOptions) -> Form | None:
    """The last score, the mean and its grade; ``None`` where nothing could be scored."""
    totals = [score.total for score in scores if score.total is not None]
    if not totals:
        return None
    mean = sum(totals) / len(totals)
    return Form(score=_rounded(totals[-1]), avg_score=_rounded(mean), grade=grade_of(mean, options.e_band))


def score_and_grade(score: Score, options: AnalysisOptions) -> tuple[float | None, Grade | None]:
    """A score and its grade, both ``None`` where too little was seen."""
    if score.total is None:
        return None, None
    return _rounded(score.total), grade_of(score.total, options.e_band)


def subscores(score: Score, motion: Motion, options: AnalysisOptions) -> tuple[Subscore, ...]:
    """The reasons for a score."""
    table = texts(options.locale)
    return tuple(_subscore(finding, motion, table) for finding in score.findings)


def recommendations(
    scores: Sequence[Score], motion: Motion, options: AnalysisOptions
) -> tuple[Recommendation, ...]:
    """What to say, in the order of time; what concerns the whole set comes last, the most important first."""
    table = texts(options.locale)
    found = [_recommendation(advice, scores, motion, table) for advice in advise(scores)]
    return tuple(sorted(found, key=lambda each: (each.rep is None, 0.0 if each.rep is None else each.t_s)))


def posture(exercise: Exercise, motion: Motion, options: AnalysisOptions) -> tuple[PostureChange, ...]:
    """How the person stood for the exercise, a row for every change."""
    table = texts(options.locale)
    return tuple(
        PostureChange(
            t_s=_time(motion, placement.frame),
            ready=placement.problem is None,
            message=_message(placement, table),
            direction=placement.direction,
            requirements=() if placement.problem is None else (placement.requirement,),
            missing=placement.parts,
        )
        for placement in placements(exercise, motion)
    )


def _subscore(finding: Finding, motion: Motion, table: TextTable) -> Subscore:
    check, unit = finding.check, unit_of(finding.check)
    factor = 100.0 if unit == "percent" else 1.0
    value = factor * finding.value
    return Subscore(
        check=check.code,
        aspect=check.aspect,
        score=_rounded(finding.score),
        weight=round(finding.weight, 4),
        value=round(value, 3),
        unit=unit,
        target=_target(check, factor),
        text=table.measured(check.code, value, unit, finding.side),
        side=finding.side,
        t_s=None if finding.frame is None else _time(motion, finding.frame),
        name=table.checks[check.code].name,
        joint=_joint(check),
    )


def _target(check: Check, factor: float) -> tuple[float | None, float | None]:
    """Least and greatest value that score 100."""
    best = round(factor * check.best, 3)
    return (best, None) if check.best > check.zero else (None, best)


def _recommendation(
    advice: Advice, scores: Sequence[Score], motion: Motion, table: TextTable
) -> Recommendation:
    check = advice.finding.check
    return Recommendation(
        code=check.code,
        severity=check.severity,
        text=table.checks[check.code].advice,
        t_s=_time(motion, advice.frame),
        rep=None if advice.index is None else advice.index + 1,
        joint=_joint(check),
        side=common_side(advice, scores),
    )


def _joint(check: Check) -> str | None:
    """Where to look: the joint that the file names, or the vertex of what is measured."""
    if check.joint is not None or check.measure is None:
        return check.joint
    at_vertex = check.measure.kind in ("angle", "offset")
    names: tuple[str, ...] = check.measure.points
    name = names[1 if at_vertex else 0]
    return name.removeprefix("mid_").removeprefix("other_").removeprefix("left_").removeprefix("right_")


def _message(placement: Placement, table: TextTable) -> str:
    if placement.problem is None:
        turn = {"face-camera": "turn_front", "profile-camera": "turn_side"}.get(placement.direction, "ready")
        return table.posture[turn]
    return table.posture[placement.problem].format(parts=table.listed(placement.parts))


def _rounded(score: float) -> float:
    return round(score, 1)


def _time(motion: Motion, frame: int) -> float:
    return round(float(motion.t_s[frame] * motion.capture_speed), 4)
