"""References with a pose model that has neither depth nor feet: the image plane is all there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from formtrace.analysis import analyse
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.reference.make_template import moving_angles, template_from_motion
from formtrace.reference.pose_series import heading_rad
from formtrace.reference.record import Reference, ReferenceSource
from formtrace.reference.reference_match import ReferenceMatch, compare_with
from formtrace.skeletons import load_skeleton
from tests.support.filming import Camera, exerciser, film, frame_times
from tests.support.movements import sets


def coco_motion(exercise: str, reps: int, yaw_deg: float) -> Motion:
    """The film of the exercise as COCO-17 landmarks without depth."""
    schedule = sets(reps)
    tracks, manifest = film(
        [exerciser(exercise, schedule)], frame_times(schedule.duration_s, 30), Camera(yaw_deg=yaw_deg)
    )
    kept = [load_skeleton().index(name) for name in load_skeleton("coco17").names]
    flat = replace(
        tracks,
        xy_norm=tracks.xy_norm[:, kept],
        visibility=tracks.visibility[:, kept],
        z_norm=np.full_like(tracks.z_norm[:, kept], np.nan),
        world_m=np.full_like(tracks.world_m[:, kept], np.nan),
        skeleton="coco17",
    )
    return analyse(flat, manifest, AnalysisOptions()).motion


def compared(exercise: str, yaw_deg: float) -> ReferenceMatch:
    made = template_from_motion(coco_motion(exercise, 2, yaw_deg))
    reference = Reference(
        id="r",
        name="r",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        template=made.template,
        source=ReferenceSource(start_s=0, end_s=1, fps=30, width=10, height=10),
    )
    return compare_with(reference, coco_motion(exercise, 4, yaw_deg))


@pytest.mark.parametrize("yaw", [0, 90])
@pytest.mark.parametrize("exercise", ["squat", "bicep_curl"])
def test_every_repetition_is_found_and_done_alike(exercise: str, yaw: float) -> None:
    found = compared(exercise, yaw)
    assert len(found.repetitions) == 4
    assert not found.mirrored
    assert min(rep.match.score for rep in found.repetitions) > 0.85


def test_the_heading_is_that_of_the_image() -> None:
    assert (heading_rad(coco_motion("squat", 1, 90.0)) == 0).all()


def test_the_angles_that_move_are_those_of_the_image() -> None:
    motion = coco_motion("squat", 2, 90.0)
    assert "right_knee" in moving_angles(motion, (0.0, float(motion.t_s[-1])))
