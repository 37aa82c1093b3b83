"""An exercise, and its form checks, as they are asked for at a difficulty."""

from __future__ import annotations

from typing import Literal

from formtrace.exercises.form_checks import Check
from formtrace.exercises.schema import Counting, Exercise, Hold, Jump, Repetitions

Level = Literal["easy", "medium", "hard"]

_FULL = 0.95  # a harder exercise never asks for more of the full movement than this, to count


def at_difficulty(exercise: Exercise, level: Level) -> Exercise:
    """The exercise with what has to be reached, to count, shifted; medium is the file's own."""
    if level == "medium":
        return exercise
    shift = getattr(exercise.difficulty, level)
    return exercise.model_copy(update={"counting": _shifted(exercise.counting, shift)})


def _shifted(counting: Counting, shift: float) -> Counting:
    match counting:
        case Repetitions():
            return counting.model_copy(
                update={
                    "min_peak": _moved(counting.min_peak, shift) if counting.min_peak else 0.0,
                    "min_lone_range": _moved(counting.min_lone_range, shift),
                }
            )
        case Hold():
            enter = _moved(counting.enter, shift)
            leave = counting.leave + enter - counting.enter
            return counting.model_copy(update={"enter": enter, "leave": leave})
        case Jump():
            return counting


def check_at(check: Check, level: Level) -> Check:
    """A form check with what scores best, and what scores nothing, shifted."""
    best = None if level == "medium" else getattr(check, level)
    if best is None:
        return check
    return check.model_copy(update={"best": best, "zero": check.zero + best - check.best})


def _moved(value: float, shift: float) -> float:
    """``value`` shifted, not below a tenth, and not above nearly all unless it was there already."""
    return min(max(value + shift, 0.1), max(value, _FULL))
