"""The sentences that users read, a table for each language: ``texts/<language>.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


class CheckTexts(BaseModel):
    """A form check in words: its ``name``, what was ``measured`` (with ``{value}``), and one thing to do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    measured: str
    advice: str


class OpinionTexts(BaseModel):
    """An opinion on a physical test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    text: str


class AssessmentTexts(BaseModel):
    """A physical test in words.

    Attributes:
        disclaimer, method: what the opinion is not, and what it rests on.
        opinions: by tone.
        unless: said instead of the opinion's text where the flag is not up, by flag.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    disclaimer: str
    method: str
    opinions: Mapping[str, OpinionTexts]
    unless: Mapping[str, str] = {}


class TextTable(BaseModel):
    """All sentences of one language.

    Attributes:
        checks: by the code of the check.
        units: how a value is written, by unit, with ``{number}``.
        sides: words for ``left`` and ``right``, put behind what was measured.
        posture: messages about how the person stands before the camera.
        parts: names of body parts in those messages.
        quality: warnings about a recording, by their code.
        reference: what was done unlike a reference movement, and when, by code.
        assessments: of physical tests, by exercise.
        jumps: why jumps are discarded, by reason.
        report: headings and sentences of printed reports.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decimal_mark: str
    units: Mapping[str, str]
    sides: Mapping[str, str]
    checks: Mapping[str, CheckTexts]
    posture: Mapping[str, str]
    parts: Mapping[str, str]
    quality: Mapping[str, str]
    reference: Mapping[str, str]
    assessments: Mapping[str, AssessmentTexts]
    jumps: Mapping[str, str]
    report: Mapping[str, str]

    def quantity(self, value: float, unit: str) -> str:
        """A value with its unit: ``87°``, ``1.4 s``, ``85 %``."""
        number = f"{value:.1f}" if unit == "s" else f"{value:.0f}"
        return self.units[unit].format(number=number.replace(".", self.decimal_mark))

    def measured(self, code: str, value: float, unit: str, side: str | None) -> str:
        """What a check measured, in words; ratios and torsos are written as percentages."""
        shown = 100 * value if unit in ("ratio", "torso") else value
        sentence = self.checks[code].measured.format(value=self.quantity(shown, unit))
        return sentence + self.sides.get(side or "", "")

    def unlike(self, code: str, value: float, unit: str, side: str | None, phase: str | None) -> str:
        """A difference from a reference movement, in words: which side, and in which phase."""
        sentence = self.reference[code].format(value=self.quantity(value, unit))
        where = self.reference["both"] if side == "both" else self.sides.get(side or "", "")
        return sentence + where + self.reference.get(phase or "", "") + "."

    def listed(self, parts: Sequence[str]) -> str:
        """Body parts as one phrase: ``hips, knees and feet``."""
        names = [self.parts[part] for part in dict.fromkeys(parts)]
        if len(names) == 1:
            return names[0]
        return self.posture["and"].format(first=", ".join(names[:-1]), last=names[-1])


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: Language) -> TextTable:
    """The sentences of ``language``."""
    path = files("formtrace.texts") / f"{language}.json"
    return TextTable.model_validate(json.loads(path.read_text(encoding="utf-8")))
