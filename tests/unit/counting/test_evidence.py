"""What breaks a condition in all repetitions alike is a habit; what is far beyond it is another movement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from formtrace.analysis import analyse
from formtrace.counting.reliability import standard_error
from formtrace.counting.repetitions import count_repetitions, prepared
from formtrace.counting.signal import Signal
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.measure import Angle
from formtrace.exercises.schema import Condition, Exercise
from formtrace.motion.body import Motion
from formtrace.motion.measures import evaluate
from formtrace.options import AnalysisOptions
from formtrace.recognition import compared
from formtrace.recognition.compared import count_as_asked
from formtrace.recognition.evidence import Evidence, evidence
from tests.support.filming import Camera, Flaws, analysed, exerciser, film, frame_times
from tests.support.gym import ONE_SIDED, doing
from tests.support.gym import REPEATED as GYM
from tests.support.movements import REPEATED as CLASSICS
from tests.support.movements import Rep, Schedule, sets

NOISE = Flaws(noise_m=0.005, depth_noise_m=0.01)
# Movements that are the same as far as landmarks show, or in the view of the test: then the one that keeps
# every condition is the better explanation.
ALIKE = (
    {"bicep_curl", "hammer_curl"},
    {"glute_bridge", "hip_thrust"},
    {"jumping_jack", "low_impact_jack"},
    {"shoulder_press", "shoulder_deep_breath"},
    {"side_leg_raise", "side_lunge"},
)
KNEE = Angle(kind="angle", points=("hip", "knee", "ankle"))


def filmed(exercise: str, reps: int, yaw_deg: float) -> Motion:
    schedule = sets(reps)
    pts = frame_times(schedule.duration_s, 30)
    return analysed(None, [exerciser(exercise, schedule)], pts, Camera(yaw_deg=yaw_deg), NOISE).motion


def squat_with_lean_of(least_deg: float) -> Exercise:
    """A squat whose trunk has to lean by this much at rest, as no trunk does."""
    squat = catalogue()["squat"]
    upright = next(condition for condition in squat.conditions if condition.reason == "not_standing")
    leaning = upright.model_copy(update={"min": least_deg, "max": None})
    return squat.model_copy(update={"conditions": (leaning,)})


def breaking(exercise: Exercise, reason: str) -> Exercise:
    """The exercise with a bound that every repetition breaks by far."""

    def beyond(condition: Condition) -> Condition:
        low, high = (1000.0, None) if condition.max is None else (None, -1000.0)
        return condition.model_copy(update={"min": low, "max": high})

    return exercise.model_copy(
        update={"conditions": tuple(beyond(c) if c.reason == reason else c for c in exercise.conditions)}
    )


def remembered() -> Callable[[Exercise, Motion], Evidence | None]:
    """The evidence for other exercises in one motion, found once: no condition of theirs is broken."""
    found: dict[str, Evidence | None] = {}

    def evidence_once(exercise: Exercise, motion: Motion) -> Evidence | None:
        if exercise.id not in found:
            found[exercise.id] = evidence(exercise, motion)
        return found[exercise.id]

    return evidence_once


def test_what_all_repetitions_break_alike_is_a_habit() -> None:
    motion = filmed("squat", 5, 60)
    near = count_repetitions(squat_with_lean_of(15), motion)
    assert len(near.repetitions) == 5
    assert [habit.reason for habit in near.habits] == ["not_standing"]
    assert 0 < near.habits[0].deviations < 1.5


def test_what_is_far_beyond_is_another_movement() -> None:
    far = count_repetitions(squat_with_lean_of(90), filmed("squat", 5, 60))
    assert far.repetitions == ()
    assert {attempt.reason for attempt in far.rejected} == {"not_standing"}


# The figure's deep breath goes so far beyond the file's that the rest of it is not evident.
@pytest.mark.parametrize("exercise", sorted({*CLASSICS, *GYM} - {"shoulder_deep_breath"}))
def test_no_condition_alone_rejects_every_repetition(exercise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However far beyond its bound all are, they count with a note, or another exercise is named."""
    schedule = sets(4, sides="alternating" if exercise in ONE_SIDED else "both")
    actor = doing(exercise, schedule) if exercise in GYM else exerciser(exercise, schedule)
    motion = analysed(None, [actor], frame_times(schedule.duration_s, 15), Camera(yaw_deg=40), NOISE).motion
    monkeypatch.setattr(compared, "evidence", remembered())
    one = catalogue()[exercise]
    for reason in dict.fromkeys(condition.reason for condition in one.conditions):
        counted, other = count_as_asked(breaking(one, reason), motion)
        if other is not None:
            assert {exercise, other.exercise.id} in ALIKE
            assert {attempt.reason for attempt in counted.rejected} & {reason}
        else:
            assert len(counted.repetitions) == 4
            assert reason in [habit.reason for habit in counted.habits]


def test_a_single_repetition_has_no_habits() -> None:
    assert count_repetitions(squat_with_lean_of(15), filmed("squat", 1, 60)).repetitions == ()


def test_strictly_every_condition_is_a_gate() -> None:
    assert count_repetitions(squat_with_lean_of(15), filmed("squat", 5, 60), strict=True).repetitions == ()


def test_a_knee_is_measured_better_in_profile_than_from_the_front() -> None:
    in_profile, from_the_front = (
        float(np.median(standard_error(KNEE, motion, "left", np.arange(len(motion.t_s)))))
        for motion in (filmed("squat", 2, 90), filmed("squat", 2, 0))
    )
    assert 5 < in_profile < from_the_front / 1.3


@pytest.mark.parametrize(("shown", "asked"), [("jumping_jack", "squat"), ("push_up", "sit_up")])
def test_another_exercise_is_not_counted_on_request(shown: str, asked: str) -> None:
    counted, _ = count_as_asked(catalogue()[asked], filmed(shown, 4, 45))
    assert counted.repetitions == ()


def test_gaps_that_come_back_in_each_repetition_are_a_part_of_it() -> None:
    t_s = np.arange(0, 20, 1 / 30)
    value = 0.5 - 0.5 * np.cos(2 * np.pi * t_s / 4)
    hidden = np.where(value > 0.5, np.nan, value)  # two of every four seconds
    motion = replace(filmed("squat", 1, 0), t_s=t_s)
    bridged = prepared(Signal(hidden, "both", 1.0), motion).value
    assert np.isfinite(bridged[(t_s > 1) & (t_s < 19)]).all()


def test_a_single_gap_of_two_seconds_ends_the_set() -> None:
    t_s = np.arange(0, 20, 1 / 30)
    value = np.where((t_s > 8) & (t_s < 10), np.nan, np.sin(t_s))
    motion = replace(filmed("squat", 1, 0), t_s=t_s)
    assert np.isnan(prepared(Signal(value, "both", 1.0), motion).value).any()


def test_the_leg_that_the_network_takes_for_the_near_one_has_its_turns() -> None:
    schedule = sets(10, sides="alternating", go_s=0.3, turn_s=0.0, back_s=0.3, rest_s=0.0)
    pts = frame_times(schedule.duration_s, 30)
    tracks, manifest = film([doing("high_knees", schedule)], pts, Camera(yaw_deg=60), NOISE)
    left, right = np.arange(23, 33, 2), np.arange(24, 34, 2)
    xy_norm, world_m = tracks.xy_norm.copy(), tracks.world_m.copy()
    xy_norm[:, left], world_m[:, left] = xy_norm[:, right], world_m[:, right]
    copied = replace(tracks, xy_norm=xy_norm, world_m=world_m)
    found = analyse(copied, manifest, AnalysisOptions(exercise="high_knees")).outcome
    assert found is not None
    assert 9 <= found.count <= 10


@pytest.mark.parametrize(("while_it_moves", "counted"), [(0.9, 6), (0.2, 3)])
def test_the_far_arm_counts_where_it_is_seen(while_it_moves: float, counted: int) -> None:
    schedule = sets(6, sides="alternating")
    pts = frame_times(schedule.duration_s, 30)
    actor = exerciser("bicep_curl", schedule)
    motion = analysed(None, [actor], pts, Camera(yaw_deg=80), NOISE).motion
    arm = [motion.skeleton.index(f"left_{part}") for part in ("elbow", "wrist")]
    bent = evaluate(Angle(kind="angle", points=("shoulder", "elbow", "wrist")), motion, "left")[0] < 150
    visibility = motion.visibility.copy()
    visibility[:, arm] = np.where(bent, while_it_moves, 0.1)[:, None]
    seen = replace(motion, visibility=visibility)
    assert len(count_repetitions(catalogue()["bicep_curl"], seen).repetitions) == counted


def test_a_small_and_short_movement_between_repetitions_is_none() -> None:
    flinch = Rep(go_s=0.35, turn_s=0.0, back_s=0.35, depth=0.65)
    schedule = Schedule((Rep(), Rep(), flinch, Rep(), Rep()))
    pts = frame_times(schedule.duration_s, 30)
    motion = analysed(None, [exerciser("squat", schedule)], pts, Camera(yaw_deg=60), NOISE).motion
    found = count_repetitions(catalogue()["squat"], motion)
    assert len(found.repetitions) == 4
    assert [attempt.reason for attempt in found.rejected] == ["too_fast"]
