"""What a job asks for is looked at before anything is done for it."""

from __future__ import annotations

import pytest

from formtrace.errors import MissingHeightError, UnknownExerciseError
from formtrace.exercises.requested import requested_exercise
from formtrace.options import AnalysisOptions


def asked(**options: object) -> str | None:
    exercise = requested_exercise(AnalysisOptions.from_mapping(options))
    return None if exercise is None else exercise.id


def test_the_exercise_by_any_of_its_names() -> None:
    assert asked() is None
    assert asked(exercise="Push-ups") == "push_up"
    assert asked(exercise="jump") == "air_time_jump", "it needs no height"


def test_an_unknown_one() -> None:
    with pytest.raises(UnknownExerciseError):
        asked(exercise="juggling")


def test_a_jump_that_is_measured_by_the_persons_height_needs_it() -> None:
    assert asked(exercise="jump_analysis", userHeightCm="178") == "jump_analysis"
    with pytest.raises(MissingHeightError) as caught:
        asked(exercise="jump_analysis")
    assert caught.value.code == "jump_analysis_missing_height"
    assert caught.value.message == "User height (userHeightCm) must be provided for jump_analysis exercise"
