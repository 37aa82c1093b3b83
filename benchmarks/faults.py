"""``python -m benchmarks.faults``: many jobs through a local stack in which calls and functions fail.

First one job of each kind runs in a calm stack; then ``--jobs`` of them in one where ``--share`` of the
calls of functions to services fail for good (throttled, refused with a server error, done but the answer
lost, slow) and as many invocations (killed before or after the work, timed out, throttled). Processes of
functions are killed at random, and of every hundredth video the chunks are deleted. Halfway the emulator
itself is ended and started again. What failed is run again in the end, as by ``formtrace retry``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.restart import Restart, kept_in, restart
from benchmarks.tables import table
from formtrace.cli.local_stack import LocalStack, project_root
from formtrace.cli.retry import retry_dead_letters
from formtrace.workflow.jobs import Job, JobStatus
from formtrace.workflow.retry import retry
from tests.support import clips
from tests.support.stack import Stack

_SHORTER = {"SFN_WAIT_SCALE": "0.02", "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.2", "AUTH": "true"}
_AT_ONCE = 8
_WAIT_S = 900.0
_PATIENCE_S = 60.0
_QUIET_S = 20.0
_VOLATILE = ("job_id", "timings")


@dataclass(frozen=True)
class Kind:
    """A kind of job: what is uploaded, and with which options."""

    name: str
    content: bytes
    options: Mapping[str, str]

    def key(self, number: int) -> str:
        return f"squat/{self.name}-{number}{'.png' if self.name == 'photo' else '.mp4'}"


def kinds() -> list[Kind]:
    """Three videos and a photo, as small as can be."""
    one, two = clips.video(frames=12), clips.video(frames=40)
    return [
        Kind("short", one, {}),
        Kind("two-chunks", two, {"chunk-s": "0.5"}),
        Kind("overlay", one, {"export": "true"}),
        Kind("photo", clips.photo(), {}),
    ]


@dataclass
class Outcome:
    """What came of a run."""

    jobs: dict[str, tuple[Kind, Job]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    different: int = 0
    retried: int = 0
    failed_after_retries: Counter[str] = field(default_factory=Counter)
    announced: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    chunks_deleted: set[str] = field(default_factory=set)
    dead_letters: int = 0
    restarted: Restart | None = None


@contextmanager
def running(folder: Path, environment: Mapping[str, str]) -> Iterator[Stack]:
    """A stack of its own."""
    local = LocalStack(project_root(), folder)
    local.start(environment)
    try:
        local.build()
        local.deploy({"ModelVariant": "lite"})
        yield Stack(local)
    finally:
        local.stop()


def result_of(stack: Stack, job_id: str) -> tuple[Any, bytes]:
    """What must be the same in both runs: the document and the keypoints."""
    document = json.loads(stack.read_result(job_id, "result.json"))
    known = {name: value for name, value in document.items() if name not in _VOLATILE}
    return known, stack.read_result(job_id, "keypoints.npz")


def calm(folder: Path, made: list[Kind]) -> dict[str, tuple[Any, bytes]]:
    """The right results, by kind."""
    with running(folder, _SHORTER) as stack:
        jobs = {kind.name: stack.drop(kind.key(0), kind.content, **kind.options) for kind in made}
        assert all(job.status is JobStatus.COMPLETED for job in jobs.values()), jobs
        return {name: result_of(stack, job.job_id) for name, job in jobs.items()}


def troubled(
    stack: Stack, made: list[Kind], count: int, seed: int, environment: Mapping[str, str]
) -> Outcome:
    """Run the jobs amid faults, then run again what failed; say what came of it."""
    outcome, chance = Outcome(), random.Random(seed)
    listen = _listener(stack)
    _give_fail_its_dead_letters(stack)
    stopped = threading.Event()
    killer = threading.Thread(target=_kill_now_and_then, args=(stack, outcome, stopped, chance.random()))
    killer.start()
    try:
        _run(stack, made, range(count // 2), outcome, chance)
        outcome.faults = faults_seen(stack)
        dropped = [made[number % len(made)].key(number) for number in range(count // 2)]
        outcome.restarted = restart(stack, environment, dropped)
        _run(stack, made, range(count // 2, count), outcome, chance)
        _wait(stack, outcome, made, count)
    finally:
        stopped.set()
        killer.join()
    outcome.dead_letters = sum(retry_dead_letters(stack.deployed).values())
    _wait(stack, outcome, made, count)
    outcome.failed = _failures(outcome)
    _retry_all(stack, outcome)
    outcome.failed_after_retries = _failures(outcome)
    _hear_all(outcome, listen)
    outcome.dead_letters += sum(retry_dead_letters(stack.deployed).values())
    _hear_all(outcome, listen)
    return outcome


def _hear_all(outcome: Outcome, listen: Callable[[Counter[tuple[str, str]]], None]) -> None:
    """Listen until each job's end was announced, or nothing was for a while."""
    deadline, before = time.monotonic() + _QUIET_S, -1
    while time.monotonic() < deadline:
        listen(outcome.announced)
        heard = len({job_id for job_id, _ in outcome.announced})
        if heard == len(outcome.jobs):
            return
        if heard != before:
            before, deadline = heard, time.monotonic() + _QUIET_S
        time.sleep(0.5)


def _run(stack: Stack, made: list[Kind], numbers: range, outcome: Outcome, chance: random.Random) -> None:
    """Drop jobs, a few at a time."""
    for number in numbers:
        kind = made[number % len(made)]
        stack.put(kind.key(number), kind.content, **kind.options)
        if chance.random() < 0.01:
            threading.Thread(target=_delete_a_chunk, args=(stack, kind.key(number), outcome)).start()
        deadline = time.monotonic() + _PATIENCE_S  # some may wait for an operator, and for the end of all
        while number + 1 - _ended(stack) > _AT_ONCE and time.monotonic() < deadline:
            time.sleep(0.5)


def _ended(stack: Stack) -> int:
    return sum(job.status.is_final for job in stack.deployed.jobs.all())


def _wait(stack: Stack, outcome: Outcome, made: list[Kind], count: int) -> None:
    """Until all jobs are terminal, or nothing has changed for long."""
    by_key = {kind.key(number): kind for number in range(count) for kind in [made[number % len(made)]]}
    deadline, last = time.monotonic() + _WAIT_S / 5, -1
    while time.monotonic() < deadline:
        jobs = [job for job in stack.deployed.jobs.all() if job.source.key in by_key]
        done = sum(job.status.is_final for job in jobs)
        heard_of = {job.source.key for job in jobs}  # what was put again after a restart may be two jobs
        if len(heard_of) == count and done == len(jobs):
            break
        if done != last:
            last, deadline = done, time.monotonic() + _WAIT_S / 5
        time.sleep(0.5)
    outcome.jobs = {job.source.key: (by_key[job.source.key], job) for job in jobs if job.status.is_final}
    outcome.lost = count - len(outcome.jobs)


def _failures(outcome: Outcome) -> Counter[str]:
    return Counter(job.failure.code for _, job in outcome.jobs.values() if job.failure)


def _retry_all(stack: Stack, outcome: Outcome) -> None:
    """Run failed jobs again, as an operator does, up to five times each."""
    for _ in range(5):
        failed = [key for key, (_, job) in outcome.jobs.items() if job.status is JobStatus.FAILED]
        for key in failed:
            retry(stack.deployed.retries, outcome.jobs[key][1].job_id)
            outcome.retried += 1
        for key in failed:
            kind, job = outcome.jobs[key]
            outcome.jobs[key] = kind, stack.ended(job.job_id, _WAIT_S)


def compare(stack: Stack, outcome: Outcome, right: Mapping[str, tuple[Any, bytes]]) -> None:
    """Count the results that differ from those of a calm run."""
    for kind, job in outcome.jobs.values():
        if job.status is JobStatus.COMPLETED:
            outcome.different += result_of(stack, job.job_id) != right[kind.name]


def _kill_now_and_then(stack: Stack, outcome: Outcome, stopped: threading.Event, seed: float) -> None:
    """Kill a process of a function twice a minute or so."""
    chance = random.Random(seed)
    while not stopped.wait(chance.uniform(15, 45)):
        processes = _functions_of(stack)
        if processes:
            os.kill(chance.choice(processes), signal.SIGKILL)
            outcome.killed += 1


def _functions_of(stack: Stack) -> list[int]:
    running_ = stack.local.running
    if running_ is None:  # it is being started again
        return []
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command, status = (entry / "cmdline").read_bytes(), (entry / "stat").read_text()
        except OSError:
            continue
        group = int(status.rpartition(")")[2].split()[2])
        if entry.name.isdigit() and b"awslambdaric" in command and group == os.getpgid(running_.pid):
            found.append(int(entry.name))
    return found


def _delete_a_chunk(stack: Stack, key: str, outcome: Outcome) -> None:
    """Delete a job's first chunk as soon as it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job = stack.job_of(key)
        if job is not None and job.status in (JobStatus.ANALYSING, JobStatus.COMPLETED, JobStatus.FAILED):
            stack.deployed.objects.delete_all(stack.work_bucket, f"jobs/{job.job_id}/chunks/")
            outcome.chunks_deleted.add(key)
            return
        time.sleep(0.05)


def _give_fail_its_dead_letters(stack: Stack) -> None:
    """MiniStack's CloudFormation leaves this property of the template out."""
    queue = {"TargetArn": stack.arn_of_queue("DeadLetterQueueUrl")}
    stack.lambda_.update_function_configuration(FunctionName="formtrace-fail", DeadLetterConfig=queue)


def _listener(stack: Stack) -> Any:
    """Hear the stack's events; returns what counts them by job and end."""
    sqs, bus = stack.session.client("sqs"), stack.session.client("events")
    url = sqs.create_queue(QueueName="ends")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus.put_rule(Name="ends", EventPattern=json.dumps({"source": ["formtrace"]}), State="ENABLED")
    bus.put_targets(Rule="ends", Targets=[{"Id": "queue", "Arn": arn}])

    def count(into: Counter[tuple[str, str]]) -> None:
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                detail = json.loads(message["Body"])["detail"]
                into[detail["job_id"], detail["ended_at"]] += 1
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    return count


def report(outcome: Outcome, count: int) -> str:
    """The figures."""
    jobs = [job for _, job in outcome.jobs.values()]
    ends, again = Counter(job_id for job_id, _ in outcome.announced), outcome.restarted
    assert again is not None
    more = sum(ends[job.job_id] > job.attempts for job in jobs)
    unheard = sum(not ends[job.job_id] for job in jobs)
    rows = [
        ("jobs", count),
        ("terminal", len(jobs)),
        ("lost", outcome.lost),
        ("calls and invocations that failed", sum(outcome.faults.values())),
        ("processes killed", outcome.killed),
        ("chunks deleted", len(outcome.chunks_deleted)),
        ("objects and records before the restart, lost by it", f"{again.kept}, {len(again.lost)}"),
        ("cut off by the restart, not heard of before it", f"{again.cut_off}, {again.unheard}"),
        ("completed without an operator", len(jobs) - sum(outcome.failed.values())),
        ("failed at first", dict(outcome.failed)),
        ("dead letters", outcome.dead_letters),
        ("retries by the operator", outcome.retried),
        ("failed in the end", dict(outcome.failed_after_retries)),
        ("results that differ from a calm run's", outcome.different),
        ("jobs with more ends announced than attempts", more),
        ("jobs whose end was not announced", unheard),
        ("announcements repeated under the same id", sum(n - 1 for n in outcome.announced.values())),
    ]
    return table(("", "number"), rows)


def faults_seen(stack: Stack) -> Counter[str]:
    """How many calls and invocations have failed on purpose."""
    with urllib.request.urlopen(f"{stack.endpoint}/_faults") as answer:
        return Counter(json.loads(answer.read()))


def measure(count: int, share: float, seed: int, folder: Path) -> Outcome:
    """Both runs, compared."""
    made = kinds()
    right = calm(folder / "calm", made)
    environment = _SHORTER | {"LOCAL_FAULTS": f"{share},{seed}"} | kept_in(folder / "kept")
    with running(folder / "troubled", environment) as stack:
        outcome = troubled(stack, made, count, seed, environment)
        outcome.faults += faults_seen(stack)
        compare(stack, outcome, right)
    return outcome


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.faults", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = measure(wanted.jobs, wanted.share, wanted.seed, Path(folder))
    print(report(outcome, wanted.jobs))
    print(", ".join(f"{count} x {kind}" for kind, count in outcome.faults.most_common()))
    lost = outcome.lost or outcome.restarted is None or outcome.restarted.lost
    sys.exit(1 if lost or outcome.different else 0)


if __name__ == "__main__":
    main()
