"""Grades of likeness: bands of their own, in ``docs/reference-scores.md``."""

from __future__ import annotations

from typing import Literal

LikenessGrade = Literal["A", "B", "C", "D", "F"]
_BANDS: tuple[tuple[float, LikenessGrade], ...] = ((0.85, "A"), (0.75, "B"), (0.6, "C"), (0.4, "D"))


def likeness_grade(overall: float) -> LikenessGrade:
    """The grade of an overall score, 0..1."""
    return next((grade for least, grade in _BANDS if overall >= least), "F")
