"""The emulator is ended in the midst of the work of :mod:`benchmarks.faults`, and started again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formtrace.workflow.jobs import JobStatus
from tests.support.stack import Stack

_SAVED_S = 120.0
"""MiniStack writes its tables, queues and functions when it is asked to end; objects, when they are put."""


@dataclass(frozen=True)
class Restart:
    """What there was before, and what became of it.

    Attributes:
        kept: objects of the buckets for uploads and results, and records of jobs, before.
        lost: those of them that are not there, or differ, after it.
        cut_off: jobs whose execution or first step ended with the emulator.
        unheard: uploads whose event ended with it.
    """

    kept: int
    lost: tuple[str, ...]
    cut_off: int
    unheard: int


def kept_in(folder: Path) -> dict[str, str]:
    """Environment that makes MiniStack keep in a folder what it has."""
    return {
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "objects"),
    }


def restart(stack: Stack, environment: Mapping[str, str], uploads: Collection[str]) -> Restart:
    """End the emulator and every function in it, start it again, and take up what was cut off.

    Messages and executions live in MiniStack's memory alone, where AWS keeps them. So what AWS would do about
    them is done here: ``fail`` hears of what ended, and uploads that no job knows are put again.

    Args:
        stack: the running stack; it has the same address afterwards.
        environment: as it was started with.
        uploads: the keys of all uploads so far.
    """
    before = _contents(stack)
    running = stack.local.running
    assert running is not None
    _end(running.pid)
    stack.local.start(environment, preferred_port=running.port)
    assert stack.endpoint == running.endpoint
    after = _contents(stack)
    open_jobs = [job for job in stack.deployed.jobs.all() if not job.status.is_final]
    for job in open_jobs:
        while not stack.deployed.invoke("fail", _invocation_ended(job.job_id)):
            time.sleep(0.2)
    known = {job.source.key for job in stack.deployed.jobs.all()}
    unheard = [key for key in uploads if key not in known]
    for key in unheard:
        _put_again(stack, key)
    lost = tuple(name for name, what in before.items() if not _is_kept(what, after.get(name)))
    return Restart(len(before), lost, len(open_jobs), len(unheard))


def _contents(stack: Stack) -> dict[str, Any]:
    """What must outlive a restart: objects by their tags, and the records of jobs that have ended."""
    found: dict[str, Any] = {}
    for job in stack.deployed.jobs.all():
        found[f"record of {job.job_id}"] = job.status
        if job.status.is_final:
            found |= _objects(stack, stack.deployed.results_bucket, f"jobs/{job.job_id}/")
    return found | _objects(stack, stack.deployed.uploads_bucket, "")


def _is_kept(before: Any, after: Any) -> bool:
    """Whether it is there as it was; a job that had not ended may have since."""
    is_open = isinstance(before, JobStatus) and not before.is_final
    return after is not None if is_open else bool(after == before)


def _objects(stack: Stack, bucket: str, prefix: str) -> dict[str, Any]:
    pages = stack.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {f"{bucket}/{item['Key']}": item["ETag"] for page in pages for item in page.get("Contents", ())}


def _end(pid: int) -> None:
    """Ask MiniStack to end, and kill what it ran."""
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _SAVED_S
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _invocation_ended(job_id: str) -> dict[str, Any]:
    return {"requestPayload": {"job_id": job_id}, "responsePayload": {"errorType": "Runtime.ExitError"}}


def _put_again(stack: Stack, key: str) -> None:
    """A put is an event."""
    bucket = stack.deployed.uploads_bucket
    found = stack.s3.get_object(Bucket=bucket, Key=key)
    stack.put(key, found["Body"].read(), **found["Metadata"])
