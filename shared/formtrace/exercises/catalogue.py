"""Load the exercise files and find an exercise by whatever people call it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from unicodedata import normalize

from formtrace.errors import UnknownExerciseError
from formtrace.exercises.schema import Exercise

_ECHO = 60  # characters of an unknown name that are repeated
_ALIKE = 0.75  # difflib's ratio from which on a name may be a slip of the pen


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
    """The exercise called ``name``: its id, an alias, or its name in any language.

    Case, accents, singular or plural, and what stands between the words do not matter.

    Raises:
        UnknownExerciseError: there is none of that name.
    """
    exercise = _by_plain_name().get(_plain(name))
    if exercise is None:
        name = name[:_ECHO]
        raise UnknownExerciseError(f"Exercise '{name}' is not available; {_advice(name)}.")
    return exercise


def _advice(name: str) -> str:
    """What to write instead: the nearest names, or all ids where none is near."""
    near = get_close_matches(_plain(name), _by_plain_name(), n=6, cutoff=_ALIKE)
    ids = list(dict.fromkeys(_by_plain_name()[plain].id for plain in near))[:3]
    if ids:
        return f"did you mean {' or '.join(ids)}"
    return f"choose one of: {', '.join(catalogue())}"


@lru_cache(maxsize=1)
def _by_plain_name() -> dict[str, Exercise]:
    names: dict[str, Exercise] = {}
    for exercise in catalogue().values():
        for name in (exercise.id, *exercise.aliases):
            _claim(names, name, exercise)
    for exercise in catalogue().values():
        for name in exercise.name.values():
            _claim(names, name, exercise)
    return names


def _claim(names: dict[str, Exercise], name: str, exercise: Exercise) -> None:
    plain = _plain(name)
    for spelling in {plain, f"{plain}s", f"{plain}es", plain.removesuffix("s")}:
        names.setdefault(spelling, exercise)


def _plain(name: str) -> str:
    """Letters and digits only, without accents."""
    return re.sub(r"[^a-z0-9]", "", normalize("NFKD", name.lower()))
