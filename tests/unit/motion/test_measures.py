"""The measures that exercise files are written in, in torsos and degrees."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import TypeAdapter

from formtrace.exercises.measure import Measure
from formtrace.motion.body import Motion
from formtrace.motion.measures import evaluate, is_sided
from tests.support.filming import Actor, Camera, analysed, frame_times
from tests.support.movements import act, stand

TORSO_M = 0.5


def measure(**fields: object) -> Measure:
    return TypeAdapter(Measure).validate_python(fields)


def still(exercise: str, depth: float, side: str = "both", yaw_deg: float = 20.0) -> Motion:
    """The exercise, stopped at a depth."""

    def points(t_s: np.ndarray) -> np.ndarray:
        sides = {
            name: np.full(len(t_s), depth if side in (name, "both") else 0.0) for name in ("left", "right")
        }
        return act(exercise, sides)

    pts = frame_times(1, 30)
    return analysed(None, [Actor(points)], pts, Camera(yaw_deg=yaw_deg, distance_m=100)).motion


def mean(motion: Motion, of: Measure, side: str = "left") -> float:
    return float(evaluate(of, motion, side)[0].mean())


@pytest.mark.parametrize("yaw", [0, 40, 90])
def test_height_is_in_torsos_and_up(yaw: float) -> None:
    of = measure(kind="height", points=["wrist", "shoulder"])
    hanging = still("lateral_raise", 0.0, yaw_deg=yaw)
    raised = still("shoulder_press", 1.0, yaw_deg=yaw)
    out = np.cos(np.radians(8))
    assert mean(hanging, of) == pytest.approx(-(0.325 + 0.255) * out / TORSO_M, abs=0.06)
    assert mean(raised, of) == pytest.approx(1.1, abs=0.1)


@pytest.mark.parametrize("yaw", [0, 40, 90])
def test_distance_in_space_does_not_depend_on_the_view(yaw: float) -> None:
    shoulders = measure(kind="distance", points=["left_shoulder", "right_shoulder"])
    in_picture = measure(kind="distance", points=["left_shoulder", "right_shoulder"], space="x")
    motion = still("squat", 0.0, yaw_deg=yaw)
    assert mean(motion, shoulders) == pytest.approx(0.36 / TORSO_M, abs=0.03)
    assert mean(motion, in_picture) == pytest.approx(0.36 * np.cos(np.radians(yaw)) / TORSO_M, abs=0.03)


def test_a_side_is_measured_on_its_own() -> None:
    elbow = measure(kind="angle", points=["shoulder", "elbow", "wrist"])
    motion = still("bicep_curl", 1.0, side="left")
    assert mean(motion, elbow, "left") < 60
    assert mean(motion, elbow, "right") > 150


@pytest.mark.parametrize(
    ("points", "sided"),
    [
        (["hip", "knee", "ankle"], True),
        (["mid_hip", "mid_knee", "mid_ankle"], False),
        (["left_hip", "left_knee", "left_ankle"], False),
        (["mid_hip", "mid_knee", "ankle"], True),
    ],
)
def test_which_measures_have_sides(points: list[str], sided: bool) -> None:
    assert is_sided(measure(kind="angle", points=points)) is sided


def test_visibility_is_that_of_the_least_visible_landmark() -> None:
    knee = measure(kind="angle", points=["hip", "knee", "ankle"])
    motion = analysed(None, [Actor(stand)], frame_times(1, 30), Camera(yaw_deg=90)).motion
    left, right = (evaluate(knee, motion, side)[1].mean() for side in ("left", "right"))
    assert right == pytest.approx(0.95, abs=0.01)
    assert left == pytest.approx(0.57, abs=0.01)


def test_an_unknown_landmark_is_an_error() -> None:
    with pytest.raises(ValueError, match="there is no landmark 'tail'"):
        mean(still("squat", 0.0), measure(kind="height", points=["tail", "shoulder"]))
