"""What an exercise file may say about form: checks, placement, difficulty."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from formtrace.exercises.measure import Measure, Part

Aspect = Literal["range", "alignment", "symmetry", "tempo", "stability"]
View = Literal["front", "side", "oblique"]
Phase = Literal["whole", "there", "deep", "turn", "back", "rest", "eccentric", "concentric"]
Take = Literal["mean", "max", "min", "range", "difference", "sway", "detour", "seconds"]


class Check(Part):
    """One thing that makes a repetition or a hold better or worse, and what it is worth.

    The value scores 100 from ``best`` on and 0 from ``zero`` on, and in proportion between them; whichever of
    the two is the greater says in which direction it gets better.

    Attributes:
        code: names the check's sentences in ``texts/<language>.json``; a code may serve several exercises.
        aspect: what it is a part of; ``ASPECT_WEIGHTS`` (``scoring/defaults.py``) is what each is worth.
        measure: what is measured, on each side of the body where it is sided: the worse of the sides that are
            seen and that work counts. Left out: the exercise's own signal, where 1 is the full movement.
        take: what is taken of it over the phase. ``max`` and ``min`` are the 95th and 5th percentile,
            ``range`` is between the two, ``difference`` between the means of the left and the right side,
            ``sway`` the root mean square around a straight line, ``detour`` the way beyond the direct one
            there and back, as a share of it, ``seconds`` the phase's duration (without a measure).
        phase: ``there`` and ``back`` are the ways to and from the turning point, ``turn`` the 0.16 s around
            it, ``deep`` the nearer half of both ways, ``rest`` the first and the last moment; a hold has only
            the ``whole``.
        best, zero: in the measure's unit; shares of the full movement for the signal.
        easy, hard: ``best`` at these difficulties, ``zero`` moves along; left out: the same.
        sides: ``working`` - those of the repetition; ``other`` - the other one; ``each`` - both.
        views: from where the camera can judge it.
        weight: among the checks of its aspect.
        severity: ``major`` where it can hurt or makes it another movement.
        joint: where to look, for recommendations.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    aspect: Aspect
    measure: Measure | None = None
    take: Take = "mean"
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
        if self.take == "seconds" and self.measure is not None:
            raise ValueError("a duration has no measure")
        return self


class Posture(Part):
    """How to stand or lie before the camera.

    Attributes:
        visible: body parts (``ankle``, ``wrist``) of which at least one side has to be well in the picture;
            empty: shoulders, hips and those of the exercise's signal.
        view: from where the exercise can be judged.
    """

    visible: tuple[str, ...] = ()
    view: Literal["front", "side", "either"] = "either"


class Difficulty(Part):
    """By how much of the full movement less or more has to be reached, to count and to score."""

    easy: float = Field(default=-0.12, le=0)
    hard: float = Field(default=0.12, ge=0)
