"""Every parameter of the page, as data: ``parameters.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from formtrace.access.plans import Source

Kind = Literal[
    "none",
    "token",
    "flag",
    "choice",
    "number",
    "pixels",
    "text",
    "id",
    "origin",
    "point",
    "exercise",
    "skeleton",
]


class Parameter(BaseModel):
    """One parameter.

    Attributes:
        name: as the contract writes it.
        aliases: other names; spelling and case make no difference to any of them.
        listed: where it comes from: the contract's table for uploads or for live tracking, or it is ours.
        use: kinds of files that it says something about.
        kind: what its value is (:mod:`.values`); ``none`` for those that are accepted without effect.
        default: what holds without it, as the documentation writes it.
        target: where its value goes in the session.
        choices: spellings, in lower case, and what they mean.
        min, max: bounds of a number.
        max_length: of a text.
        lenient: a value that cannot be read is ignored instead of refused, because the look of the page must
            not prevent an analysis.
        doc: what it does here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    aliases: tuple[str, ...] = ()
    listed: Literal["upload", "live", "ours"]
    use: frozenset[Source]
    kind: Kind
    default: str | None = None
    target: str | None = None
    choices: Mapping[str, str] = Field(default_factory=dict)
    min: float | None = None
    max: float | None = None
    max_length: int = 200
    lenient: bool = False
    doc: str

    @property
    def has_effect(self) -> bool:
        """Whether anything depends on it."""
        return self.kind != "none"


@lru_cache(maxsize=1)
def parameters() -> tuple[Parameter, ...]:
    """All parameters, in the contract's order, ours last."""
    text = (files(__package__) / "parameters.json").read_text(encoding="utf-8")
    return tuple(Parameter.model_validate(entry) for entry in json.loads(text))


def find_parameter(name: str) -> Parameter | None:
    """The parameter of that name or alias: ``minGrade``, ``min_grade`` and ``mingrade`` are one."""
    return _by_plain_name().get(_plain(name))


@lru_cache(maxsize=1)
def _by_plain_name() -> Mapping[str, Parameter]:
    named = {
        _plain(name): parameter for parameter in parameters() for name in (parameter.name, *parameter.aliases)
    }
    return MappingProxyType(named)


def _plain(name: str) -> str:
    return re.sub(r"[-_]", "", name).lower()
