"""Coaching notes, and whether the facts support them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formtrace.errors import CoachingError
from formtrace.untrusted import UnreadableTextError, json_object

if TYPE_CHECKING:
    from formtrace.coaching.brief import Brief

_NEAR_S = 1.0
"""A moment belongs to a repetition that is no further away: the cause often lies before its start."""
_QUANTITY = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s*(?:°|%|cm\b|s\b|degrees?\b|degr|seconds?\b|secondes?\b|points?\b|percent\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MEDICAL = re.compile(r"\b(diagnos|prescri|medicat|médicament|surgery|chirurg)", re.IGNORECASE)
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


class Point(BaseModel):
    """One note.

    Attributes:
        kind: what was good, what to change, or what to do in the next set.
        rep: number of the repetition, stretch or jump that it cites.
        t_s: the moment that it cites, seconds in the video.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Literal["keep", "improve", "next"]
    text: str = Field(min_length=1, max_length=400)
    rep: int | None = None
    t_s: float | None = Field(default=None, ge=0, allow_inf_nan=False)


class CoachNotes(BaseModel):
    """The notes on one result, ``coach.json``.

    Attributes:
        written_by: the language model's name, or ``rules`` where no model wrote them.
        disclaimer: what the notes are not.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: Literal[1] = 1
    language: Literal["en", "fr"] = "en"
    written_by: str = "rules"
    summary: str = Field(min_length=1, max_length=600)
    points: tuple[Point, ...] = Field(max_length=8)
    disclaimer: str = ""


class UnsupportedNotesError(CoachingError):
    """The answer of a language model is not in the form asked for, or the facts do not support it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"The language model's notes do not fit the facts: {problems[0]}")
        self.problems = tuple(problems)


def read_notes(answer: str, brief: Brief) -> CoachNotes:
    """The notes in a language model's answer, which may have words around the JSON object.

    Raises:
        UnsupportedNotesError: there are none in it, or the facts do not support them.
    """
    found = _OBJECT.search(answer)
    if found is None:
        raise UnsupportedNotesError(["The answer holds no JSON object."])
    try:
        notes = CoachNotes.model_validate(json_object(found[0]))
    except UnreadableTextError as error:
        raise UnsupportedNotesError([f"The answer cannot be read: {error}."]) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnsupportedNotesError([f"'{where}' is not as asked: {first['msg']}."]) from error
    if problems := problems_in(notes, brief):
        raise UnsupportedNotesError(problems)
    return notes


def problems_in(notes: CoachNotes, brief: Brief) -> tuple[str, ...]:
    """What the facts do not support, a sentence each; empty where the notes can be shown.

    Repetitions and moments that are cited must exist and belong together; quantities in the text must be
    facts.
    """
    found = [] if notes.points else ["There are no points."]
    for number, point in enumerate(notes.points, 1):
        found += [f"Point {number}: {problem}" for problem in _citation(point, brief)]
    allowed = _numbers(brief)
    for text in (notes.summary, *(point.text for point in notes.points)):
        found += [
            f"'{quantity[0]}' is not one of the facts."
            for quantity in _QUANTITY.finditer(text)
            if float(quantity[1].replace(",", ".")) not in allowed
        ]
        if _MEDICAL.search(text):
            found.append(f"'{text[:60]}' is medical advice.")
    return tuple(found)


def _citation(point: Point, brief: Brief) -> list[str]:
    spans_s = brief.spans_s
    if point.rep is not None and point.rep not in spans_s:
        return [f"there is no repetition {point.rep}."]
    if point.t_s is not None and point.t_s > brief.duration_s:
        return [f"the video has no moment {point.t_s:g} s."]
    if point.rep is not None and point.t_s is not None:
        start_s, end_s = spans_s[point.rep]
        if not start_s - _NEAR_S <= point.t_s <= end_s + _NEAR_S:
            return [f"{point.t_s:g} s is not within repetition {point.rep}."]
    if point.kind == "improve" and spans_s and point.rep is None and point.t_s is None:
        return ["it cites neither a repetition nor a moment."]
    return []


def _numbers(brief: Brief) -> set[float]:
    """All numbers of the brief, as they are and rounded to whole ones."""
    numbers = {float(number) for number in _NUMBER.findall(brief.to_json().replace(",", " "))}
    return numbers | {float(round(number)) for number in numbers}
