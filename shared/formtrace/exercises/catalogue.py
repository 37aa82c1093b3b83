"""Load the exercise files and find an exercise by whatever people call it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from formtrace.errors import UnknownExerciseError
from formtrace.exercises.schema import Exercise


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Exercise]:
    """All exercises by id."""
    folder = files("formtrace.exercises") / "data"
    exercises = [
        Exercise.model_validate_json(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    ]
    return MappingProxyType({exercise.id: exercise for exercise in exercises})


def find_exercise(name: str) -> Exercise:
    """The exercise called ``name``: id or alias, in any case, with spaces, hyphens or nothing between words.

    Raises:
        UnknownExerciseError: there is none of that name.
    """
    exercise = _by_plain_name().get(_plain(name))
    if exercise is None:
        known = ", ".join(catalogue())
        raise UnknownExerciseError(f"Exercise '{name}' is not available; choose one of: {known}.")
    return exercise


@lru_cache(maxsize=1)
def _by_plain_name() -> dict[str, Exercise]:
    names: dict[str, Exercise] = {}
    for exercise in catalogue().values():
        for name in (exercise.id, *exercise.aliases):
            plain = _plain(name)
            for spelling in {plain, f"{plain}s", plain.removesuffix("s")}:
                names.setdefault(spelling, exercise)
    return names


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
