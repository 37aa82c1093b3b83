"""The forward bend: peaks against the figure's own angles, opinions against where its fingers are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formtrace.analysis import analyse
from formtrace.options import AnalysisOptions
from formtrace.results.document import Rep, ResultDocument
from formtrace.results.report import report
from tests.support.figure import SIDES, landmarks, pointing, rising
from tests.support.filming import Actor, Camera, Flaws, film, frame_times
from tests.support.movements import Schedule, on_floor, sets, standing

SIDE = Camera(yaw_deg=90)


def bender(schedule: Schedule, trunk_deg: float, knee_deg: float = 180.0) -> Actor:
    """Somebody who bends forward so far, arms hanging, and whose knees give way to that angle."""

    def points(t_s: np.ndarray) -> np.ndarray:
        depth = schedule.depths(t_s)["left"]
        bend = (180 - knee_deg) / 2 * depth
        body = replace(
            standing(depth),
            trunk=rising(trunk_deg * depth),
            upper_arm={side: pointing(0 * depth, 3, side) for side in SIDES},
            forearm={side: pointing(0 * depth, 3, side) for side in SIDES},
            thigh={side: pointing(bend, 3, side) for side in SIDES},
            shank={side: pointing(-bend, 3, side) for side in SIDES},
        )
        return on_floor(landmarks(body))

    return Actor(points)


def bent(
    trunk_deg: float, knee_deg: float = 180.0, camera: Camera = SIDE, reps: int = 2, locale: str = "en"
) -> ResultDocument:
    schedule = sets(reps, go_s=1.5, turn_s=1.0, back_s=1.5)
    pts = frame_times(schedule.duration_s, 30)
    tracks, manifest = film([bender(schedule, trunk_deg, knee_deg)], pts, camera, Flaws(noise_m=0.005))
    options = AnalysisOptions.from_mapping({"exercise": "back_flexibility_test", "locale": locale})
    return report(analyse(tracks, manifest, options), "test")


def first(document: ResultDocument) -> dict[str, object]:
    rep: Rep = document.reps[0]
    assert rep.analysis is not None
    return rep.analysis


@pytest.mark.parametrize("trunk_deg", [60.0, 85.0, 105.0])
def test_peaks_are_the_figures_own(trunk_deg: float) -> None:
    document = bent(trunk_deg)
    assert document.count == 2
    peaks = first(document)["peaks"]
    assert peaks["trunk_angle_deg"] == pytest.approx(trunk_deg, abs=4)
    assert peaks["hip_angle_deg"] == pytest.approx(180 - trunk_deg, abs=6)
    assert peaks["knee_angle_deg"] == pytest.approx(178, abs=4)
    assert peaks["shank_from_vertical_deg"] == pytest.approx(1, abs=4)
    assert peaks["ground_ankle_knee_deg"] == pytest.approx(90, abs=4)
    hips_m, arm_m, leg_m = 0.08 + 0.86, 0.58, 0.86
    wrist_m = hips_m + 0.50 * np.cos(np.radians(trunk_deg)) - arm_m
    assert peaks["wrist_to_ankle"] == pytest.approx((0.08 - wrist_m) / leg_m, abs=0.05)


@pytest.mark.parametrize(("trunk_deg", "tone"), [(50, "limited"), (90, "partial"), (118, "strong")])
def test_the_opinion_follows_the_hands(trunk_deg: float, tone: str) -> None:
    analysis = first(bent(trunk_deg))
    interpretation = analysis["interpretation"]
    assert interpretation["tone"] == tone
    assert interpretation["title"]
    assert interpretation["text"]
    assert analysis["opinion"] is True
    assert "medical" in analysis["disclaimer"]
    assert len(analysis["method"]) > 40


def test_flags_say_whether_the_legs_are_straight() -> None:
    straight, bowed = first(bent(100)), first(bent(118, knee_deg=150))
    assert (straight["knee_locked"], straight["leg_straight"], straight["shank_vertical"]) == (True,) * 3
    assert (bowed["knee_locked"], bowed["leg_straight"], bowed["shank_vertical"]) == (False,) * 3
    assert bowed["interpretation"]["tone"] == "partial"
    assert "knees" in bowed["interpretation"]["text"]


def test_a_squat_is_no_bend() -> None:
    document = bent(80, knee_deg=100)
    assert document.count == 0
    assert {attempt.reason for attempt in document.rejected} <= {"knees_bent", "not_on_straight_legs"}


@pytest.mark.parametrize("yaw", [0, 20, 180])
def test_face_on_does_not_count(yaw: float) -> None:
    document = bent(100, camera=Camera(yaw_deg=yaw))
    assert document.count == 0
    assert "not_side_view" in {attempt.reason for attempt in document.rejected}


@pytest.mark.parametrize("yaw", [70, 90, 110, -90])
def test_the_side_may_be_either_and_a_little_oblique(yaw: float) -> None:
    assert bent(100, camera=Camera(yaw_deg=yaw)).count == 2


@pytest.mark.parametrize(("height_m", "placement"), [(0.1, "ground"), (0.9, "mid"), (1.9, "high")])
def test_the_cameras_height_is_read_from_the_picture(height_m: float, placement: str) -> None:
    camera = first(bent(100, camera=replace(SIDE, height_m=height_m, distance_m=3.0)))["camera"]
    assert camera["placement"] == placement
    assert camera["bias"] == (0 if placement == "mid" else 4)
    assert camera["ratio"] == pytest.approx(height_m / 1.44, abs=0.25)


def test_speaks_french() -> None:
    analysis = first(bent(100, locale="fr"))
    assert "médical" in analysis["disclaimer"]
    assert analysis["interpretation"]["title"].startswith("Vous")
