"""Searches in a token's jobs, and what changed from one to the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from formtrace.access.tokens import token_id_of
from formtrace.http import job_lists
from formtrace.workflow.jobs import Job, JobLabels, JobOutcome, JobStatus, ObjectRef
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem

START = datetime(2026, 3, 1, tzinfo=UTC)


def add(world: World, day: int, outcome: JobOutcome | None = None, **fields: Any) -> str:
    """A job of the world's token, completed if there is an outcome."""
    job_id = f"00000000-0000-4000-8000-{day:012d}"
    at = START + timedelta(days=day)
    job = Job(
        job_id=job_id,
        status=JobStatus.COMPLETED if outcome else JobStatus.ANALYSING,
        source=ObjectRef(bucket="uploads", key=f"jobs/{job_id}/clip {day}.mp4"),
        owner=token_id_of(world.token),
        created_at=at,
        updated_at=at,
        outcome=outcome,
        **fields,
    )
    world.memory.jobs.create(job)
    return job_id


def squats(count: int, **more: Any) -> JobOutcome:
    return JobOutcome(exercise="squat", unit="reps", count=count, **more)


def listed(world: World, query: str) -> list[str]:
    return [one["job_id"] for one in world.call("GET", f"/v1/jobs?{query}").json["jobs"]]


def test_jobs_are_found_by_exercise_tag_state_and_words(world: World) -> None:
    first = add(world, 1, squats(3), labels=JobLabels(name="Left Knee", tags=("anna",), notes="No pain"))
    second = add(world, 2, JobOutcome(exercise="lunge", unit="reps"), labels=JobLabels(tags=("anna", "ben")))
    third = add(world, 3)
    assert listed(world, "exercise=squat") == [first]
    assert listed(world, "tag=anna") == [second, first]
    assert listed(world, "tag=ann") == []
    assert listed(world, "status=analysing") == [third]
    assert listed(world, "q=PAIN knee") == [first]
    assert listed(world, "q=clip 3") == [third]
    assert listed(world, "q=knee&exercise=lunge") == []
    problem(world.call("GET", "/v1/jobs?status=lost"), 400, "invalid_request")


def test_a_search_misses_none_and_repeats_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_lists, "_BATCH", 4)
    jobs = [add(world, day, squats(day) if day % 3 == 0 else None) for day in range(1, 30)]
    wanted = [job for day, job in enumerate(jobs, 1) if day % 3 == 0][::-1]
    found: list[str] = []
    cursor = ""
    for _ in range(10):
        page = world.call("GET", f"/v1/jobs?exercise=squat&limit=2{cursor}").json
        found += [one["job_id"] for one in page["jobs"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == wanted


def test_a_search_without_an_end_goes_on_with_its_cursor(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_lists, "_BATCH", 1)
    oldest = add(world, 0, squats(1))
    for day in range(1, 15):
        add(world, day)
    page = world.call("GET", "/v1/jobs?exercise=squat").json
    assert page["jobs"] == []
    assert listed(world, f"exercise=squat&cursor={page['next_cursor']}") == [oldest]


def test_trends_are_in_order_and_count_a_video_once(world: World) -> None:
    add(world, 1, squats(3, score=70.0, rom_deg=80.0, eccentric_s=1.0, pause_s=0.1, concentric_s=0.9))
    second = add(world, 2, squats(5, score=90.0))
    add(world, 3, squats(6, score=91.0), recount_of=second)
    add(world, 4, JobOutcome(exercise="plank", unit="seconds", count=30))
    add(world, 5)
    add(world, 6, JobOutcome())
    trends = {one["exercise"]: one["points"] for one in world.call("GET", "/v1/trends").json["trends"]}
    assert list(trends) == ["squat", "plank"]
    assert [point["outcome"]["count"] for point in trends["squat"]] == [3, 6]
    assert trends["squat"][0]["outcome"]["rom_deg"] == 80.0
    assert trends["squat"][0]["created_at"].startswith("2026-03-02")
    (only,) = world.call("GET", "/v1/trends?exercise=plank").json["trends"]
    assert only["points"][0]["outcome"]["unit"] == "seconds"
    assert world.call("GET", "/v1/trends", token=world.new_token()).json == {"trends": []}
