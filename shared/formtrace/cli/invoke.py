"""``formtrace invoke``: one function in a container, by ``sam local invoke``, on a job of the local stack."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import unquote_plus

import typer
from rich.console import Console

from formtrace.cli.containers import docker, image_with_endpoint, reachable
from formtrace.cli.local_stack import (
    ARCHITECTURE,
    LocalStack,
    LocalStackError,
    local_credentials,
    project_root,
)
from formtrace.cli.output import one_sentence
from formtrace.cli.stack import bring_up, connect, wait_for_end
from formtrace.cli.stack_names import FUNCTIONS

if TYPE_CHECKING:
    from formtrace.cli.deployed_stack import DeployedStack

LAMBDA_PYTHONS = ("3.12", "3.13", "3.14")
_JOB_ID = re.compile(r"job_id\W+(?:S\W+)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@one_sentence
def invoke(
    function: Annotated[str, typer.Argument(help=f"One of {', '.join(FUNCTIONS)}.")],
    event: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Default: the first of events/FUNCTION*.json."),
    ] = None,
) -> None:
    """Run one function in a container (sam local invoke), on a job of the local stack."""
    if function not in FUNCTIONS:
        raise typer.BadParameter(f"Choose one of {', '.join(FUNCTIONS)}.")
    docker("version")
    console, stack = Console(stderr=True), LocalStack(project_root())
    bring_up(stack, console)
    path = event or sorted((stack.root / "events").glob(f"{function}*.json"))[0]
    raise typer.Exit(invoke_in_container(stack, connect(None), function, path, console))


def invoke_in_container(
    stack: LocalStack, deployed: DeployedStack, function: str, event: Path, console: Console
) -> int:
    """Prepare what an event speaks of, and run ``sam local invoke``; return its exit code."""
    text, folder = event.read_text("utf-8"), stack.state_dir / "invoke"
    folder.mkdir(exist_ok=True)
    demo = stack.root / "build" / "demo" / "demo.mp4"
    if not demo.is_file():
        raise LocalStackError("The demo clip is not here: run `make setup`.")
    sample = photo_of(demo, folder / "photo.jpg") if function == "image" else demo
    for job_id in dict.fromkeys(_JOB_ID.findall(text)):
        ensure_job(deployed, job_id, sample, console)
    prepared = with_uploads(deployed, json.loads(text), demo)
    (folder / "event.json").write_text(json.dumps(prepared), encoding="utf-8")
    environment = {"Parameters": deployed.environment(function)}
    (folder / "env.json").write_text(json.dumps(environment), encoding="utf-8")
    return sam_local_invoke(stack, function, folder)


def ensure_job(deployed: DeployedStack, job_id: str, sample: Path, console: Console) -> None:
    """See that a job of that id has run, with every step of it."""
    if deployed.jobs.get(job_id) is None:
        console.print(f"Analysing {sample.name} as job {job_id}", soft_wrap=True)
        deployed.drop(sample, {"exercise": "jumping_jack", "export": "true"}, job_id)
    wait_for_end(deployed, job_id, console)


def photo_of(clip: Path, photo: Path) -> Path:
    """Write the first picture of a clip as a JPEG."""
    from formtrace.media.still import write_first_picture  # PyAV, which nothing else here needs

    write_first_picture(clip, photo)
    return photo


def with_uploads(deployed: DeployedStack, event: Any, clip: Path) -> Any:
    """Upload a clip where an event of S3 says that one was uploaded, and name it in the event."""
    from_eventbridge = event.get("detail-type") == "Object Created"
    records = (
        [event["detail"]] if from_eventbridge else [r["s3"] for r in event.get("Records", ()) if "s3" in r]
    )
    for record in records:
        described = record["object"]
        key = described["key"] if from_eventbridge else unquote_plus(described["key"])
        record["bucket"]["name"] = deployed.uploads_bucket
        described["etag" if from_eventbridge else "eTag"] = deployed.put(clip, key)
        described["sequencer"] = f"{time.time_ns():X}"  # that of an upload which no job has yet
    return event


def sam_local_invoke(stack: LocalStack, function: str, folder: Path) -> int:
    """Run SAM's command with the layers of a Python that Lambda has; return its exit code."""
    running = stack.running
    if running is None:
        raise LocalStackError("The local stack is not running: run `formtrace up`.")
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    version = here if here in LAMBDA_PYTHONS else "3.13"
    stack.build(version)
    base = f"public.ecr.aws/lambda/python:{version}-{ARCHITECTURE}"
    with reachable(running.port) as endpoint:
        command = [stack.sam, "local", "invoke", f"{function.title()}Function"]
        command += ["--template-file", str(stack.root / "template.yaml"), "--skip-pull-image"]
        command += ["--invoke-image", image_with_endpoint(base, endpoint)]
        command += ["--event", str(folder / "event.json"), "--env-vars", str(folder / "env.json")]
        command += ["--parameter-overrides", f"Architecture={ARCHITECTURE}", f"Runtime=python{version}"]
        environment = os.environ | local_credentials(running.endpoint)
        return subprocess.run(command, env=environment, cwd=stack.root, check=False).returncode
