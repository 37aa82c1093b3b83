"""The catalogue of exercises."""

from __future__ import annotations

from formtrace.errors import UnknownExerciseError
from formtrace.exercises.catalogue import catalogue, find_exercise
from formtrace.exercises.schema import Exercise
from formtrace.http.models import ExerciseList, ExerciseSummary
from formtrace.http.problems import ExerciseNotFoundError


def list_exercises() -> ExerciseList:
    """All exercises, by id."""
    return ExerciseList(exercises=[_summary(exercise) for exercise in catalogue().values()])


def show_exercise(name: str) -> Exercise:
    """The whole definition of an exercise, by its id or any of its names.

    Raises:
        ExerciseNotFoundError: there is none of that name.
    """
    try:
        return find_exercise(name)
    except UnknownExerciseError as error:
        raise ExerciseNotFoundError(error.message, details=error.details) from error


def _summary(exercise: Exercise) -> ExerciseSummary:
    return ExerciseSummary(
        id=exercise.id,
        name=exercise.name,
        group=exercise.group,
        aliases=exercise.aliases,
        unit=exercise.counting.unit,
        view=exercise.posture.view,
    )
