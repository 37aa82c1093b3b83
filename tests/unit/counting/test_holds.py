"""Holds last as long as the stick figure holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.analysis import Analysis
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import REPEATED, Schedule, act, sets, stand, walk

NOISE = Flaws(noise_m=0.01)


def held_s(analysis: Analysis) -> list[float]:
    t_s = analysis.motion.t_s
    return [float(t_s[span.end] - t_s[span.start]) for span in analysis.outcome.holds]


def planking(t_s: np.ndarray) -> np.ndarray:
    return act("plank", Schedule(()).depths(t_s))


def between(since_s: float, until_s: float) -> Actor:
    """A plank from ``since_s`` to ``until_s``, standing before and after."""

    def points(t_s: np.ndarray) -> np.ndarray:
        inside = (t_s >= since_s) & (t_s < until_s)
        return np.where(inside[:, None, None], planking(t_s), stand(t_s))

    return Actor(points)


@given(yaw=st.floats(0, 180), fps=st.floats(10, 60), seconds=st.floats(3, 12))
def test_a_plank_lasts_as_long_as_it_is_held(yaw: float, fps: float, seconds: float) -> None:
    pts = frame_times(seconds, fps)
    analysis = analysed("plank", [Actor(planking)], pts, Camera(yaw_deg=yaw), NOISE)
    assert held_s(analysis) == [pytest.approx(pts[-1] / 90_000, abs=0.01)]


def test_getting_down_and_up_is_not_held() -> None:
    (duration,) = held_s(analysed("plank", [between(3.0, 9.0)], frame_times(12, 30), Camera(), NOISE))
    assert duration == pytest.approx(6.0, abs=0.3)


def test_a_short_dropout_does_not_break_a_hold() -> None:
    flaws = Flaws(noise_m=0.01, dropouts_s=((4.0, 4.4),))
    analysis = analysed("plank", [Actor(planking)], frame_times(8, 30), Camera(), flaws)
    assert len(held_s(analysis)) == 1


def test_two_holds_with_a_rest_between_are_two() -> None:
    def points(t_s: np.ndarray) -> np.ndarray:
        resting = (t_s > 5) & (t_s < 9)
        return np.where(resting[:, None, None], stand(t_s), planking(t_s))

    first, second = held_s(analysed("plank", [Actor(points)], frame_times(14, 30), Camera(), NOISE))
    assert first == pytest.approx(5.0, abs=0.3)
    assert second == pytest.approx(5.0, abs=0.3)


@pytest.mark.parametrize("exercise", sorted(set(REPEATED) - {"push_up"}))
@settings(max_examples=4)
@given(yaw=st.floats(0, 180))
def test_other_exercises_are_no_plank(exercise: str, yaw: float) -> None:
    schedule = sets(3)
    pts = frame_times(schedule.duration_s, 30)
    analysis = analysed("plank", [exerciser(exercise, schedule)], pts, Camera(yaw_deg=yaw), NOISE)
    assert held_s(analysis) == []


@pytest.mark.parametrize("idle", [stand, walk])
def test_standing_and_walking_are_no_plank(idle: object) -> None:
    for yaw in (0, 45, 90):
        analysis = analysed("plank", [Actor(idle)], frame_times(6, 30), Camera(yaw_deg=yaw), NOISE)
        assert held_s(analysis) == []


def test_nobody_holds_nothing() -> None:
    assert held_s(analysed("plank", [], frame_times(3, 30))) == []
