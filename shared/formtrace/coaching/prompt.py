"""The prompt around a brief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from formtrace.coaching.wording import wording

if TYPE_CHECKING:
    from formtrace.coaching.brief import Brief


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a language model is sent.

    Attributes:
        system: the rules.
        user: the facts, marked as data.
    """

    system: str
    user: str

    def with_problems(self, problems: Sequence[str]) -> Prompt:
        """The prompt once more, with what was wrong with the previous answer."""
        listed = "\n".join(f"- {problem}" for problem in problems)
        return replace(
            self, user=f"{self.user}\n\nYour previous answer was refused:\n{listed}\nAnswer again."
        )


def prompt_for(brief: Brief) -> Prompt:
    """The rules, and the facts of ``brief``."""
    rules = _instructions().format(language=wording(brief.language).language)
    # The facts cannot end their own block: JSON may write "<" as an escape.
    facts = brief.to_json().replace("<", "\\u003c")
    return Prompt(system=rules, user=f"<facts>\n{facts}\n</facts>")


@lru_cache(maxsize=1)
def _instructions() -> str:
    return (files("formtrace.coaching") / "instructions.md").read_text(encoding="utf-8")
