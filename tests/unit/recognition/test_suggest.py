"""Suggestions for a clip without an exercise, of a stick figure whose exercise is known."""

from __future__ import annotations

from time import perf_counter

import pytest

from formtrace.exercises.catalogue import catalogue
from formtrace.motion.body import Motion
from formtrace.recognition.suggest import Guess, suggest
from formtrace.results.report import report
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.gym import HELD, ONE_LEGGED, ONE_SIDED, REPEATED, doing, wave
from tests.support.movements import REPEATED as CLASSICS
from tests.support.movements import Rep, Schedule, sets, stand, walk

NOISE = Flaws(noise_m=0.01, depth_noise_m=0.02)

# The same movement under another name, as far as landmarks show.
ALIKE = {
    "hammer_curl": {"bicep_curl"},
    "hip_thrust": {"glute_bridge"},
    "balance_leg_left": {"balance_leg"},
    "balance_leg_right": {"balance_leg"},
    "shoulder_deep_breath": {"lateral_raise", "jumping_jack"},
}


def filmed(actor: Actor, duration_s: float, yaw_deg: float) -> Motion:
    return analysed(None, [actor], frame_times(duration_s, 30), Camera(yaw_deg=yaw_deg), NOISE).motion


def names(guesses: tuple[Guess, ...]) -> list[str]:
    return [guess.exercise for guess in guesses]


@pytest.mark.parametrize("yaw_deg", [20, 70])
@pytest.mark.parametrize("exercise", [*CLASSICS, *REPEATED])
def test_the_repeated_exercise_is_among_the_suggestions(exercise: str, yaw_deg: float) -> None:
    schedule = sets(4, sides="alternating" if exercise in ONE_SIDED else "both")
    actor = (exerciser if exercise in CLASSICS else doing)(exercise, schedule)
    guesses = suggest(filmed(actor, schedule.duration_s, yaw_deg))
    assert {exercise, *ALIKE.get(exercise, ())} & set(names(guesses))


@pytest.mark.parametrize("exercise", HELD)
def test_the_held_exercise_is_suggested(exercise: str) -> None:
    held = Rep(turn_s=8.0, side="left" if exercise in ONE_LEGGED else "both")
    schedule = Schedule((held,), lead_s=0.3, tail_s=0.3)
    guesses = suggest(filmed(doing(exercise, schedule), schedule.duration_s, 30))
    assert {exercise, *ALIKE.get(exercise, ())} & set(names(guesses))


@pytest.mark.parametrize("idle", [stand, walk, wave])
@pytest.mark.parametrize("yaw_deg", [0, 45, 90])
def test_nothing_is_suggested_without_an_exercise(idle: object, yaw_deg: float) -> None:
    assert suggest(filmed(Actor(idle), 8.0, yaw_deg)) == ()


def test_nothing_is_suggested_without_a_person() -> None:
    assert suggest(analysed(None, [], frame_times(3, 30)).motion) == ()


def test_at_most_three_suggestions_with_confidences_of_at_most_one_in_all() -> None:
    for exercise in ("squat", "jumping_jack", "deadlift"):
        schedule = sets(4)
        guesses = suggest(filmed(exerciser(exercise, schedule), schedule.duration_s, 45))
        assert 1 <= len(guesses) <= 3
        assert sum(guess.confidence for guess in guesses) <= 1.01
        assert sorted(guesses, key=lambda guess: -guess.confidence) == list(guesses)
        assert all(guess.exercise in catalogue() for guess in guesses)


def test_a_suggestion_is_in_the_result_but_not_counted() -> None:
    schedule = sets(4)
    pts = frame_times(schedule.duration_s, 30)
    unnamed, named = (
        report(analysed(name, [exerciser("push_up", schedule)], pts, Camera(yaw_deg=60), NOISE), "job")
        for name in (None, "push_up")
    )
    assert (unnamed.exercise, unnamed.count, unnamed.reps) == (None, 0, ())
    assert (unnamed.suggestions[0].exercise, unnamed.suggestions[0].count) == ("push_up", 4)
    assert named.suggestions == ()


def test_another_exercise_than_the_one_asked_for_is_named_and_not_counted() -> None:
    schedule = sets(4)
    pts = frame_times(schedule.duration_s, 30)
    film = [exerciser("push_up", schedule)], pts, Camera(yaw_deg=60), NOISE
    document = report(analysed("squat", *film), "job")
    assert (document.exercise, document.count) == ("squat", 0)
    assert document.suggestions[0].exercise == "push_up"
    warning = next(each for each in document.quality.warnings if each.code == "other_exercise_likely")
    assert "Push-up" in warning.text


def test_a_minute_takes_little_time() -> None:
    schedule = sets(25)
    motion = filmed(exerciser("squat", schedule), 60.0, 45)
    suggest(motion)  # the first call reads the catalogue
    since = perf_counter()
    suggest(motion)
    assert perf_counter() - since < 5.0, "a fifth of this on an idle core"
