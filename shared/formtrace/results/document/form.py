"""How well it was done, and what to do about it."""

from __future__ import annotations

from typing import Literal

from formtrace.results.document.base import Grade, Part, Side

Aspect = Literal["range", "alignment", "symmetry", "tempo", "stability"]


class Subscore(Part):
    """One reason for a score: what was measured, what was wanted, and what that is worth.

    Attributes:
        check: code of the form check in the exercise's file; ``name`` is a word or two for it.
        score: 0..100.
        weight: share of the whole score; those of one repetition add up to 1.
        value, unit: the measurement behind it.
        target: least and greatest value that score 100; ``None`` where there is no such bound.
        text: the measurement in words.
        t_s: when it was at its worst, where that is a moment.
        joint: where to look, without its side: a joint, or ``trunk``.
    """

    check: str
    aspect: Aspect
    score: float
    weight: float
    value: float
    unit: Literal["deg", "s", "torso", "ratio", "percent"]
    target: tuple[float | None, float | None]
    text: str
    side: Side | None = None
    t_s: float | None = None
    name: str = ""
    joint: str | None = None


class Form(Part):
    """Form score 0..100 of the last repetition (or of the hold), the mean, and the grade of the mean."""

    score: float
    avg_score: float
    grade: Grade


class Recommendation(Part):
    """Advice that belongs to a moment, or, where ``rep`` is ``None``, to the whole set.

    ``rep`` is the index of a repetition or hold, in the list beside it.
    """

    code: str
    severity: Literal["minor", "major"]
    text: str
    t_s: float
    rep: int | None = None
    joint: str | None = None
    side: Side | None = None
    set: int = 1


class PostureChange(Part):
    """From this time on the person stood well for the exercise, or did not, and why.

    ``direction`` and ``requirements`` are the Upload Tracking contract's; ``missing`` are the body parts that
    are not seen.
    """

    t_s: float
    ready: bool
    message: str
    direction: Literal["in-frame", "face-camera", "profile-camera"]
    requirements: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
