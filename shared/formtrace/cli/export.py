"""``formtrace export``: a result in the formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from formtrace.cli.stack import one_sentence
from formtrace.errors import InvalidOptionsError
from formtrace.results.data import ResultData
from formtrace.results.exports import export as write
from formtrace.results.exports import exporters

_BOOLEANS = {"true": True, "false": False}


@one_sentence
def export(
    folder: Annotated[Path, typer.Argument(help="A folder with a result.", exists=True, file_okay=False)],
    to: Annotated[list[str], typer.Option("--to", help=f"{', '.join(exporters())}; again for each.")],
    out: Annotated[Path | None, typer.Option(help="File to write; beside the result if not given.")] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", "-o", metavar="NAME=VALUE", help="As table=angles or user_height_cm=180."),
    ] = None,
) -> None:
    """Write a result in the formats of other tools; docs/results.md says what is in each."""
    data, settings = ResultData.load(folder), dict(_setting(text) for text in option or ())
    for name in to:
        target = out or folder / data.document.job_id
        try:
            written = write(data, target, name, **settings)
        except TypeError:
            raise InvalidOptionsError(f"The format {name} has no option {' or '.join(settings)}.") from None
        Console().print(escape(str(written)), soft_wrap=True)


def _setting(text: str) -> tuple[str, object]:
    name, _, value = text.partition("=")
    try:
        number: object = float(value)
    except ValueError:
        number = _BOOLEANS.get(value.lower(), value)
    return name.replace("-", "_"), number
