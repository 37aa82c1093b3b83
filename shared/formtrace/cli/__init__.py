"""The ``formtrace`` command."""

from __future__ import annotations

import typer

from formtrace.cli.analyze import analyze, image
from formtrace.cli.invoke import invoke
from formtrace.cli.model import model_app
from formtrace.cli.reference import reference_app
from formtrace.cli.stack import down, logs, status, submit, up
from formtrace.cli.token import token_app

app = typer.Typer(
    help="Movement analysis from ordinary video: repetitions, angles, a video with the skeleton on it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(analyze)
app.command()(image)
for command in (up, down, submit, status, logs, invoke):
    app.command()(command)
app.add_typer(model_app, name="model")
app.add_typer(reference_app, name="reference")
app.add_typer(token_app, name="token")
