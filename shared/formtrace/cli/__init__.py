"""The ``formtrace`` command."""

from __future__ import annotations

from typing import Annotated

import typer

from formtrace.cli.analyze import analyze, image
from formtrace.cli.catalogue import doctor, exercises
from formtrace.cli.coach import coach
from formtrace.cli.compare import compare
from formtrace.cli.contract_check import contract_check
from formtrace.cli.download import download
from formtrace.cli.erase import erase
from formtrace.cli.export import export
from formtrace.cli.invoke import invoke
from formtrace.cli.mcp import mcp
from formtrace.cli.model import model_app
from formtrace.cli.reference import reference_app
from formtrace.cli.report import report
from formtrace.cli.retry import retry
from formtrace.cli.stack import down, logs, status, submit, up
from formtrace.cli.token import token_app
from formtrace.version import __version__

app = typer.Typer(
    help="Movement analysis from ordinary video: repetitions, angles, a video with the skeleton on it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (
    analyze,
    image,
    export,
    report,
    compare,
    coach,
    mcp,
    exercises,
    doctor,
    up,
    down,
    submit,
    status,
    download,
    retry,
    erase,
    logs,
    invoke,
    contract_check,
):
    app.command()(command)
app.add_typer(model_app, name="model")
app.add_typer(reference_app, name="reference")
app.add_typer(token_app, name="token")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"formtrace {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Movement analysis from ordinary video: repetitions, angles, a video with the skeleton on it."""
