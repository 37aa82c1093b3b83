"""What commands print: results as JSON, and errors as one sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, NoReturn, ParamSpec

import typer
from rich.console import Console
from rich.markup import escape

from formtrace.cli.local_stack import LocalStackError
from formtrace.cli.stack_names import UnknownStackError
from formtrace.errors import FormtraceError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]

P = ParamSpec("P")


def print_json(value: Any) -> None:
    """Write JSON on standard output."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command end with one sentence instead of a traceback when something foreseen goes wrong.

    With ``--json`` the sentence is on standard output, too: ``{"error": code, "message": sentence}``.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except FormtraceError as error:
            fail(error.message, error.code, as_json=kwargs.get("as_json") is True)
        except (LocalStackError, UnknownStackError) as error:
            fail(str(error), "no_stack", as_json=kwargs.get("as_json") is True)

    return run


def fail(message: str, code: str, *, as_json: bool = False) -> NoReturn:
    """Say what went wrong, and end with status 1."""
    Console(stderr=True).print(f"[red]{escape(message)}[/red] [dim]({code})[/dim]", soft_wrap=True)
    if as_json:
        print_json({"error": code, "message": message})
    raise typer.Exit(1) from None
