"""Another result of the same video: the real steps, all around them in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from formtrace.http import waiting
from formtrace.workflow.aggregate import aggregate
from formtrace.workflow.jobs import JobStatus
from tests.support.memory import RESULTS, WORK
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem
from tests.unit.http.test_references import document, run


@pytest.fixture
def job_id(world: World, tmp_path: Path) -> str:
    """A completed job of three squats; what recounts it is there, too."""
    made: str = world.call("POST", "/v1/jobs", {"exercise": "lunge", "locale": "fr"}).json["job_id"]
    assert run(world, made) is JobStatus.COMPLETED
    world.memory.recounts.work = lambda job_id: aggregate(world.memory.services, job_id, tmp_path)
    return made


def recount(world: World, job_id: str, **options: Any) -> Any:
    return world.call("POST", f"/v1/jobs/{job_id}/recount", options)


def test_a_recount_is_a_job_with_a_result_of_its_own(world: World, job_id: str) -> None:
    made = recount(world, job_id, exercise="squat")
    assert made.status == 201
    counted = made.json
    assert made.headers["location"] == f"/v1/jobs/{counted['job_id']}" == counted["links"]["self"]
    assert (counted["status"], counted["recount_of"]) == ("completed", job_id)
    assert counted["options"] == {"exercise": "squat", "locale": "fr"}
    assert counted["outcome"]["count"] == 3
    result = world.call("GET", counted["links"]["result"]).json
    assert (result["job_id"], result["exercise"], result["count"]) == (counted["job_id"], "squat", 3)
    assert world.call("GET", counted["links"]["messages"]).json["done"]
    assert document(world, job_id)["exercise"] == "lunge"


def test_the_result_is_the_one_of_a_new_analysis(world: World, job_id: str) -> None:
    again = recount(world, job_id, exercise="squat").json["job_id"]
    fresh = world.call("POST", "/v1/jobs", {"exercise": "squat", "locale": "fr"}).json["job_id"]
    run(world, fresh)
    apart = {"job_id": None, "timings": None}
    assert document(world, again) | apart == document(world, fresh) | apart
    for name in ("keypoints.npz", "angles.csv", "signal.npz"):
        ours, theirs = (world.memory.objects.content[RESULTS, f"jobs/{one}/{name}"] for one in (again, fresh))
        assert ours == theirs


def test_the_same_options_are_the_same_job(world: World, job_id: str) -> None:
    first = recount(world, job_id, exercise="squat")
    again = recount(world, job_id, Exercise="Squats")
    assert (first.status, again.status) == (201, 200)
    assert again.json["job_id"] == first.json["job_id"]
    assert world.memory.recounts.submitted == [first.json["job_id"]]
    other = recount(world, job_id, exercise="squat", minGrade="A")
    assert other.json["job_id"] != first.json["job_id"]


def test_a_recount_can_be_recounted(world: World, job_id: str) -> None:
    first = recount(world, job_id, exercise="squat").json
    second = recount(world, first["job_id"], exercise="squat", difficulty="hard").json
    assert second["recount_of"] == job_id
    assert recount(world, job_id, exercise="squat", difficulty="hard").json["job_id"] == second["job_id"]


def test_another_person_can_be_followed(world: World, job_id: str) -> None:
    tapped = recount(world, job_id, subject=[0.2, 0.5], subjectS=3.5).json
    assert (tapped["options"]["subject"], tapped["options"]["subject_s"]) == ([0.2, 0.5], 3.5)
    again = recount(world, tapped["job_id"], subject=[0.7, 0.5]).json
    assert again["options"]["subject"] == [0.7, 0.5]
    assert "subject_s" not in again["options"], "the moment belongs to the place"


def test_what_would_take_another_analysis_is_refused(world: World, job_id: str) -> None:
    for options in ({"model": "lite"}, {"startS": 1}, {"endS": 2}):
        found = problem(recount(world, job_id, **options), 422, "invalid_options")
        assert found["detail"].endswith("make a new job to change it.")
    problem(recount(world, job_id, exercise="juggling"), 422, "invalid_exercise")
    problem(recount(world, job_id, exercise="squat", reference="x"), 422, "invalid_options")
    assert recount(world, job_id, exercise=None).json["options"] == {"locale": "fr", "keypoints": True}


def test_what_is_not_there_cannot_be_recounted(world: World, job_id: str) -> None:
    waiting_job = world.call("POST", "/v1/jobs", {}).json["job_id"]
    problem(recount(world, waiting_job), 409, "job_not_finished")
    problem(
        world.call("POST", f"/v1/jobs/{job_id}/recount", {}, token=world.new_token()), 404, "job_not_found"
    )
    del world.memory.objects.content[RESULTS, f"jobs/{job_id}/internal/tracks.npz"]
    problem(recount(world, job_id, exercise="squat"), 404, "file_not_found")


def test_a_recount_that_takes_long_is_answered_before_the_request_times_out(
    world: World, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "WAIT_S", 0.0)
    world.memory.recounts.work = lambda job_id: None
    answer = recount(world, job_id, exercise="squat")
    assert (answer.status, answer.json["status"]) == (202, "received")
    assert waiting.WAIT_S < 25


def test_deleting_a_recount_leaves_the_source(world: World, job_id: str) -> None:
    source = world.memory.jobs.records[job_id].source
    world.memory.objects.content[source.bucket, source.key] = b"video"
    counted = recount(world, job_id, exercise="squat").json
    assert world.call("DELETE", counted["links"]["self"]).status == 204
    assert (source.bucket, source.key) in world.memory.objects.content
    assert recount(world, job_id, exercise="squat").status == 201


def test_a_recount_that_fails_ends_with_its_reason(world: World, job_id: str) -> None:
    path = (RESULTS, f"jobs/{job_id}/internal/manifest.json")
    kept = world.memory.objects.content[path]
    world.memory.recounts.work = lambda job_id: None
    del world.memory.objects.content[path]
    world.memory.recounts.work = lambda one: aggregate(world.memory.services, one, Path("/tmp"))
    problem(recount(world, job_id, exercise="squat"), 422, "media_missing")
    world.memory.objects.content[path] = kept


def test_the_people_of_chunks_that_are_done_can_be_seen(world: World) -> None:
    job_id = world.call("POST", "/v1/jobs", {}).json["job_id"]
    services = world.memory.services
    services.jobs.advance(job_id, JobStatus.ANALYSING, chunks=2)
    assert world.call("GET", f"/v1/jobs/{job_id}").json["previews"] == []
    services.objects.write(services.files(job_id).preview(1), b'{"chunk":1}')
    services.jobs.mark_posed(job_id, 1)
    (path,) = world.call("GET", f"/v1/jobs/{job_id}").json["previews"]
    assert world.call("GET", path).json == {"chunk": 1}
    problem(world.call("GET", f"/v1/jobs/{job_id}/previews/0"), 404, "file_not_found")
    problem(world.call("GET", path, token=world.new_token()), 404, "job_not_found")
    assert world.memory.objects.keys(WORK) == [f"jobs/{job_id}/previews/0001.json"]
