"""The form of an exercise: checks, placement, difficulty."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from formtrace.exercises.measure import Measure, Part

Aspect = Literal["range", "alignment", "symmetry", "tempo", "stability"]
View = Literal["front", "side", "oblique"]
Phase = Literal[
    "whole", "start", "outbound", "deep", "peak", "return", "end", "rest", "eccentric", "concentric"
]
"""A part of a repetition, or of the reference movement."""
Statistic = Literal["mean", "max", "min", "range", "difference", "detrended_rms", "path_excess", "duration"]


class Check(Part):
    """A form check: a statistic of a measure over a phase of a repetition or hold, and what it scores.

    A value scores 100 from ``best`` on, 0 from ``zero`` on, and in proportion between them. Greater is better
    where ``best`` is greater than ``zero``.

    Attributes:
        code: names the check's sentences in ``texts/<language>.json``; a code may serve several exercises.
        aspect: of the score; ``ASPECT_WEIGHTS`` (``scoring/defaults.py``) has their weights.
        measure: of a measure with two sides, the worse counts, among those that are visible and that work.
            Left out: the exercise's own signal, where 1 is the full movement.
        statistic: of the measure over the phase. ``max`` and ``min`` are the 95th and 5th percentile,
            ``range`` is between the two, ``difference`` is between the means of the left and the right side,
            ``detrended_rms`` is the root mean square around the straight line of best fit, ``path_excess`` is
            the length of the path over the direct way out and back, as a share of it, and ``duration`` is how
            long the phase takes (without a measure).
        phase: ``outbound`` and ``return`` lead to the peak and from it, ``peak`` is the 0.16 s around it,
            ``deep`` the half of the movement that is nearer to the peak, ``start`` and ``end`` the first and
            the last frame, ``rest`` both; a hold has only the ``whole``.
        best, zero: in the measure's unit; shares of the full movement for the signal.
        easy, hard: ``best`` at these difficulties, by which ``zero`` shifts too; left out: unchanged.
        sides: ``working`` - those of the repetition; ``other`` - the other one; ``each`` - both.
        views: in which it can be judged.
        weight: among the checks of its aspect.
        severity: ``major`` for errors that can hurt or that make it another movement.
        joint: where to look, for recommendations.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    aspect: Aspect
    measure: Measure | None = None
    statistic: Statistic = "mean"
    phase: Phase = "whole"
    best: float
    zero: float
    easy: float | None = None
    hard: float | None = None
    sides: Literal["working", "other", "each"] = "working"
    views: tuple[View, ...] = Field(default=("front", "oblique", "side"), min_length=1)
    weight: float = Field(default=1.0, gt=0)
    severity: Literal["minor", "major"] = "minor"
    joint: str | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Check:
        if self.best == self.zero:
            raise ValueError("best and zero must differ")
        if self.statistic == "duration" and self.measure is not None:
            raise ValueError("a duration has no measure")
        if self.statistic == "duration" and self.phase in ("start", "deep", "end", "rest"):
            raise ValueError(f"the phase '{self.phase}' has no duration")
        return self


class Posture(Part):
    """How to be placed in front of the camera.

    Attributes:
        visible: body parts (``ankle``, ``wrist``) of which at least one side must be visible; empty:
            shoulders, hips and those of the exercise's signal.
        view: in which the exercise is judged best.
    """

    visible: tuple[str, ...] = ()
    view: Literal["front", "side", "either"] = "either"


class Difficulty(Part):
    """Shift of the thresholds for counting and scoring, in shares of the full movement."""

    easy: float = Field(default=-0.12, le=0)
    hard: float = Field(default=0.12, ge=0)
