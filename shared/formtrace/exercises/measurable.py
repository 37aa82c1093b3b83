"""What of an exercise can be measured with the landmarks of a pose model."""

from __future__ import annotations

from formtrace.errors import UnsuitableModelError
from formtrace.exercises.measure import Measure
from formtrace.exercises.schema import Exercise, Jump
from formtrace.skeletons import Skeleton

_SIDES = ("left", "right")
_OF_A_JUMP = ("hip", "eye", "heel", "foot_index")


def measurable(exercise: Exercise, skeleton: Skeleton) -> tuple[Exercise, tuple[str, ...]]:
    """The exercise without the terms, conditions and checks whose landmarks the ``skeleton`` does not have.

    Returns:
        the exercise, and the names of those landmarks without their side.

    Raises:
        UnsuitableModelError: without them the movement itself cannot be measured.
    """
    missing: dict[str, None] = {}

    def can(measure: Measure | None) -> bool:
        lacking = () if measure is None else _lacking(measure.points, skeleton)
        missing.update(dict.fromkeys(lacking))
        return not lacking

    signal = tuple(term for term in exercise.signal if can(term.measure))
    conditions = tuple(condition for condition in exercise.conditions if can(condition.measure))
    checks = tuple(check for check in exercise.checks if can(check.measure))
    needed = _lacking(_OF_A_JUMP, skeleton) if isinstance(exercise.counting, Jump) else ()
    if needed or (exercise.signal and not signal):
        what = ", ".join(needed or missing).replace("_", " ")
        raise UnsuitableModelError(
            f"The exercise {exercise.id} needs landmarks that this pose model does not have ({what}): "
            "choose the model full."
        )
    if not missing:
        return exercise, ()
    kept = {"signal": signal, "conditions": conditions, "checks": checks}
    return exercise.model_copy(update=kept), tuple(missing)


def _lacking(points: tuple[str, ...], skeleton: Skeleton) -> tuple[str, ...]:
    plain = (point.removeprefix("other_") for point in points)
    return tuple(_without_side(name) for name in plain if not _has(name, skeleton))


def _has(name: str, skeleton: Skeleton) -> bool:
    return skeleton.has(name) or all(skeleton.has(f"{side}_{name}") for side in _SIDES)


def _without_side(name: str) -> str:
    for prefix in ("mid_", "left_", "right_"):
        name = name.removeprefix(prefix)
    return name
