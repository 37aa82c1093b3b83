"""The words of briefs and notes, a file for each language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from formtrace.texts import LANGUAGES

if TYPE_CHECKING:
    from formtrace.texts import Language


class Wording(BaseModel):
    """All sentences of one language.

    Attributes:
        language: its name, as the prompt calls it.
        reasons: why an attempt does not count, by code; conditions of single exercises have none.
        warnings: what limits a recording, by the code of the warning.
        method: what holds for every recording from one camera.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    reference: str
    no_exercise: str
    own_exercise: str
    at_least: str
    at_most: str
    between: str
    other_reason: str
    reasons: Mapping[str, str]
    warnings: Mapping[str, str]
    method: tuple[str, ...]
    summary: Mapping[str, str]
    keep: str
    again: str
    disclaimer: str

    def target(self, low: str | None, high: str | None) -> str | None:
        """The range that scores fully, in words; ``None`` without a bound."""
        if low is None:
            return None if high is None else self.at_most.format(high=high)
        return (self.at_least if high is None else self.between).format(low=low, high=high)


@lru_cache(maxsize=len(LANGUAGES))
def wording(language: Language) -> Wording:
    """The words of ``language``."""
    path = files("formtrace.coaching.wording") / f"{language}.json"
    return Wording.model_validate(json.loads(path.read_text(encoding="utf-8")))
