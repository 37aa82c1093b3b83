"""The features of checks, and which checks cannot be judged in a view."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.analysis import Analysis
from formtrace.counting.attempts import Repetition
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.form_checks import Check, Statistic
from formtrace.scoring.features import _path_excess, _statistic
from formtrace.scoring.phases import downhill, phases_of
from tests.support.filming import Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import Rep, Schedule, sets

T_S = np.arange(100) / 25.0


def value_and_moment(
    statistic: Statistic, values: np.ndarray, *, best: float = 0, zero: float = 1
) -> tuple[float, int]:
    return _statistic(Check(code="x", aspect="range", statistic=statistic, best=best, zero=zero), values, T_S)


def test_one_outlier_does_not_make_an_extreme() -> None:
    values = np.sin(T_S)
    wild = values.copy()
    wild[40] = 30.0
    for statistic in ("max", "min", "range"):
        assert value_and_moment(statistic, wild)[0] == pytest.approx(
            value_and_moment(statistic, values)[0], abs=0.05
        )


def test_the_frame_is_the_worst_one() -> None:
    values = np.abs(T_S - 2.0)
    assert value_and_moment("mean", values, best=1, zero=0)[1] == 50
    assert value_and_moment("mean", values, best=0, zero=1)[1] == 0
    assert value_and_moment("min", values)[1] == 50


@given(slope=st.floats(-3, 3), start=st.floats(-100, 100))
def test_a_steady_drift_has_no_detrended_rms(slope: float, start: float) -> None:
    assert value_and_moment("detrended_rms", start + slope * T_S)[0] == pytest.approx(0, abs=1e-9)


def test_the_detrended_rms_of_a_sine_is_its_root_mean_square() -> None:
    wave = np.sin(2 * np.pi * 2 * T_S)
    assert value_and_moment("detrended_rms", 5 + 0.3 * T_S + wave)[0] == pytest.approx(np.sqrt(0.5), rel=0.01)


def test_the_direct_path_has_no_excess_and_a_step_back_counts_twice() -> None:
    up, down = np.linspace(0, 1, 30), np.linspace(1, 0, 30)
    assert _path_excess(up, down) == pytest.approx(0, abs=1e-9)
    hesitating = np.concatenate([np.linspace(0, 0.6, 15), np.linspace(0.6, 0.4, 8), np.linspace(0.4, 1, 15)])
    assert _path_excess(hesitating, down) == pytest.approx(0.4 / 2)
    assert _path_excess(np.full(5, np.nan), np.full(5, np.nan)) is None


def judged(analysis: Analysis) -> set[str]:
    return {finding.check.code for score in analysis.outcome.scores for finding in score.findings}


def squats(yaw_deg: float, **flaws: object) -> Analysis:
    schedule = sets(2)
    pts = frame_times(schedule.duration_s, 30)
    return analysed("squat", [exerciser("squat", schedule)], pts, Camera(yaw_deg=yaw_deg), Flaws(**flaws))


def test_checks_are_judged_in_their_views_only() -> None:
    front, side = judged(squats(0)), judged(squats(90))
    assert {"knees_caving", "left_right_difference"} <= front - side
    assert {"trunk_lean", "heels_lifting"} <= side - front
    assert {"squat_depth", "steadiness", "lowering_tempo"} <= front & side


def test_the_hidden_side_is_not_judged() -> None:
    analysis = squats(90)
    sides = {f.side for s in analysis.outcome.scores for f in s.findings if f.check.code == "squat_depth"}
    assert sides == {"right"}


def test_a_phase_that_the_clip_cuts_has_no_duration() -> None:
    """A clip that begins at the bottom of a squat and has a whole one after it."""
    signal = 0.5 + 0.5 * np.cos(2 * np.pi * T_S[:75] / 1.5)
    squat = catalogue()["squat"]
    cut = phases_of(Repetition(0, 0, 18, 1.0, "both"), squat, signal, T_S)
    whole = phases_of(Repetition(19, 37, 56, 1.0, "both"), squat, signal, T_S)
    assert cut.duration_s("eccentric") is None
    assert cut.duration_s("whole") is None
    assert cut.duration_s("concentric") == pytest.approx(whole.duration_s("concentric"), abs=0.04)
    assert whole.duration_s("eccentric") == pytest.approx(whole.duration_s("concentric"), abs=0.04)


@pytest.mark.parametrize("fps", [12, 25, 60])
def test_phases_are_timed_between_frames(fps: float) -> None:
    """Half a cosine there and back, 1.5 s and 0.75 s: from 12 % to 90 % of the way is 0.57 of the time."""
    schedule = Schedule((Rep(go_s=1.5, turn_s=0.2, back_s=0.75),) * 3)
    pts = frame_times(schedule.duration_s, fps)
    analysis = analysed("squat", [exerciser("squat", schedule)], pts, Camera(yaw_deg=0))
    found = analysis.outcome
    for rep in found.repetitions:
        phases = phases_of(rep, found.exercise, found.signal, analysis.motion.t_s)
        there_s, back_s = phases.duration_s("eccentric"), phases.duration_s("concentric")
        assert there_s == pytest.approx(0.57 * 1.5, rel=0.12)
        assert back_s == pytest.approx(0.57 * 0.75, rel=0.2)
        assert phases.duration_s("whole") == pytest.approx(
            (there_s or 0) + (back_s or 0) + (phases.duration_s("peak") or 0)
        )


def test_downhill_ends_in_the_valley() -> None:
    signal = np.array([3.0, 2.0, 1.0, 2.0, 5.0, 4.0, 4.5])
    assert [downhill(signal, 4, -1), downhill(signal, 4, 1), downhill(signal, 0, -1)] == [2, 5, 0]
