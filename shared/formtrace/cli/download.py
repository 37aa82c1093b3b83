"""``formtrace download``: the files of a finished job, from a stack or through its API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.cli.stack import StackName, connect
from formtrace.client import Client
from formtrace.errors import OutboundError
from formtrace.results.sink import DOCUMENT


@one_sentence
def download(
    job: Annotated[str, typer.Argument(help="Job id.")],
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    url: Annotated[
        str | None, typer.Option(help="Address of the API, which needs no AWS credentials.")
    ] = None,
    token: Annotated[str | None, typer.Option(envvar="FORMTRACE_TOKEN", help="Token for the API.")] = None,
    role: Annotated[
        list[str] | None, typer.Option(help="With --url: overlay, angles, ...; again for each; all if none.")
    ] = None,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Save the files of a completed job into a folder."""
    if url is None:
        deployed = connect(stack)
        deployed.download(deployed.result(job), out)
    else:
        _through_the_api(Client(url, token), job, out, role)
    if as_json:
        found = sorted(path for path in out.rglob("*") if path.is_file())
        print_json({"folder": str(out), "files": [path.relative_to(out).as_posix() for path in found]})
        return
    Console().print(escape(str(out)), soft_wrap=True)


def _through_the_api(client: Client, job_id: str, out: Path, roles: list[str] | None) -> None:
    files = {"result": DOCUMENT, **client.result(job_id).files}
    linked = client.job(job_id).files
    for role in roles or linked:
        path = out / files.get(role, role)
        if not path.resolve().is_relative_to(out.resolve()):
            raise OutboundError(f"The server names a file outside the folder: {role}.")
        path.parent.mkdir(parents=True, exist_ok=True)
        client.download(job_id, role, path)
