"""Joint angles against those the stick figure was bent to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.motion.angles import AngleSeries, inclination_deg, interior_angle_deg, joint_angles
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import Schedule, sets

FAR = {"distance_m": 200.0}  # no perspective
TOLERANCE_DEG = 1.5

EIGHT = {f"{side}_{joint}" for side in ("left", "right") for joint in ("knee", "hip", "shoulder", "elbow")}


def angles_of(
    exercise: str, schedule: Schedule, **camera: object
) -> tuple[dict[str, AngleSeries], np.ndarray]:
    """The angles by name, and how far the exercise is at each time."""
    pts = frame_times(schedule.duration_s, 60)
    analysis = analysed(None, [exerciser(exercise, schedule)], pts, Camera(**(FAR | camera)))
    return {angle.name: angle for angle in analysis.angles}, schedule.depths(pts / 90_000)["left"]


def between_deg(*directions: np.ndarray) -> np.ndarray:
    a, b = (d / np.linalg.norm(d, axis=-1, keepdims=True) for d in directions)
    return np.degrees(np.arccos(np.clip((a * b).sum(axis=-1), -1, 1)))


@pytest.mark.parametrize("yaw", [0, 35, 90, 140])
class TestInSpace:
    def test_elbow_of_a_curl(self, yaw: float) -> None:
        angles, depth = angles_of("bicep_curl", sets(2), yaw_deg=yaw)
        bent = np.radians(12 + 125 * depth)  # both segments lean out by 5 degrees
        out = np.radians(5)
        expected = 180 - np.degrees(np.arccos(np.sin(out) ** 2 + np.cos(out) ** 2 * np.cos(bent)))
        for side in ("left", "right"):
            np.testing.assert_allclose(angles[f"{side}_elbow"].space_3d_deg, expected, atol=TOLERANCE_DEG)

    def test_knee_of_a_squat(self, yaw: float) -> None:
        angles, depth = angles_of("squat", sets(2), yaw_deg=yaw)
        bent, out = np.radians(5 + 110 * depth), np.radians(8)
        expected = 180 - np.degrees(np.arccos(np.sin(out) ** 2 + np.cos(out) ** 2 * np.cos(bent)))
        for side in ("left", "right"):
            np.testing.assert_allclose(angles[f"{side}_knee"].space_3d_deg, expected, atol=TOLERANCE_DEG)

    def test_trunk_of_a_deadlift_and_a_straight_neck(self, yaw: float) -> None:
        angles, depth = angles_of("deadlift", sets(2), yaw_deg=yaw)
        np.testing.assert_allclose(angles["trunk"].space_3d_deg, 68 * (1 - depth), atol=TOLERANCE_DEG)
        np.testing.assert_allclose(angles["neck"].space_3d_deg, 180, atol=TOLERANCE_DEG)

    def test_shoulder_of_a_lateral_raise(self, yaw: float) -> None:
        angles, depth = angles_of("lateral_raise", sets(2), yaw_deg=yaw)
        for side, sign in (("left", 1), ("right", -1)):
            out = np.radians(8 + 80 * depth)
            arm = np.stack([sign * np.sin(out), -np.cos(out)], axis=1)
            to_hip = np.array([-sign * 0.08, -0.5])  # shoulders are 8 cm wider on each side than hips
            expected = between_deg(arm, to_hip[None])
            np.testing.assert_allclose(angles[f"{side}_shoulder"].space_3d_deg, expected, atol=TOLERANCE_DEG)


def test_in_profile_the_image_plane_angle_is_the_true_angle() -> None:
    angles, depth = angles_of("deadlift", sets(2), yaw_deg=90)
    np.testing.assert_allclose(angles["trunk"].image_deg, 68 * (1 - depth), atol=TOLERANCE_DEG)
    knee = angles["right_knee"]
    np.testing.assert_allclose(knee.image_deg, knee.space_3d_deg, atol=2)


def test_from_the_front_a_raised_arm_shows_its_angle() -> None:
    angles, _ = angles_of("lateral_raise", sets(2), yaw_deg=0)
    shoulder = angles["left_shoulder"]
    np.testing.assert_allclose(shoulder.image_deg, shoulder.space_3d_deg, atol=1)


def test_the_mirror_image_swaps_the_sides() -> None:
    seen, _ = angles_of("bicep_curl", sets(2, sides="left"), yaw_deg=25)
    mirrored, _ = angles_of("bicep_curl", sets(2, sides="left"), yaw_deg=25, mirrored=True)
    for joint in ("elbow", "knee", "wrist", "ankle", "hip", "shoulder"):
        for kind in ("image_deg", "space_3d_deg"):
            left, right = getattr(seen[f"left_{joint}"], kind), getattr(mirrored[f"right_{joint}"], kind)
            np.testing.assert_allclose(left, right, atol=0.05)
    assert np.ptp(seen["left_elbow"].space_3d_deg) > 100
    assert np.ptp(mirrored["left_elbow"].space_3d_deg) < 5


def test_the_shape_and_the_size_of_the_picture_do_not_matter() -> None:
    wide, _ = angles_of("squat", sets(1), yaw_deg=50)
    tall, _ = angles_of("squat", sets(1), yaw_deg=50, width=500, height=900, scale=0.2, centre=(0.3, 0.6))
    for name, angle in wide.items():
        np.testing.assert_allclose(angle.image_deg, tall[name].image_deg, atol=0.1)
        np.testing.assert_allclose(angle.space_3d_deg, tall[name].space_3d_deg, atol=0.1)


def test_the_contract_s_angles_are_there_and_more() -> None:
    angles, depth = angles_of("squat", sets(1))
    more = {"left_ankle", "right_ankle", "left_wrist", "right_wrist", "trunk", "neck"}
    assert set(angles) >= EIGHT | more
    for angle in angles.values():
        for values in (angle.image_deg, angle.space_3d_deg):
            assert values.shape == depth.shape
            assert ((values >= 0) & (values <= 180)).all()
        assert ((angle.confidence >= 0) & (angle.confidence <= 1)).all()


def test_the_confidence_is_the_visibility_of_the_least_visible_landmark() -> None:
    angles, _ = angles_of("squat", sets(1), yaw_deg=90)
    near, far = angles["right_knee"].confidence, angles["left_knee"].confidence
    assert near.mean() == pytest.approx(0.95, abs=0.01)
    assert far.mean() == pytest.approx(0.95 * 0.6, abs=0.01)


def test_without_a_person_there_are_no_angles() -> None:
    analysis = analysed(None, [], frame_times(1, 30))
    assert all(np.isnan(angle.image_deg).all() for angle in joint_angles(analysis.motion))


finite = st.floats(-3, 3)
vector = st.tuples(finite, finite, finite).map(np.array).filter(lambda v: np.linalg.norm(v) > 0.1)


@given(a=vector, b=vector, vertex=vector, scale=st.floats(0.1, 10), turn=st.floats(-3, 3))
def test_interior_angles_do_not_depend_on_size_place_and_orientation(
    a: np.ndarray, b: np.ndarray, vertex: np.ndarray, scale: float, turn: float
) -> None:
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = scale * np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    points = [vertex + a, vertex, vertex + b]
    expected = between_deg(a[None], b[None])
    np.testing.assert_allclose(interior_angle_deg(*(p[None] for p in points)), expected, atol=1e-3)
    np.testing.assert_allclose(interior_angle_deg(*((matrix @ p)[None] for p in points)), expected, atol=1e-3)


@pytest.mark.parametrize(
    ("end", "expected"),
    [((0, 1, 0), 0), ((0, -1, 0), 180), ((1, 0, 0), 90), ((0, 0, -1), 90), ((1, 1, 0), 45), ((0, 1, -1), 45)],
)
def test_inclination_is_measured_from_the_vertical(end: tuple[float, float, float], expected: float) -> None:
    got = inclination_deg(np.zeros((1, 3)), np.array([end], dtype=float))
    np.testing.assert_allclose(got, expected, atol=1e-9)
