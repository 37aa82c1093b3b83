"""The result document of an analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeVar

import numpy as np

from formtrace.analysis.analyse import Analysis, Movement
from formtrace.assessment.assess import assess
from formtrace.counting.holds import HoldSpan
from formtrace.counting.repetitions import Repetition
from formtrace.exercises.schema import Hold, Repetitions
from formtrace.motion.body import Motion
from formtrace.motion.measures import SIDES, evaluate
from formtrace.motion.view import camera_view
from formtrace.options import AnalysisOptions
from formtrace.results.assessment import describe_assessment
from formtrace.results.comparison import compared_reps, describe_comparison
from formtrace.results.document import (
    AngleValue,
    Held,
    Jumps,
    Keypoint,
    Media,
    Model,
    Rejected,
    Rep,
    ResultDocument,
    SubjectReport,
    Tempo,
)
from formtrace.results.form import form_of, posture, recommendations, score_and_grade, subscores
from formtrace.results.frames import depth_norm
from formtrace.results.jumps import describe_jumps
from formtrace.results.quality import quality_of
from formtrace.results.suggestions import suggestions
from formtrace.scoring.advice import form_errors
from formtrace.scoring.phases import downhill, phases_of
from formtrace.scoring.score import Score
from formtrace.signals.series import Series

Span = TypeVar("Span", Repetition, HoldSpan)


def report(
    analysis: Analysis,
    job_id: str,
    files: Mapping[str, str] | None = None,
    timings: Mapping[str, float] | None = None,
) -> ResultDocument:
    """Describe ``analysis``; ``files`` are named by their role, ``timings`` are seconds by stage."""
    movement, motion, media = analysis.movement, analysis.motion, analysis.manifest.media
    compared = analysis.compared
    counted = movement or compared
    held = () if movement is None else movement.held
    held_s = sum(_seconds(motion, span.start, span.end) for span in held)
    is_hold = movement is not None and isinstance(movement.exercise.counting, Hold)
    return ResultDocument(
        job_id=job_id,
        source=analysis.manifest.source,
        options=analysis.options.model_dump(exclude={"chunk_s"}),
        media=Media.of(media),
        model=Model(name=analysis.model[0], sha256=analysis.model[1]),
        subject=SubjectReport(
            how_chosen=analysis.subject.how,
            coverage=round(analysis.subject.coverage, 4),
            people=analysis.subject.people,
        ),
        view=camera_view(motion),
        exercise=movement.exercise.id if movement else None,
        unit=None if movement is None and compared is None else "seconds" if is_hold else "reps",
        count=int(held_s) if is_hold else len(counted.repetitions) if counted else 0,
        held_s=round(held_s, 3) if is_hold else None,
        reps=_reps(analysis),
        holds=() if movement is None else _holds(movement, motion, analysis.options),
        rejected=() if movement is None else _rejected(movement, motion),
        jumps=_jumps(analysis),
        reference=None
        if compared is None
        else describe_comparison(compared, motion, analysis.options.locale),
        form=None if movement is None else form_of(movement.scores, analysis.options),
        recommendations=() if movement is None else recommendations(movement, motion, analysis.options),
        posture=() if movement is None else posture(movement, motion, analysis.options),
        suggestions=suggestions(analysis),
        keypoints=_keypoints(analysis) if analysis.manifest.source == "image" else None,
        angles=_angles(analysis) if analysis.manifest.source == "image" else None,
        quality=quality_of(
            motion,
            analysis.subject,
            media.fps,
            analysis.options.locale,
            ground_moves=movement is not None and movement.jumps is not None and movement.jumps.ground_moves,
            on_its_side=movement is not None and movement.quarter_turns > 0,
            missing=analysis.unmeasured,
        ),
        files=dict(files or {}),
        timings=dict(timings or {}),
    )


def _keypoints(analysis: Analysis) -> tuple[Keypoint, ...]:
    """All landmarks of the subject in a photo; none where nobody was found."""
    motion = analysis.motion
    if not motion.seen.any():
        return ()
    z_norm = depth_norm(motion)[0]
    return tuple(
        Keypoint(
            name=name,
            x=round(float(motion.xy_norm[0, i, 0]), 6),
            y=round(float(motion.xy_norm[0, i, 1]), 6),
            z=round(float(z_norm[i]), 6),
            score=round(float(motion.visibility[0, i]), 6),
        )
        for i, name in enumerate(motion.skeleton.names)
    )


def _angles(analysis: Analysis) -> tuple[AngleValue, ...]:
    if not analysis.motion.seen.any():
        return ()
    return tuple(
        AngleValue(
            name=angle.name,
            picture_deg=round(float(angle.image_deg[0]), 2),
            space_deg=round(float(angle.space_3d_deg[0]), 2) if analysis.motion.has_depth else None,
            score=round(float(angle.confidence[0]), 4),
        )
        for angle in analysis.angles
    )


def _jumps(analysis: Analysis) -> Jumps | None:
    found = analysis.movement.jumps if analysis.movement else None
    return None if found is None else describe_jumps(found, analysis.motion, analysis.options.locale)


def _reps(analysis: Analysis) -> tuple[Rep, ...]:
    movement, motion = analysis.movement, analysis.motion
    if analysis.compared is not None:
        return compared_reps(analysis.compared, motion, analysis.options.locale)
    if movement is None:
        return ()
    angle = _leading_angle(movement, motion)
    return tuple(
        Rep(
            index=number,
            start_s=_time(motion, rep.start),
            peak_s=_time(motion, rep.peak),
            end_s=_time(motion, rep.end),
            side=rep.side,
            rom_deg=_range_of_motion_deg(angle, movement.signal, rep),
            tempo=_tempo(movement, motion, rep),
            analysis=_assessment(movement, motion, rep, analysis.options),
            **_form(score, motion, analysis.options),
        )
        for number, (rep, score) in enumerate(_with_scores(movement.repetitions, movement), 1)
    )


def _assessment(
    movement: Movement, motion: Motion, rep: Repetition, options: AnalysisOptions
) -> dict[str, Any] | None:
    exercise = movement.exercise
    if exercise.assessment is None:
        return None
    assessed = assess(exercise.assessment, motion, movement.signal, rep)
    return describe_assessment(assessed, exercise.id, options.locale)


def _holds(movement: Movement, motion: Motion, options: AnalysisOptions) -> tuple[Held, ...]:
    return tuple(
        Held(
            index=number,
            start_s=_time(motion, span.start),
            end_s=_time(motion, span.end),
            duration_s=round(_seconds(motion, span.start, span.end), 3),
            **_form(score, motion, options),
        )
        for number, (span, score) in enumerate(_with_scores(movement.held, movement), 1)
    )


def _with_scores(spans: Sequence[Span], movement: Movement) -> Iterable[tuple[Span, Score | None]]:
    return zip(spans, movement.scores or repeat(None), strict=False)


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


def _rejected(movement: Movement, motion: Motion) -> tuple[Rejected, ...]:
    return tuple(
        Rejected(
            start_s=_time(motion, attempt.start),
            peak_s=_time(motion, attempt.peak),
            end_s=_time(motion, attempt.end),
            side=attempt.side,
            reason=attempt.reason,
        )
        for attempt in movement.rejected
    )


def _leading_angle(movement: Movement, motion: Motion) -> dict[str, tuple[Series, float]]:
    """The exercise's first angle by side, (N,) degrees, and how well it is seen; empty without one."""
    measures = (term.measure for term in movement.exercise.signal)
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


def _tempo(movement: Movement, motion: Motion, rep: Repetition) -> Tempo:
    """Split the repetition at the pause around its turning point."""
    begins, arrives, leaves, ends = phases_of(rep, movement.exercise, movement.signal, motion.t_s).edges_s
    ways_s = [arrives - begins, ends - leaves]
    rules = movement.exercise.counting
    if isinstance(rules, Repetitions) and rules.first_phase == "concentric":
        ways_s.reverse()
    return Tempo(
        eccentric_s=round(ways_s[0], 3), pause_s=round(leaves - arrives, 3), concentric_s=round(ways_s[1], 3)
    )


def _time(motion: Motion, frame: int) -> float:
    return round(float(motion.t_s[frame]), 4)


def _seconds(motion: Motion, start: int, end: int) -> float:
    return float(motion.t_s[end] - motion.t_s[start])
