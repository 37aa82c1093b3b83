"""``formtrace export``: a result in the formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.errors import InvalidOptionsError
from formtrace.results.data import ResultData
from formtrace.results.exports import export as write
from formtrace.results.exports import exporters, own_formats
from formtrace.results.shown import VideoPictures

_BOOLEANS = {"true": True, "false": False}


def _names(incomplete: str) -> list[tuple[str, str]]:
    return [(name, one.what) for name, one in exporters().items() if name.startswith(incomplete)]


@one_sentence
def export(
    folder: Annotated[Path, typer.Argument(help="A folder with a result.", exists=True, file_okay=False)],
    to: Annotated[
        list[str],
        typer.Option("--to", help=f"{', '.join(own_formats())}; again for each.", autocompletion=_names),
    ],
    out: Annotated[Path | None, typer.Option(help="File to write; beside the result if not given.")] = None,
    video: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The video of the result: for clip, gif and webp."),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", "-o", metavar="NAME=VALUE", help="As table=angles or user_height_cm=180."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a result in the formats of other tools; docs/results.md says what is in each."""
    if out is not None and len(to) > 1:
        raise InvalidOptionsError("Give --out with one format; several are written beside the result.")
    data, settings = ResultData.load(folder), dict(_setting(text) for text in option or ())
    pictures = None if video is None else VideoPictures(video, data)
    files = {}
    for name in to:
        written = write(data, out or folder / data.document.job_id, name, pictures, **settings)
        files[name] = str(written)
        if not as_json:
            Console().print(escape(str(written)), soft_wrap=True)
    if as_json:
        print_json({"files": files})


def _setting(text: str) -> tuple[str, object]:
    name, _, value = text.partition("=")
    try:
        number: object = float(value)
    except ValueError:
        number = _BOOLEANS.get(value.lower(), value)
    return name.replace("-", "_"), number
