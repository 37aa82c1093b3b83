"""Arguments of the façade: options by their names, with errors that suggest."""

from __future__ import annotations

from collections.abc import Mapping

from formtrace.errors import InvalidOptionsError, advice_on
from formtrace.exercises.schema import Exercise
from formtrace.options import AnalysisOptions

_CHOSEN_OTHERWISE = ("exercise", "model", "reference", "export", "chunk_s")


def options_of(
    given: Mapping[str, object], exercise: str | Exercise | None = None, model: str | None = None
) -> AnalysisOptions:
    """The options of an analysis; unlike those of a job, an unknown name is an error.

    Raises:
        InvalidOptionsError: a name is not known, or a value is out of range.
    """
    known = [name for name in AnalysisOptions.model_fields if name not in _CHOSEN_OTHERWISE]
    for name in given:
        if name not in known:
            raise InvalidOptionsError(f"There is no option '{name}'; {advice_on(name, known)}")
    named = exercise.id if isinstance(exercise, Exercise) else exercise
    return AnalysisOptions.from_mapping({**given, "exercise": named, "model": model})
