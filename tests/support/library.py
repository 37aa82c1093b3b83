"""Analyses of some weeks, behind the product's own API in memory, for the page."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from formtrace.access.tokens import token_id_of
from formtrace.reference.thumbnail import draw_thumbnail
from formtrace.results.document import ResultDocument
from formtrace.results.files import read_keypoints
from formtrace.workflow.jobs import Job, JobLabels, JobOutcome, JobStatus, ObjectRef
from tests.support.memory import UPLOADS
from tests.unit.http.conftest import World

STORAGE = "https://storage.test/"
START = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)


@dataclass
class Library:
    """Jobs of one token.

    Attributes:
        played: the job that the stub of the page plays itself.
        makes_jobs: take uploads, too.
        refused: says which part of a file is not taken now.
        asked: what the page asked for, a method and an address each.
        sent: the parts that were sent, by number.
    """

    world: World
    result: Path
    played: str = ""
    makes_jobs: bool = False
    refused: Callable[[int], bool] = lambda _: False
    sent: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, week: int, outcome: JobOutcome | None = None, job_id: str = "", **fields: Any) -> str:
        """A job, completed if there is an outcome, with the thumbnail of the result if it says so."""
        job_id = job_id or f"00000000-0000-4000-8000-{week:012d}"
        at = START + timedelta(weeks=week)
        kept = {
            "status": JobStatus.COMPLETED if outcome else JobStatus.ANALYSING,
            "source": ObjectRef(bucket=UPLOADS, key=f"jobs/{job_id}/clip {week}.mp4"),
            **fields,
        }
        owner = token_id_of(self.world.token)
        job = Job(
            job_id=job_id, owner=owner, created_at=at, updated_at=at, outcome=outcome, kind="video", **kept
        )
        self.world.memory.jobs.create(job)
        files, objects = self.world.memory.services.files(job_id), self.world.memory.objects
        if outcome is not None:
            objects.write(files.result(), (self.result / "result.json").read_bytes())
        if outcome is not None and outcome.thumbnail:
            objects.write(files.thumbnail, self._picture())
        return job_id

    def add_weeks(self) -> None:
        """Six weeks of squats that get better, other exercises, and jobs that are not completed."""
        for week in range(6):
            labels = JobLabels(
                name="Before the race" if week == 5 else "",
                tags=("anna", "knee") if week % 2 else ("anna",),
                notes="No pain on the left side.\nSlept badly." if week == 5 else "",
            )
            self.add(week, squats(week), labels=labels)
        plank = JobOutcome(exercise="plank", unit="seconds", count=40, score=88.0, grade="B", thumbnail=True)
        self.add(7, plank)
        self.add(8, plank.model_copy(update={"count": 52}))
        self.add(9, status=JobStatus.AWAITING_UPLOAD)
        self.add(10)

    def complete(self, job_id: str) -> None:
        """End a job with the result."""
        files, objects = self.world.memory.services.files(job_id), self.world.memory.objects
        for path in filter(Path.is_file, self.result.rglob("*")):
            objects.write(files.result(path.relative_to(self.result).as_posix()), path.read_bytes())
        self.world.memory.jobs.advance(job_id, JobStatus.COMPLETED, outcome=squats(0))

    def answer(self, method: str, address: str, body: bytes) -> tuple[int, str, bytes] | None:
        """The API's answer, as :class:`~tests.support.page_stub.Plot` wants it."""
        path = address.partition("?")[0]
        if path.startswith("/storage/"):
            return self._storage(method, unquote_plus(address), body)
        _, _, of_jobs = path.partition("/v1/jobs")
        job_id = of_jobs.strip("/").partition("/")[0]
        is_known = job_id in self.world.memory.jobs.records and "/files/" not in path
        is_own = job_id != "" and job_id == self.played and (method == "GET" or "/shares" in path)
        if is_own or not (path == "/v1/trends" or (path == "/v1/jobs" and self.takes(method)) or is_known):
            return None
        self.asked.append(f"{method} {address}")
        with self.lock:  # the application answers one request at a time, as in Lambda
            found = self.world.call(method, unquote_plus(address), json.loads(body) if body else None)
        content = found.body.replace(STORAGE.encode(), b"/storage/")
        return found.status, found.headers.get("content-type", ""), content

    def takes(self, method: str) -> bool:
        """Whether the list, or a new job, is this API's and not the stub's."""
        return method == "GET" or self.makes_jobs

    def _storage(self, method: str, address: str, body: bytes) -> tuple[int, str, bytes]:
        """An object, or a part of one that is sent."""
        place, _, query = address.partition("?")
        if method == "PUT":
            number = int(query.removeprefix("part="))
            self.sent.append(number)
            if self.refused(number):
                return 503, "text/plain", b""
            (begun,) = self.world.memory.parts.values()
            begun[number] = body
            return 200, "text/plain", b""
        bucket, _, key = place.removeprefix("/storage/").partition("/")
        return 200, "application/octet-stream", self.world.memory.objects.content[bucket, key]

    def _picture(self) -> bytes:
        document = ResultDocument.model_validate_json((self.result / "result.json").read_text())
        motion = read_keypoints(self.result / "keypoints.npz", document.media.width / document.media.height)
        return draw_thumbnail(motion, (document.reps[0].start_s, document.reps[0].end_s))


def squats(week: int) -> JobOutcome:
    """A set of squats that is better every week."""
    score = 72.0 + 4 * week
    return JobOutcome(
        exercise="squat",
        unit="reps",
        count=5 + week,
        score=score,
        grade="A" if score >= 90 else "B" if score >= 80 else "C",
        duration_s=30,
        rom_deg=80.0 + 3 * week,
        eccentric_s=1.0 + 0.1 * week,
        pause_s=0.2,
        concentric_s=1.1 - 0.05 * week,
        thumbnail=True,
    )
