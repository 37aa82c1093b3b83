"""``formtrace retry``: what failed is run again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from formtrace.cli import stack as stacks
from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.cli.stack import StackName
from formtrace.errors import FormtraceError
from formtrace.workflow.retry import retry as run_again

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formtrace.cli.deployed_stack import DeployedStack
    from formtrace.workflow.jobs import Job

_SLACK = timedelta(seconds=2)
"""A stream knows the time of its records to the second."""


@one_sentence
def retry(
    jobs: Annotated[list[str] | None, typer.Argument(help="Ids of failed jobs.")] = None,
    failed_with: Annotated[
        str | None, typer.Option(help="All jobs that failed with this code: internal, for example.")
    ] = None,
    dead_letters: Annotated[
        bool, typer.Option("--dead-letters", help="Failures and ends of jobs that could not be recorded.")
    ] = False,
    webhooks: Annotated[
        bool, typer.Option("--webhooks", help="Webhooks that were not delivered in ten attempts.")
    ] = False,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Run failed jobs again, or what was left in the dead-letter queues."""
    deployed, console = stacks.connect(stack), Console(quiet=as_json)
    done: dict[str, object] = {}
    wanted = list(jobs or ())
    if failed_with is not None:
        wanted += [job.job_id for job in deployed.jobs.all() if _failed_with(job, failed_with)]
    if not (wanted or failed_with or dead_letters or webhooks):
        raise typer.BadParameter("Name a job, or give --failed-with, --dead-letters or --webhooks.")
    refusals = _retry_jobs(deployed, wanted, console)
    done["retried"], done["refused"] = [one for one in wanted if one not in refusals], refusals
    refused = len(refusals)
    if failed_with is not None:
        console.print(f"{len(wanted) - refused} jobs run again.")
    if dead_letters:
        letters = retry_dead_letters(deployed)
        console.print(f"Dead letters: {letters['done']} done, {letters['left']} left in the queue.")
        done["dead_letters"] = dict(letters)
        refused += letters["left"]
    if webhooks:
        done["webhooks"] = retry_webhooks(deployed)
        console.print(f"Webhooks: {done['webhooks']} back in their queue.")
    if as_json:
        print_json(done)
    if refused:
        raise typer.Exit(1)


def _retry_jobs(deployed: DeployedStack, job_ids: list[str], console: Console) -> dict[str, str]:
    """Run each again; say which cannot be, and return why, by job."""
    refused = {}
    for job_id in job_ids:
        try:
            job = run_again(deployed.retries, job_id)
        except FormtraceError as error:
            refused[job_id] = error.message
            console.print(f"{job_id}: {error.message}", style="red", markup=False, soft_wrap=True)
        else:
            console.print(f"{job_id}: attempt {job.attempts} has begun.", soft_wrap=True)
    return refused


def _failed_with(job: Job, code: str) -> bool:
    return job.failure is not None and job.failure.code == code


def retry_dead_letters(deployed: DeployedStack) -> Counter[str]:
    """Do what each message of the dead-letter queue was about; what fails again stays there."""
    queue, outcomes = deployed.queue("DeadLetterQueueUrl"), Counter[str]()
    for message in queue.messages():
        event = message.document
        if batch := event.get("DDBStreamBatchInfo"):
            succeeded = all(
                deployed.invoke("notify", {"job_id": job.job_id}) for job in _ended_in(deployed, batch)
            )
        else:
            succeeded = bool(event) and deployed.invoke("fail", event)
        if succeeded:
            queue.delete(message)
        outcomes["done" if succeeded else "left"] += 1
    return outcomes


def _ended_in(deployed: DeployedStack, batch: Mapping[str, str]) -> list[Job]:
    """The jobs whose ends were in a batch of the table's stream.

    The stream keeps its records for a day, the table keeps the jobs: those are taken that ended at the time.
    """
    first, last = (
        datetime.fromisoformat(batch[f"approximateArrivalOf{which}Record"]) for which in ("First", "Last")
    )
    return [
        job
        for job in deployed.jobs.all()
        if job.status.is_final and first - _SLACK <= job.updated_at <= last + _SLACK
    ]


def retry_webhooks(deployed: DeployedStack) -> int:
    """Put the webhooks that were not delivered back into their queue; return how many."""
    waiting, moved = deployed.queue("WebhookQueueUrl"), 0
    undelivered = deployed.queue("UndeliveredQueueUrl")
    for message in undelivered.messages():
        waiting.put(message.body)
        undelivered.delete(message)
        moved += 1
    return moved
