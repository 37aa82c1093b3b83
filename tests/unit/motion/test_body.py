"""Scale and place of the body, and the camera's view."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.motion.body import Motion
from formtrace.motion.view import camera_view
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import sets, stand


def motion(camera: Camera, exercise: str = "squat", flaws: Flaws | None = None) -> Motion:
    schedule = sets(2)
    pts = frame_times(schedule.duration_s, 30)
    return analysed(None, [exerciser(exercise, schedule)], pts, camera, flaws).motion


@pytest.mark.parametrize("scale", [0.15, 0.33, 0.6])
@pytest.mark.parametrize("yaw", [0, 45, 90])
def test_metres_come_from_the_person(scale: float, yaw: float) -> None:
    body = motion(Camera(scale=scale, yaw_deg=yaw, distance_m=50))
    np.testing.assert_allclose(body.metres_per_height, 1 / scale, rtol=0.03)


@pytest.mark.parametrize("yaw", [0, 45, 90])
def test_the_torso_has_its_length(yaw: float) -> None:
    assert motion(Camera(yaw_deg=yaw), flaws=Flaws(noise_m=0.01)).torso_m == pytest.approx(0.5, abs=0.01)


def test_hips_descend_in_a_squat_by_the_true_distance() -> None:
    body = motion(Camera(yaw_deg=30, distance_m=50))
    height = body.point("mid_hip")[:, 1] - body.point("mid_ankle")[:, 1]
    # thigh and shank of 43 cm: from nearly straight to 90 and 25 degrees off the vertical, both 8 degrees out
    standing = 0.43 * np.cos(np.radians(8)) * (np.cos(np.radians(2)) + np.cos(np.radians(3)))
    deep = 0.43 * np.cos(np.radians(8)) * (np.cos(np.radians(90)) + np.cos(np.radians(25)))
    assert height.max() == pytest.approx(standing, abs=0.02)
    assert height.min() == pytest.approx(deep, abs=0.02)


@pytest.mark.parametrize(
    ("yaw", "view"),
    [
        (0, "front"),
        (15, "front"),
        (180, "front"),
        (45, "oblique"),
        (135, "oblique"),
        (80, "side"),
        (270, "side"),
    ],
)
def test_the_camera_s_view_is_recognised(yaw: float, view: str) -> None:
    for exercise in ("squat", "bicep_curl", "jumping_jack"):
        assert camera_view(motion(Camera(yaw_deg=yaw), exercise, Flaws(noise_m=0.01))) == view


def test_without_a_person_there_is_no_view_and_no_torso_length() -> None:
    nobody = analysed(None, [], frame_times(2, 30)).motion
    assert camera_view(nobody) is None
    assert np.isnan(nobody.torso_m)
    assert not nobody.seen.any()
    assert np.isnan(nobody.body_m).all()


def test_a_single_frame_is_enough() -> None:
    body = analysed(None, [Actor(stand, seen_s=(0.0, 0.0))], frame_times(1, 30)).motion
    assert body.seen.sum() == 1
    assert body.metres_per_height[0] == pytest.approx(1 / 0.33, rel=0.1)
