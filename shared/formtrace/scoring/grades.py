"""Grades of scores, as the Upload Tracking contract has them."""

from __future__ import annotations

from typing import Literal

Grade = Literal["A", "B", "C", "D", "E", "F"]

_BANDS: tuple[tuple[Grade, float], ...] = (("A", 90.0), ("B", 80.0), ("C", 70.0), ("D", 60.0))
_E_FROM = 40.0


def grade_of(score: float, e_band: bool = False) -> Grade:
    """The grade of a score of 0..100; with ``e_band``, 40 to 59 is E instead of F."""
    for grade, least in _BANDS:
        if score >= least:
            return grade
    return "E" if e_band and score >= _E_FROM else "F"


def reaches(grade: Grade, least: Grade) -> bool:
    """Whether ``grade`` is at least as good as ``least``."""
    return grade <= least
