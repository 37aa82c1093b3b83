"""``formtrace report``: a page to print, of one analysis or of several sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape

from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.results.session_report import ReportDetails, Session, report_html, write_pdf


@one_sentence
def report(
    folders: Annotated[
        list[Path],
        typer.Argument(
            help="Folders with results; several are sessions over time.", exists=True, file_okay=False
        ),
    ],
    html: Annotated[
        Path | None, typer.Option(help="HTML file to write; report.html if nothing is given.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="PDF file to write.")] = None,
    person: Annotated[str, typer.Option(help="Name of the person, to be printed.")] = "",
    clinic: Annotated[str, typer.Option(help="Name of the clinic or club, to be printed.")] = "",
    locale: Annotated[
        Literal["en", "fr"] | None, typer.Option(help="Language; that of the result if not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a report of one page: the count, grades, pictures, charts and advice."""
    sessions = [Session.load(folder) for folder in folders]
    page = report_html(sessions, ReportDetails(person, clinic, locale))
    written = {}
    if html is not None or pdf is None:
        target = html or folders[0] / "report.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page, encoding="utf-8")
        written["html"] = target
    if pdf is not None:
        written["pdf"] = write_pdf(page, pdf)
    if as_json:
        print_json({"files": {kind: str(path) for kind, path in written.items()}})
        return
    for path in written.values():
        Console().print(escape(str(path)), soft_wrap=True)
