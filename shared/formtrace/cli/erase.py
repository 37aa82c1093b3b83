"""``formtrace erase``: everything that is kept of a job is deleted."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from formtrace.cli import stack as stacks
from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.cli.stack import StackName
from formtrace.workflow.erase import erase as erase_job
from formtrace.workflow.ports import MissingObjectError


@one_sentence
def erase(
    jobs: Annotated[list[str], typer.Argument(help="Ids of jobs.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Delete jobs with uploads, results, recounts and the reference movements made of them."""
    deployed, console = stacks.connect(stack), Console()
    if not yes:
        typer.confirm(f"Delete {len(jobs)} job{'s' * (len(jobs) > 1)} and all files of them?", abort=True)
    deleted: list[str] = []
    for job_id in jobs:
        job = deployed.jobs.get(job_id)
        if job is None:
            raise MissingObjectError(f"There is no job {job_id}.")
        gone = erase_job(deployed, job, with_references=True)
        deleted += gone
        recounts = f" and {len(gone) - 1} recounts" if len(gone) > 1 else ""
        if not as_json:
            console.print(f"{job_id}{recounts}: deleted.", soft_wrap=True)
    if as_json:
        print_json({"deleted": deleted})
