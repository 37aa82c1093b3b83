"""``exercise=auto``: a stick figure whose exercises are known, and nothing named."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.results.report import report
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import act, sets, stand, walk

NOISE = Flaws(noise_m=0.01, depth_noise_m=0.02)


@pytest.mark.parametrize(("exercise", "yaw_deg"), [("squat", 70), ("jumping_jack", 10)])
def test_the_recognised_exercise_is_counted(exercise: str, yaw_deg: float) -> None:
    schedule = sets(5)
    pts = frame_times(schedule.duration_s, 30)
    analysis = analysed("auto", [exerciser(exercise, schedule)], pts, Camera(yaw_deg=yaw_deg), NOISE)
    document = report(analysis, "clip")
    assert (document.exercise, document.unit, document.count) == (exercise, "reps", 5)
    (only,) = document.sets
    assert (only.exercise, only.count, only.rest_s) == (exercise, 5, None)
    assert only.confidence is not None
    assert only.start_s == pytest.approx(schedule.starts_s[0], abs=0.3)
    assert only.end_s == pytest.approx(schedule.starts_s[-1] + 2.1, abs=0.3)
    assert only.reps == document.reps
    assert document.suggestions == ()


@pytest.mark.slow
def test_a_workout_is_found_set_by_set() -> None:
    squats, jacks = sets(6), sets(5)
    starts_s = (5.0, 5.0 + squats.duration_s + 12.0)
    end_s = starts_s[1] + jacks.duration_s + 5.0

    def workout(t_s: np.ndarray) -> np.ndarray:
        points = walk(t_s)
        for exercise, schedule, start_s in zip(
            ("squat", "jumping_jack"), (squats, jacks), starts_s, strict=True
        ):
            inside = (t_s >= start_s) & (t_s < start_s + schedule.duration_s)
            points[inside] = act(exercise, schedule.depths(t_s[inside] - start_s))
        return points

    pts = frame_times(end_s, 30)
    document = report(analysed("auto", [Actor(workout)], pts, Camera(yaw_deg=30), NOISE), "clip")
    first, second = document.sets
    assert [(each.exercise, each.count) for each in document.sets] == [("squat", 6), ("jumping_jack", 5)]
    assert (document.exercise, document.count) == (None, 11)
    assert [rep.index for rep in document.reps] == list(range(1, 12))
    assert [rep.set for rep in document.reps] == [1] * 6 + [2] * 5
    assert first.rest_s == pytest.approx(second.start_s - first.end_s, abs=0.01)
    assert first.rest_s == pytest.approx(13.6, abs=1.0)
    assert second.start_s == pytest.approx(starts_s[1] + jacks.starts_s[0], abs=0.4)


@pytest.mark.parametrize("idle", [stand, walk])
def test_without_an_exercise_there_are_no_sets(idle: object) -> None:
    analysis = analysed("auto", [Actor(idle)], frame_times(8.0, 30), Camera(), NOISE)
    document = report(analysis, "clip")
    assert (document.exercise, document.unit, document.count, document.sets) == (None, None, 0, ())


def test_an_exercise_that_was_asked_for_is_one_set() -> None:
    schedule = sets(3)
    pts = frame_times(schedule.duration_s, 30)
    document = report(
        analysed("squat", [exerciser("squat", schedule)], pts, Camera(yaw_deg=70), NOISE), "clip"
    )
    (only,) = document.sets
    assert (only.index, only.count, only.confidence) == (1, 3, None)
    assert (only.form, only.reps) == (document.form, document.reps)
