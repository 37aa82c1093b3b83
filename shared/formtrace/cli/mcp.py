"""``formtrace mcp``: assistants analyse videos on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formtrace.cli.output import one_sentence


@one_sentence
def mcp(
    folder: Annotated[
        Path,
        typer.Argument(help="Videos and results are read below this folder.", file_okay=False, exists=True),
    ] = Path(),
) -> None:
    """Serve assistants by the Model Context Protocol, on standard input and output."""
    from formtrace.mcp_server import run

    run(folder)
