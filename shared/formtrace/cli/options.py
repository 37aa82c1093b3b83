"""``--option NAME=VALUE``: what an analysis can be asked for beyond the common options."""

from __future__ import annotations

from typing import Annotated

import typer

from formtrace.errors import advice_on
from formtrace.exercises.catalogue import catalogue
from formtrace.options import AnalysisOptions, option_name


def _pair(text: str) -> str:
    """Refuse what is no ``name=value`` of an option that there is."""
    name, equals, _ = text.partition("=")
    if not equals or option_name(name) not in AnalysisOptions.model_fields:
        known = [field.replace("_", "-") for field in AnalysisOptions.model_fields]
        if not equals:
            raise typer.BadParameter(f"Write '{text}' as NAME=VALUE; names are {', '.join(known)}.")
        raise typer.BadParameter(f"There is no option '{name}'; {advice_on(name, known)}")
    return text


def _exercises(incomplete: str) -> list[tuple[str, str]]:
    return [(name, one.name["en"]) for name, one in catalogue().items() if name.startswith(incomplete)]


ExerciseName = Annotated[
    str | None, typer.Option(help="What to count; none gives keypoints only.", autocompletion=_exercises)
]

OtherOptions = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        "-o",
        metavar="NAME=VALUE",
        parser=_pair,
        help="Any other option, such as difficulty=hard, min-grade=B or keypoints=true; again for each.",
    ),
]


def by_name(others: list[str] | None) -> dict[str, str]:
    """The options by their names as :class:`~formtrace.options.AnalysisOptions` has them."""
    pairs = (text.partition("=") for text in others or ())
    return {option_name(name): value for name, _, value in pairs}
