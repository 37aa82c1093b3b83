"""``python -m benchmarks.load``: many requests at once to the HTTP API of a local stack; what goes wrong.

First ``--creations`` jobs are made, all requests sent at the same moment; then the jobs are looked at
``--polls`` times, ``--listeners`` clients at a time; then each job has to be in the list, once.
With ``--endpoint`` and ``--token`` a stack that is up already is asked, on AWS too; otherwise a stack of its
own is started, which takes half a minute.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from benchmarks.tables import table
from formtrace.cli.deployed_stack import DeployedStack, LocalSession
from formtrace.cli.local_stack import ACCOUNT, REGION, LocalStack, project_root
from formtrace.cli.local_token import local_token
from formtrace.cli.stack import LOCAL_STACK

_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Target:
    """The API to load, and the token to do it with."""

    endpoint: str
    token: str

    def call(self, method: str, path: str, body: dict[str, object] | None = None) -> tuple[int, bytes]:
        """Status and body; 0 where there was no answer."""
        parts = urlsplit(self.endpoint)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.netloc, timeout=_TIMEOUT_S)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException) as error:
            return 0, str(error).encode()
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Load:
    """What one kind of request did."""

    name: str
    seconds: float
    latencies_s: Sequence[float]
    statuses: Counter[int]
    bodies: Sequence[bytes]

    def row(self) -> tuple[object, ...]:
        """The line of the table."""
        p50, p95 = np.percentile(self.latencies_s, (50, 95)) * 1000
        count = len(self.latencies_s)
        wrong = sum(number for status, number in self.statuses.items() if status >= 400 or status == 0)
        return (self.name, count, round(count / self.seconds), round(p50), round(p95),
                round(max(self.latencies_s) * 1000), wrong)  # fmt: skip


HEADER = ("requests", "number", "per s", "p50 ms", "p95 ms", "max ms", "errors")


def measure(name: str, calls: Sequence[Callable[[], tuple[int, bytes]]], at_once: int) -> Load:
    """Make the calls, ``at_once`` at a time, the first of them at the same moment."""
    gate = threading.Barrier(at_once)
    started = threading.local()

    def timed(call: Callable[[], tuple[int, bytes]]) -> tuple[float, int, bytes]:
        if not hasattr(started, "yes"):
            started.yes = True
            gate.wait()
        since = time.perf_counter()
        status, body = call()
        return time.perf_counter() - since, status, body

    since = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        done = list(pool.map(timed, calls))
    return Load(
        name,
        time.perf_counter() - since,
        [latency for latency, _, _ in done],
        Counter(status for _, status, _ in done),
        [body for _, _, body in done],
    )


def load(target: Target, creations: int, polls: int, listeners: int) -> tuple[list[Load], int]:
    """Create, poll and list; what was measured, and how many jobs were lost."""
    made = measure(
        "POST /v1/jobs",
        [lambda: target.call("POST", "/v1/jobs", {"exercise": "squat"})] * creations,
        creations,
    )
    ids = [str(json.loads(body)["job_id"]) for body in made.bodies if b"job_id" in body]
    asked = [ids[number % len(ids)] for number in range(polls)]
    polled = measure(
        "GET /v1/jobs/{id}", [lambda i=i: target.call("GET", f"/v1/jobs/{i}") for i in asked], listeners
    )
    listed = Counter(_listed(target))
    return [made, polled], creations - sum(listed[job_id] == 1 for job_id in set(ids))


def _listed(target: Target) -> Iterator[str]:
    cursor = ""
    while True:
        page = json.loads(target.call("GET", f"/v1/jobs?limit=100{cursor}")[1])
        yield from (str(job["job_id"]) for job in page["jobs"])
        if page["next_cursor"] is None:
            return
        cursor = f"&cursor={page['next_cursor']}"


@contextmanager
def own_stack() -> Iterator[Target]:
    """A fresh local stack."""
    with tempfile.TemporaryDirectory(prefix="formtrace-load-") as folder:
        local = LocalStack(project_root(), Path(folder))
        running = local.start()
        try:
            local.build()
            local.deploy()
            deployed = DeployedStack(LOCAL_STACK, LocalSession(running.endpoint, ACCOUNT, REGION))
            yield Target(running.endpoint, local_token(deployed.tokens, Path(folder), datetime.now(UTC)))
        finally:
            local.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--creations", type=int, default=200)
    parser.add_argument("--polls", type=int, default=2000)
    parser.add_argument("--listeners", type=int, default=50)
    parser.add_argument("--endpoint")
    parser.add_argument("--token")
    given = parser.parse_args(arguments)
    if given.endpoint:
        loads, lost = load(Target(given.endpoint, given.token), given.creations, given.polls, given.listeners)
    else:
        with own_stack() as target:
            loads, lost = load(target, given.creations, given.polls, given.listeners)
    print(table(HEADER, [one.row() for one in loads]))
    print(f"jobs lost: {lost}")
    wrong = sum(number for one in loads for status, number in one.statuses.items() if not 200 <= status < 300)
    return 1 if lost or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
