"""``formtrace up``, ``down``, ``submit``, ``status`` and ``logs``: the stack, here or on AWS."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from formtrace.cli.local_stack import (
    ACCOUNT,
    PLAIN_PORT,
    REGION,
    LocalStack,
    LocalStackError,
    Running,
    project_root,
)
from formtrace.cli.local_token import local_token
from formtrace.cli.options import ExerciseName, OtherOptions, by_name
from formtrace.cli.output import AsJson, fail, one_sentence, print_json
from formtrace.cli.stack_names import FUNCTIONS, UnknownStackError
from formtrace.cli.terminal_tables import show_counted, show_result
from formtrace.errors import MissingExtraError
from formtrace.exercises.requested import requested_exercise
from formtrace.options import AnalysisOptions
from formtrace.pose.model_store import find_model
from formtrace.results.document import ResultDocument
from formtrace.workflow.jobs import Job, JobStatus
from formtrace.workflow.reference_library import not_found

if TYPE_CHECKING:
    from formtrace.cli.deployed_stack import DeployedStack

LOCAL_STACK = "formtrace"
_POLL_S = 0.5
_ARRIVAL_S = 60.0

StackName = Annotated[
    str | None, typer.Option("--stack", help="A stack on AWS, with your credentials; else the local one.")
]


@one_sentence
def up(
    developer: Annotated[
        bool, typer.Option("--developer", help="Let jobs call and fetch from URLs of this machine.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Start the local stack, or bring a running one up to date."""
    console = Console(stderr=True)
    stack = LocalStack(project_root())
    running = bring_up(stack, console, developer=developer)
    deployed = connect(None)
    token = local_token(deployed.tokens, stack.state_dir, datetime.now(UTC))
    lines = {
        "The page": running.page(token=token, source="video", exercise="squat"),
        "References": running.references_page(token),
        "HTTP API": f"{running.endpoint}/v1/openapi.json",
        "Token": token,
        "AWS endpoint": running.endpoint,
        "Uploads": f"s3://{deployed.uploads_bucket}",
        "Results": f"s3://{deployed.results_bucket}",
        "Log": stack.log_file,
        "To stop it": "make down",
    }
    if as_json:
        names = (name.lower().replace(" ", "_") for name in lines)
        print_json(dict(zip(names, map(str, lines.values()), strict=True)))
        return
    console.print("[green]The local stack is up.[/green]")
    for name, value in lines.items():
        console.print(f"{name:14}{value}", soft_wrap=True, highlight=False, markup=False)


@one_sentence
def down(as_json: AsJson = False) -> None:
    """Stop the local stack."""
    stopped = LocalStack(project_root()).stop()
    if as_json:
        print_json({"stopped": stopped})
    Console(stderr=True).print("The local stack is down." if stopped else "The local stack was not running.")


@one_sentence
def submit(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    exercise: ExerciseName = None,
    export: Annotated[bool, typer.Option("--export", help="Make a video with the skeleton on it.")] = False,
    angles: Annotated[bool, typer.Option("--angles", help="Label the joint angles in that video.")] = False,
    subject: Annotated[str | None, typer.Option(help="Where the person is: 0.35,0.3.")] = None,
    start: Annotated[float | None, typer.Option(help="Seconds from which to analyse.")] = None,
    end: Annotated[float | None, typer.Option(help="Seconds up to which to analyse.")] = None,
    reference: Annotated[
        str | None, typer.Option(help="Id of a reference movement to count and score by.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="lite, full or heavy.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the result and print it.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for the result files; waits for them.")] = None,
    as_json: AsJson = False,
    stack: StackName = None,
    other: OtherOptions = None,
) -> None:
    """Upload a video or a photo into the stack's bucket."""
    given = {
        "exercise": exercise,
        "export": str(export).lower(),
        "angles": str(angles).lower(),
        "subject": subject,
        "start-s": start,
        "end-s": end,
        "reference": reference,
        "model": model,
    }
    metadata = {name: str(value) for name, value in given.items() if value not in (None, "false")}
    metadata |= {name.replace("_", "-"): value for name, value in by_name(other).items()}
    options = AnalysisOptions.from_mapping(metadata)
    requested_exercise(options)
    if options.model is not None:
        find_model(options.model)
    deployed = connect(stack)
    if options.reference is not None and deployed.references.get(options.reference) is None:
        raise not_found()
    job_id = deployed.drop(file, metadata)
    console = Console(stderr=True)
    console.print(f"Dropped {file.name}; the job is {job_id}", soft_wrap=True)
    if wait or out is not None:
        _show(deployed, result_of(deployed, job_id, console), out, as_json=as_json)
        if stack is None and (address := _page_of(deployed, job_id)):
            console.print(f"In the page: {address}", soft_wrap=True, highlight=False)
    elif as_json:
        print_json({"job_id": job_id})


def _show(deployed: DeployedStack, document: ResultDocument, out: Path | None, *, as_json: bool) -> None:
    """Print a result, and save its files where that is asked for."""
    if out is not None:
        deployed.download(document, out)
    if as_json:
        print_json(document.model_dump(mode="json"))
    else:
        show_result(document, out)


@one_sentence
def status(
    job: Annotated[str | None, typer.Argument(help="Job id; none lists the latest jobs.")] = None,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Show how far jobs have come."""
    deployed, console = connect(stack), Console()
    if job is None:
        jobs = sorted(deployed.jobs.all(), key=lambda one: one.created_at, reverse=True)
        if as_json:
            print_json([_job_record(one) for one in jobs[:20]])
        else:
            console.print(_job_table(jobs[:20]))
        return
    found = deployed.jobs.get(job)
    if found is None:
        raise UnknownStackError(f"There is no job {job}; `formtrace status` lists the latest.")
    if as_json:
        print_json(_job_record(found))
    else:
        console.print(_job_table([found]))
        if found.status is JobStatus.COMPLETED:
            show_counted(console, deployed.result(job))
    if found.failure is not None:
        _fail(found)


@one_sentence
def logs(
    function: Annotated[str | None, typer.Argument(help=f"One of {', '.join(FUNCTIONS)}; all.")] = None,
    minutes: Annotated[int, typer.Option(min=1, help="How far to look back.")] = 60,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Print what the functions logged."""
    if function is not None and function not in FUNCTIONS:
        raise typer.BadParameter(f"Choose one of {', '.join(FUNCTIONS)}.")
    wanted = FUNCTIONS if function is None else (function,)
    since_ms = int((time.time() - 60 * minutes) * 1000)
    lines = connect(stack).logs(wanted, since_ms)
    if as_json:
        print_json([asdict(line) for line in lines])
        return
    for line in lines:
        moment = datetime.fromtimestamp(line.timestamp_ms / 1000).strftime("%H:%M:%S.%f")[:-3]
        typer.echo(f"{moment} {line.function:9} {line.text}")


def bring_up(stack: LocalStack, console: Console, *, developer: bool = False) -> Running:
    """Start the local stack, or bring a running one up to date."""
    with console.status("Starting MiniStack"):
        running = stack.start(preferred_port=PLAIN_PORT, developer=developer)
    with console.status("Building the layers"):
        stack.build()
    with console.status("Deploying"):
        stack.deploy()
    return running


def connect(name: str | None) -> DeployedStack:
    """The stack of that name on AWS; the local one for ``None``.

    Raises:
        MissingExtraError: the AWS SDK is not installed.
    """
    try:
        from formtrace.cli.deployed_stack import DeployedStack, LocalSession
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("boto3", "aws") from error
    if name is not None:
        return DeployedStack(name)
    running = LocalStack(project_root()).running
    if running is None:
        raise LocalStackError("The local stack is not running: run `formtrace up`.")
    return DeployedStack(LOCAL_STACK, LocalSession(running.endpoint, ACCOUNT, REGION))


def result_of(deployed: DeployedStack, job_id: str, console: Console) -> ResultDocument:
    """Wait for a job's result; end with the job's own sentence if it fails."""
    job = wait_for_end(deployed, job_id, console)
    if job.status is JobStatus.FAILED:
        _fail(job)
    return deployed.result(job_id)


def _page_of(deployed: DeployedStack, job_id: str) -> str | None:
    """Where the page of this checkout's stack shows a job."""
    local = LocalStack(project_root())
    if (running := local.running) is None:
        return None
    token = local_token(deployed.tokens, local.state_dir, datetime.now(UTC))
    return running.page(token=token, job=job_id)


def wait_for_end(deployed: DeployedStack, job_id: str, console: Console) -> Job:
    """Show a job's progress until it ends."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("waiting", total=None)
        arrived_by = time.monotonic() + _ARRIVAL_S
        while (job := deployed.jobs.get(job_id)) is None:
            if time.monotonic() > arrived_by:
                raise UnknownStackError("The upload started no job: look at `formtrace logs split`.")
            time.sleep(_POLL_S)
        while not job.status.is_final:
            done = job.rendered if job.status is JobStatus.RENDERING else job.posed
            progress.update(task, description=job.status, completed=len(done), total=job.chunks)
            time.sleep(_POLL_S)
            job = deployed.jobs.get(job_id) or job
    return job


def _job_record(job: Job) -> dict[str, Any]:
    """A job as ``--json`` prints it."""
    return {
        "job_id": job.job_id,
        "status": str(job.status),
        "progress": job.progress,
        "file": job.source.key.rpartition("/")[2],
        "received_at": job.created_at.isoformat(),
        "outcome": None if job.outcome is None else job.outcome.model_dump(mode="json"),
        "failure": None if job.failure is None else job.failure.model_dump(mode="json"),
    }


def _job_table(jobs: list[Job]) -> Table:
    table = Table()
    for column in ("Job", "Status", "File", "Received"):
        table.add_column(column, no_wrap=column == "Job")
    for job in jobs:
        received = job.created_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(job.job_id, job.progress, job.source.key.rpartition("/")[2], received)
    return table


def _fail(job: Job) -> None:
    """Say why a job failed, and end with an error."""
    if job.failure is not None:
        fail(job.failure.message, job.failure.code)
    raise typer.Exit(1)
