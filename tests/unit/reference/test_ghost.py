"""The ghost is where the person would be with the movement of the reference."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from formtrace.analysis import Analysis, analyse
from formtrace.options import AnalysisOptions
from formtrace.reference.ghost import JOINTS, Ghost, ghost_of
from formtrace.reference.make_template import template_from_motion
from formtrace.reference.record import Reference
from formtrace.reference.source import ReferenceSource
from formtrace.skeletons import load_skeleton
from tests.support.filming import Camera, exerciser, film, frame_times
from tests.support.movements import Schedule, sets

FPS = 30
AT = [load_skeleton().index(name) for name in JOINTS]


def analysed_with(
    schedule: Schedule, camera: Camera, exercise: str = "squat", reference: Reference | None = None
) -> Analysis:
    tracks, manifest = film([exerciser(exercise, schedule)], frame_times(schedule.duration_s, FPS), camera)
    return analyse(tracks, manifest, AnalysisOptions(), reference)


def reference(exercise: str = "squat", side: str = "both") -> Reference:
    motion = analysed_with(sets(2, sides=side), Camera(), exercise).motion
    made = template_from_motion(motion)
    source = ReferenceSource(start_s=0, end_s=2, fps=FPS, width=1280, height=720)
    return Reference(
        id="r", name="r", created_at=datetime(2026, 1, 1, tzinfo=UTC), template=made.template, source=source
    )


def ghost_and_person(analysis: Analysis) -> tuple[Ghost, np.ndarray[Any, Any]]:
    return ghost_of(analysis.outcome, analysis.motion), analysis.motion.xy_norm[:, AT]


@pytest.mark.parametrize(
    "camera", [Camera(), Camera(scale=0.2, centre=(0.6, 0.55)), Camera(yaw_deg=-40), Camera(mirrored=True)]
)
@pytest.mark.parametrize("exercise", ["squat", "lateral_raise", "bicep_curl", "pull_up"])
def test_it_covers_a_person_with_the_same_movement(camera: Camera, exercise: str) -> None:
    """Upright, that is: of somebody who lies towards the camera the feet are further away, and smaller."""
    analysis = analysed_with(sets(2), camera, exercise, reference(exercise))
    ghost, person = ghost_and_person(analysis)
    shown = np.isfinite(ghost.joint_error[:, 0])
    torso = analysis.motion.torso_m / float(np.nanmedian(analysis.motion.metres_per_height))
    away = np.linalg.norm((ghost.xy_norm - person)[shown] * [analysis.motion.aspect, 1.0], axis=-1) / torso
    assert np.median(away) < 0.06
    assert np.quantile(away, 0.95) < 0.2
    assert float(np.nanmax(ghost.joint_error)) < 0.2


def test_it_is_there_during_repetitions_only() -> None:
    analysis = analysed_with(sets(2), Camera(), reference=reference())
    ghost, _ = ghost_and_person(analysis)
    inside = np.zeros(len(ghost.joint_error), dtype=bool)
    for rep in analysis.outcome.repetitions:
        inside[rep.start : rep.end + 1] = True
    assert 0 < inside.sum() < len(inside)
    np.testing.assert_array_equal(np.isfinite(ghost.joint_error).all(axis=1), inside)
    np.testing.assert_array_equal(np.isfinite(ghost.xy_norm).all(axis=(1, 2)), inside)


def test_beside_half_a_squat_the_ghost_goes_lower() -> None:
    analysis = analysed_with(sets(1, depth=0.55), Camera(), reference=reference())
    ghost, person = ghost_and_person(analysis)
    peak = analysis.outcome.repetitions[0].peak
    hips, ankles = JOINTS.index("left_hip"), JOINTS.index("left_ankle")
    assert ghost.xy_norm[peak, hips, 1] > person[peak, hips, 1] + 0.02
    np.testing.assert_allclose(ghost.xy_norm[peak, ankles], person[peak, ankles], atol=0.03)
    knees = [JOINTS.index(f"{side}_knee") for side in ("left", "right")]
    assert (ghost.joint_error[peak, knees] > 0.3).all()
    assert ghost.joint_error[peak, JOINTS.index("left_shoulder")] < 0.3


def test_the_mirror_image_has_a_mirrored_ghost() -> None:
    analysis = analysed_with(sets(2, sides="right"), Camera(), "bicep_curl", reference("bicep_curl", "left"))
    ghost, person = ghost_and_person(analysis)
    wrist = JOINTS.index("right_wrist")
    shown = np.isfinite(ghost.joint_error[:, 0])
    assert np.median(np.linalg.norm((ghost.xy_norm - person)[shown, wrist], axis=-1)) < 0.03
