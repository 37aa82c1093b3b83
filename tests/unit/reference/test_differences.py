"""A known error is the greatest difference, on the right side and at the right time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from formtrace.motion.body import Motion
from formtrace.reference.detect import find_repetitions
from formtrace.reference.differences import JOINTS, PHASES, Deviation, deviation, peak_of, phases_of
from formtrace.reference.pose_series import pose_series
from formtrace.reference.template import MotionTemplate
from formtrace.texts import LANGUAGES, texts
from tests.support.figure import SIDES
from tests.support.filming import Actor, Camera, analysed, frame_times
from tests.support.movements import Schedule, act, index, sets
from tests.unit.reference.test_detect import pattern_from

Array = np.ndarray
FPS = 30


def bent(points: Array, name: str, degrees: Array) -> Array:
    """The limb below the joint ``name`` turned in the body's own sideways plane, (N,) degrees."""
    side, joint = name.split("_")
    below = {"elbow": ("wrist", "pinky", "index", "thumb")}[joint]
    pivot = points[:, index(name)]
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    moved = points.copy()
    for part in below:
        way = points[:, index(f"{side}_{part}")] - pivot
        x, y, z = way.T
        moved[:, index(f"{side}_{part}")] = pivot + np.stack(
            [x, y * cos - z * sin, y * sin + z * cos], axis=1
        )
    return moved


def filmed(points: Callable[[Array], Array], schedule: Schedule, camera: Camera | None = None) -> Motion:
    return analysed(None, [Actor(points)], frame_times(schedule.duration_s, FPS), camera).motion


def squats(schedule: Schedule) -> Callable[[Array], Array]:
    return lambda t_s: act("squat", schedule.depths(t_s))


def template() -> MotionTemplate:
    schedule = sets(2)
    return pattern_from(filmed(squats(schedule), schedule), schedule)


def deviation_of(motion: Motion) -> Deviation:
    wanted = template()
    match, *_ = find_repetitions(wanted, pose_series(motion)).repetitions
    return deviation(wanted, match.comparison)


def test_the_same_movement_has_no_differences() -> None:
    schedule = sets(1)
    found = deviation_of(filmed(squats(schedule), schedule))
    assert found.greatest == ()
    assert max(found.joints_deg.values()) < 2.0
    assert set(found.phases) == set(PHASES)
    assert max(found.phases.values()) < 0.05


@pytest.mark.parametrize("side", SIDES)
def test_one_elbow_is_named(side: str) -> None:
    schedule = sets(1)

    def points(t_s: Array) -> Array:
        depth = schedule.depths(t_s)["left"]
        return bent(act("squat", schedule.depths(t_s)), f"{side}_elbow", -45 * depth)

    found = deviation_of(filmed(points, schedule))
    first = found.greatest[0]
    assert (first.joint, first.side, first.unit) == ("elbow", side, "deg")
    assert first.phase == "peak"
    assert first.value == pytest.approx(45, abs=10)
    assert first.t_s == pytest.approx(schedule.peaks_s[0], abs=0.3)
    assert max(found.joints_deg, key=lambda name: found.joints_deg[name]) == f"{side}_elbow"
    assert max(found.phases, key=lambda name: found.phases[name]) == "peak"


def test_half_the_depth_bends_knees_and_hips_less() -> None:
    schedule = sets(1, depth=0.6)
    codes = [each.code for each in deviation_of(filmed(squats(schedule), schedule)).greatest]
    assert {"knee_straighter", "hip_straighter"} <= set(codes)


def test_a_slow_repetition_is_called_slow() -> None:
    schedule = sets(1, tempo=1.6)
    (slow,) = deviation_of(filmed(squats(schedule), schedule)).greatest
    assert slow.code == "slower"
    assert slow.value == pytest.approx(60, abs=12)
    assert slow.joint is None


def test_phases_are_in_order_around_the_peak() -> None:
    wanted = template()
    phases = phases_of(wanted)
    assert (np.diff(phases) >= 0).all()
    assert PHASES[phases[peak_of(wanted)]] == "peak"
    assert peak_of(wanted) / len(phases) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_difference_has_its_sentence(language: str) -> None:
    table = texts(language)
    joints = {name.rpartition("_")[2] for name in JOINTS}
    assert joints == {"shoulder", "elbow", "hip", "knee", "trunk"}
    for code in table.reference:
        if "{value}" in table.reference[code]:
            sentence = table.unlike(code, 21.4, "deg", "both", "peak")
            assert "21" in sentence
            assert sentence.endswith(".")
    assert texts("en").unlike("knee_more_bent", 21.4, "deg", "left", "peak") == (
        "Knee 21° more bent than in the reference (left), at the peak."
    )
