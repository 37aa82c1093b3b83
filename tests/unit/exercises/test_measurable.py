"""What remains of an exercise with the landmarks of another pose model."""

from __future__ import annotations

import pytest

from formtrace.errors import UnsuitableModelError
from formtrace.exercises.catalogue import catalogue, find_exercise
from formtrace.exercises.measurable import measurable
from formtrace.skeletons import load_skeleton

COCO, HALPE, BLAZEPOSE = (load_skeleton(name) for name in ("coco17", "halpe26", "blazepose33"))


def test_all_of_the_catalogue_is_measured_by_blazepose() -> None:
    assert all(measurable(exercise, BLAZEPOSE) == (exercise, ()) for exercise in catalogue().values())


def test_a_squat_without_feet_is_counted_but_its_heels_are_not_judged() -> None:
    squat = find_exercise("squat")
    kept, missing = measurable(squat, COCO)
    assert (kept.signal, kept.conditions) == (squat.signal, squat.conditions)
    assert {check.code for check in squat.checks} - {check.code for check in kept.checks} == {"heels_lifting"}
    assert missing == ("heel", "foot_index")
    assert measurable(squat, HALPE) == (squat, ())


@pytest.mark.parametrize("name", ["calf_raise", "jump_analysis", "air_time_jump"])
def test_what_is_all_about_the_feet_asks_for_another_model(name: str) -> None:
    with pytest.raises(UnsuitableModelError, match=rf"{name} needs landmarks .*heel.*choose the model full"):
        measurable(find_exercise(name), COCO)
