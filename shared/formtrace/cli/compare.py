"""``formtrace compare``: two sessions beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.results.changes import Change, SessionChanges, compare_sessions
from formtrace.results.session_report import Session
from formtrace.texts import texts

_SHARES = ("torso", "ratio")


@one_sentence
def compare(
    first: Annotated[Path, typer.Argument(help="A folder with a result.", exists=True, file_okay=False)],
    second: Annotated[Path, typer.Argument(help="A later one.", exists=True, file_okay=False)],
    as_json: AsJson = False,
) -> None:
    """Show what changed from one session to another: count, score, range, tempo and form checks."""
    changes = compare_sessions(Session.load(first).document, Session.load(second).document)
    if as_json:
        print_json(changes.model_dump(mode="json"))
        return
    console = Console()
    console.print(comparison_table(changes, str(first), str(second)))
    if not changes.same_exercise:
        names = " and ".join(name or "none" for name in changes.exercises)
        console.print(f"[yellow]![/yellow] The exercises differ: {escape(names)}.", soft_wrap=True)


def comparison_table(changes: SessionChanges, first: str, second: str) -> Table:
    """A row for each measurement and each form check."""
    table = Table(title=changes.exercises[1].replace("_", " ") if changes.exercises[1] else None)
    table.add_column("")
    for column in (escape(first), escape(second), "change", "score"):
        table.add_column(column, justify="right")
    for change in (*changes.measures, *changes.checks):
        scores = "" if change.scores is None else f"{change.scores[0]:.0f} → {change.scores[1]:.0f}"
        sign = "+" if change.difference > 0 else ""
        table.add_row(
            escape(change.label or change.name),
            _shown(change, change.first),
            _shown(change, change.second),
            f"{sign}{_shown(change, change.difference)}",
            scores,
        )
    return table


def _shown(change: Change, value: float) -> str:
    if change.unit in ("count", "points"):
        return f"{value:.0f}"
    return texts("en").quantity(100 * value if change.unit in _SHARES else value, change.unit)
