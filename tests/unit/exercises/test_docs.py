"""The committed page of exercises is that of the data files."""

from __future__ import annotations

from pathlib import Path

import pytest

from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.docs import describe, page
from formtrace.exercises.measure import Angle, Distance, Height, Incline

PAGE = Path(__file__).parents[3] / "docs" / "exercises.md"


def test_the_committed_page_is_up_to_date() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run: python -m formtrace.exercises.docs docs/exercises.md"


def test_every_exercise_and_every_reason_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for exercise in catalogue().values():
        assert f"### {exercise.id}\n" in text
        assert all(f"`{condition.reason}`" in text for condition in exercise.conditions)


def test_a_page_without_marker_is_left_alone() -> None:
    with pytest.raises(ValueError, match="marker"):
        page("# Something else\n")


def test_measures_in_words() -> None:
    words = [
        describe(Angle(kind="angle", points=("hip", "knee", "ankle"))),
        describe(Incline(kind="incline", points=("mid_hip", "mid_shoulder"))),
        describe(Height(kind="height", points=("wrist", "shoulder"))),
        describe(Distance(kind="distance", points=("left_ankle", "right_ankle"), space="x")),
    ]
    assert words == [
        "angle at `knee` between `hip` and `ankle`",
        "incline of `mid_hip` → `mid_shoulder` from upright",
        "height of `wrist` above `shoulder`",
        "distance from `left_ankle` to `right_ankle`, along the image's width",
    ]
