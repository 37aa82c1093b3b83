"""The catalogue: every file is sound, and people find what they mean."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from formtrace.errors import PermanentError, UnknownExerciseError
from formtrace.exercises.catalogue import catalogue, find_exercise
from formtrace.exercises.schema import Condition, Exercise
from formtrace.motion.body import Motion
from formtrace.motion.measures import evaluate
from tests.support.filming import Actor, analysed, frame_times
from tests.support.movements import stand

# The ids of the Upload Tracking contract: repetitions, holds, a physical test, jumps.
REPEATED = [
    "squat",
    "push_up",
    "lunge",
    "side_lunge",
    "deadlift",
    "glute_bridge",
    "calf_raise",
    "tricep_dip",
    "bicep_curl",
    "hammer_curl",
    "shoulder_press",
    "lateral_raise",
    "mountain_climber",
    "high_knees",
    "jumping_jack",
    "low_impact_jack",
    "leg_raise",
    "shoulder_roll",
    "shoulder_deep_breath",
    "back_flexibility_test",
]
HELD = [
    "plank",
    "wall_sit",
    "balance_leg",
    "balance_leg_left",
    "balance_leg_right",
    "chair_forward_fold",
    "chair_side_stretch",
    "split",
    "facial_split",
    "pancake",
    "closing",
    "bridge",
    "cobra",
    "bow",
    "tiger",
    "camel",
    "king_pigeon",
    "foot_to_hand",
    "i",
    "needle",
]
JUMPS = ["jump_analysis", "air_time_jump"]
COMMON = [
    "pull_up",
    "sit_up",
    "front_raise",
    "burpee",
    "squat_thrust",
    "bench_press",
    "hip_thrust",
    "kettlebell_swing",
    "step_up",
    "bent_over_row",
    "tricep_extension",
    "crunch",
    "butt_kick",
    "side_leg_raise",
]
EXERCISES = sorted(catalogue())


@pytest.fixture(scope="module")
def motion() -> Motion:
    return analysed(None, [Actor(stand)], frame_times(1, 30)).motion


def test_every_exercise_of_the_contract_is_there_and_counted_as_it_says() -> None:
    assert len(REPEATED) + len(HELD) + len(JUMPS) == 42
    assert all(catalogue()[name].counting.kind == "repetitions" for name in (*REPEATED, *COMMON))
    assert all(catalogue()[name].counting.kind == "hold" for name in HELD)
    assert all(catalogue()[name].counting.kind == "jump" for name in JUMPS)


def test_every_reason_has_french_words_on_the_page() -> None:
    words = json.loads((Path(__file__).parents[3] / "web/src/texts/reasons.fr.json").read_text("utf-8"))
    reasons = {condition.reason for exercise in catalogue().values() for condition in exercise.conditions}
    assert {f"reason.{reason}" for reason in reasons} <= set(words)


def test_groups_are_those_that_people_know() -> None:
    assert {exercise.group for exercise in catalogue().values()} <= {
        "strength",
        "cardio",
        "mobility",
        "physical test",
        "jump",
    }


@pytest.mark.parametrize("name", EXERCISES)
class TestEachFile:
    def test_is_named_like_its_exercise(self, name: str) -> None:
        path = files("formtrace.exercises") / "data" / f"{name}.json"
        assert json.loads(path.read_text(encoding="utf-8"))["id"] == name

    def test_measures_landmarks_that_exist(self, name: str, motion: Motion) -> None:
        exercise = catalogue()[name]
        for part in (*exercise.signal, *exercise.conditions):
            for side in ("left", "right"):
                values, visibility = evaluate(part.measure, motion, side)
                assert values.shape == visibility.shape == motion.t_s.shape
                assert np.isfinite(values).all()

    def test_has_a_signal_with_a_range(self, name: str) -> None:
        assert all(term.rest != term.full for term in catalogue()[name].signal)

    def test_is_named_in_both_languages_and_says_where_its_numbers_are_from(self, name: str) -> None:
        exercise = catalogue()[name]
        assert exercise.name["en"] and exercise.name["fr"]
        assert exercise.signal_label
        assert all(len(source) > 10 for source in exercise.sources)

    def test_is_found_by_its_id_and_aliases(self, name: str) -> None:
        exercise = catalogue()[name]
        for known in (name, *exercise.aliases, *exercise.name.values()):
            assert find_exercise(known).id == name

    def test_can_be_written_and_read_again(self, name: str) -> None:
        exercise = catalogue()[name]
        assert Exercise.model_validate_json(exercise.model_dump_json()) == exercise


@pytest.mark.parametrize(
    ("spoken", "meant"),
    [
        ("Push-up", "push_up"),
        ("pushup", "push_up"),
        ("PUSH UPS", "push_up"),
        ("face_pushup", "push_up"),
        ("Squats", "squat"),
        ("face_squat", "squat"),
        ("side_squat", "squat"),
        ("face_lunge", "lunge"),
        ("side_lunge", "side_lunge"),
        ("Jumping Jacks", "jumping_jack"),
        ("face-jumping-jack", "jumping_jack"),
        ("bicep curl", "bicep_curl"),
        ("biceps_curls", "bicep_curl"),
        ("pullup", "pull_up"),
        ("Pull Ups", "pull_up"),
        ("dead lift", "deadlift"),
        ("face_plank", "plank"),
        (" plank ", "plank"),
        ("shoulderPress", "shoulder_press"),
        # what the contract calls the same exercise
        ("face_low_impact_jack", "low_impact_jack"),
        ("face_balance_leg", "balance_leg"),
        ("face_balance_leg_left", "balance_leg_left"),
        ("face_balance_leg_right", "balance_leg_right"),
        ("jump", "air_time_jump"),
        # its first generation, where side_ was a view
        ("side_plank", "plank"),
        ("side_pushup", "push_up"),
        ("needle", "needle"),
        ("split", "split"),
        # what people write
        ("high knee", "high_knees"),
        ("Mountain Climbers", "mountain_climber"),
        ("tricep dips", "tricep_dip"),
        ("Triceps Dips", "tricep_dip"),
        ("glute bridges", "glute_bridge"),
        ("Calf-Raises", "calf_raise"),
        ("HAMMER CURLS", "hammer_curl"),
        ("leg raises", "leg_raise"),
        ("wall sits", "wall_sit"),
        ("wallsit", "wall_sit"),
        ("crunches", "crunch"),
        ("Step-Ups", "step_up"),
        ("kettle bell swings", "kettlebell_swing"),
        ("Élévation latérale", "lateral_raise"),
        ("elevation laterale", "lateral_raise"),
        ("grand écart", "split"),
        ("I", "i"),
    ],
)
def test_sloppy_spellings(spoken: str, meant: str) -> None:
    assert find_exercise(spoken).id == meant


@given(
    name=st.sampled_from(EXERCISES), between=st.sampled_from(["", " ", "-", "_", "  "]), upper=st.booleans()
)
def test_case_and_separators_do_not_matter(name: str, between: str, upper: bool) -> None:
    spelt = name.replace("_", between)
    assert find_exercise(spelt.upper() if upper else spelt).id == name


@pytest.mark.parametrize(
    "name", ["", "   ", "juggling", "squa", "squat; drop table", "s", "深蹲", "x" * 10_000]
)
def test_others_are_unknown(name: str) -> None:
    with pytest.raises(UnknownExerciseError) as caught:
        find_exercise(name)
    assert caught.value.code == "invalid_exercise"
    assert isinstance(caught.value, PermanentError)
    assert "squat" in caught.value.message, "says what there is"
    assert len(caught.value.message) < 1500


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("squatt", "squat"),
        ("bycep curl", "bicep_curl"),
        ("mountan climber", "mountain_climber"),
        ("plnk", "plank"),
    ],
)
def test_the_nearest_name_is_proposed_for_a_slip(name: str, meant: str) -> None:
    with pytest.raises(UnknownExerciseError) as caught:
        find_exercise(name)
    assert f"did you mean {meant}" in caught.value.message
    assert len(caught.value.message) < 120


def test_no_two_exercises_answer_to_one_name() -> None:
    claims: dict[str, str] = {}
    for exercise in catalogue().values():
        for name in (exercise.id, *exercise.aliases):
            plain = "".join(letter for letter in name.lower() if letter.isalnum()).removesuffix("s")
            assert claims.setdefault(plain, exercise.id) == exercise.id


MINIMAL = {
    "id": "nod",
    "name": {"en": "Nod"},
    "group": "mobility",
    "signal": [{"measure": {"kind": "height", "points": ["nose", "mid_shoulder"]}, "rest": 1, "full": 0}],
    "signal_label": "nod",
    "counting": {"kind": "repetitions", "min_range": 0.3},
    "sources": ["made up for this test"],
}


class TestSchema:
    def test_a_minimal_file_is_enough(self) -> None:
        assert Exercise.model_validate(MINIMAL).counting.unit == "reps"

    @pytest.mark.parametrize(
        "change",
        [
            {"counting": {"enter": 0.7, "leave": 0.5}},
            {"counting": {"kind": "hold", "min_range": 0.3}},
            {"counting": {"kind": "jump", "method": "air_time"}},
            {"counting": None},
            {"signal": []},
            {"sources": []},
            {"id": "Nod"},
            {"colour": "blue"},
            {"counting": {"kind": "repetitions", "min_range": 0}},
            {"counting": {"kind": "repetitions", "min_range": 0.3, "completes": "sometimes"}},
        ],
    )
    def test_a_file_that_contradicts_itself_is_refused(self, change: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            Exercise.model_validate(MINIMAL | change)

    def test_a_condition_bounds_something(self) -> None:
        with pytest.raises(ValidationError):
            Condition.model_validate({"measure": MINIMAL["signal"][0]["measure"], "reason": "none"})
