"""The ``formtrace`` command."""

from __future__ import annotations

import typer

from formtrace.cli.analyze import analyze, image

app = typer.Typer(
    help="Movement analysis from ordinary video: counted repetitions, angles, a video with the skeleton on it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(analyze)
app.command()(image)
