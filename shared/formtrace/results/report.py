"""The result document of an analysis."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formtrace.analysis import Analysis
from formtrace.analysis.outcome import JumpSet, RepetitionSet
from formtrace.exercises.schema import Exercise
from formtrace.motion.view import camera_view
from formtrace.results.document import (
    AngleValue,
    Keypoint,
    Media,
    Model,
    Quality,
    ResultDocument,
    Speed,
    SubjectReport,
)
from formtrace.results.frames import depth_norm
from formtrace.results.quality import quality_of
from formtrace.results.sets import all_together, describe_sets
from formtrace.results.suggestions import other_exercise, suggestions

_TORSO_OF_HEIGHT = 0.288


def report(
    analysis: Analysis,
    job_id: str,
    files: Mapping[str, str] | None = None,
    timings: Mapping[str, float] | None = None,
) -> ResultDocument:
    """Describe ``analysis``; ``files`` are named by their role, ``timings`` are seconds by stage."""
    motion, manifest, subject = analysis.motion, analysis.manifest, analysis.subject
    of_a_photo = manifest.source == "image"
    guesses = suggestions(analysis)
    return ResultDocument(
        job_id=job_id,
        source=manifest.source,
        options=analysis.options.model_dump(exclude={"chunk_s"}),
        media=Media.of(manifest.media),
        speed=Speed(factor=analysis.speed.factor, source=analysis.speed.source),
        model=Model(name=analysis.model[0], sha256=analysis.model[1]),
        subject=SubjectReport(
            how_chosen=subject.how,
            coverage=round(subject.coverage, 4),
            people=subject.people,
            torso_cm=_torso_cm(analysis),
        ),
        view=camera_view(motion),
        **all_together(analysis, describe_sets(analysis)),
        suggestions=guesses,
        keypoints=_keypoints(analysis) if of_a_photo else None,
        angles=_angles(analysis) if of_a_photo else None,
        quality=_quality(analysis, other_exercise(analysis, guesses)),
        files=dict(files or {}),
        timings=dict(timings or {}),
    )


def _torso_cm(analysis: Analysis) -> float | None:
    """From the person's height, of which it is a share (Winter, Biomechanics, fig. 4.1), or as estimated."""
    height_cm, motion = analysis.options.user_height_cm, analysis.motion
    if height_cm is not None:
        return round(_TORSO_OF_HEIGHT * height_cm, 1)
    if not motion.has_depth or not motion.seen.any() or not np.isfinite(motion.torso_m):
        return None
    return round(100 * motion.torso_m, 1)


def _quality(analysis: Analysis, other: Exercise | None) -> Quality:
    return quality_of(
        analysis.motion,
        analysis.subject,
        analysis.manifest.media.fps,
        analysis.options.locale,
        ground_moves=any(isinstance(each, JumpSet) and each.found.ground_moves for each in analysis.outcomes),
        on_its_side=any(
            isinstance(each, RepetitionSet) and each.quarter_turns > 0 for each in analysis.outcomes
        ),
        missing=analysis.unmeasured,
        picture_changes=bool(analysis.manifest.segments),
        other_exercise=other,
        assumed_speed=analysis.speed.factor if analysis.speed.source == "assumed" else None,
        habits=tuple(
            habit.reason
            for each in analysis.outcomes
            if isinstance(each, RepetitionSet)
            for habit in each.habits
        ),
    )


def _keypoints(analysis: Analysis) -> tuple[Keypoint, ...]:
    """All landmarks of the subject in a photo; none where no person was found."""
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
