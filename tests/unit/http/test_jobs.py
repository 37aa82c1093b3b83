"""Jobs through the application, with everything behind it in memory."""

from __future__ import annotations

import json
from typing import Any

import pytest

from formtrace.clip.limits import Limits
from formtrace.outbound.url import HostList
from formtrace.workflow.ingest import IngestOutcome, ingest
from formtrace.workflow.job_files import prefix_of
from formtrace.workflow.jobs import Failure, JobStatus, ObjectRef
from formtrace.workflow.uploads import Upload
from tests.support import clips
from tests.support.memory import RESULTS, UPLOADS, WORK, Memory
from tests.unit.http.conftest import Answer, World


def problem(answer: Answer, status: int, code: str) -> dict[str, Any]:
    assert (answer.status, answer.json["code"]) == (status, code), answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json
    return found


def test_a_job_is_recorded_with_its_owner_and_waits_for_its_file(world: World) -> None:
    asked = {"source": "video", "exercise": "squats", "minGrade": "b", "fileName": "a/b\\c.mp4", "chunkS": 4}
    made = world.call("POST", "/v1/jobs", asked)
    assert made.status == 201
    (record,) = world.memory.jobs.records.values()
    assert record.status is JobStatus.AWAITING_UPLOAD
    assert record.owner in world.tokens.records
    assert record.options.given() == {"exercise": "squat", "min_grade": "B", "chunk_s": 4.0}
    assert record.source == ObjectRef(bucket=UPLOADS, key=f"jobs/{record.job_id}/a_b_c.mp4")
    upload = made.json["upload"]
    assert upload["fields"]["key"] == record.source.key
    assert upload["max_bytes"] == int(upload["fields"]["max"]) == world.memory.limits.max_bytes


def test_the_uploads_event_is_that_job_with_those_options(world: World) -> None:
    made = world.call("POST", "/v1/jobs", {"options": {"export": True}}).json
    key = made["upload"]["fields"]["key"]
    drop = Upload(world.memory.objects.put(key, clips.video(), exercise="plank"), "1")
    assert ingest(world.memory.services, drop, "me") is IngestOutcome.VIDEO
    assert list(world.memory.jobs.records) == [made["job_id"]] == list(world.memory.recorder.started)
    record = world.memory.jobs.records[made["job_id"]]
    assert record.options.given() == {"export": True, "keypoints": True}  # those come without an exercise
    assert record.status is JobStatus.ANALYSING
    again = Upload(world.memory.objects.put(key, clips.video()), "2")
    assert ingest(world.memory.services, again, "you") is IngestOutcome.DUPLICATE


@pytest.mark.parametrize("name", ["", "...", "/", "x" * 4000, "ü" * 255, "clip.json", "a\nb\0c"])
def test_any_file_name_makes_a_key_that_is_the_jobs(world: World, name: str) -> None:
    made = world.call("POST", "/v1/jobs", {"fileName": name})
    if len(name) > 255:
        problem(made, 422, "invalid_options")
        return
    key = made.json["upload"]["fields"]["key"]
    assert len(key.encode()) <= 1024
    drop = Upload(ObjectRef(bucket=UPLOADS, key=key), "1")
    assert drop.job_id == made.json["job_id"]
    assert not drop.is_sidecar


def test_the_cap_is_that_of_the_deployment(world: World) -> None:
    world.memory = Memory(limits=Limits(max_bytes=1000))
    assert world.call("POST", "/v1/jobs", {}).json["upload"]["max_bytes"] == 1000
    assert world.call("GET", "/v1/session").json["limits"]["max_bytes"] == 1000


def test_a_remote_file_is_fetched_and_nothing_is_uploaded(world: World) -> None:
    problem(
        world.call("POST", "/v1/jobs", {"videoSrc": "https://media.example/a.mp4"}), 422, "video_load_error"
    )
    assert world.memory.jobs.records == {}
    world.memory.remote_media_hosts = HostList.parse("media.example")
    made = world.call("POST", "/v1/jobs", {"videoSrc": "https://media.example/a.mp4"}).json
    assert (made["status"], made["upload"]) == ("fetching", None)
    assert world.memory.fetches.submitted == [made["job_id"]]
    assert world.memory.jobs.records[made["job_id"]].remote_url == "https://media.example/a.mp4"


def test_an_image_has_no_exercise(world: World) -> None:
    made = world.call("POST", "/v1/jobs", {"source": "image", "exercise": "nonsense", "angles": "true"}).json
    record = world.memory.jobs.records[made["job_id"]]
    assert (record.kind, record.options.given()) == ("image", {"angles": True})


def test_a_job_that_failed_says_why(world: World) -> None:
    made = world.call("POST", "/v1/jobs", {}).json
    failure = Failure(code="media_empty", message="The file is empty; upload it again.")
    world.memory.jobs.fail(made["job_id"], failure)
    seen = world.call("GET", made["links"]["self"]).json
    assert seen["failure"] == {"code": "media_empty", "message": failure.message, "details": {}}
    problem(world.call("GET", made["links"]["result"]), 422, "media_empty")
    problem(world.call("GET", f"{made['links']['self']}/files/source"), 404, "file_not_found")


def test_deleting_stops_and_empties_and_closes_the_door(world: World) -> None:
    made = world.call("POST", "/v1/jobs", {}).json
    other = world.call("POST", "/v1/jobs", {}).json
    key = made["upload"]["fields"]["key"]
    drop = Upload(world.memory.objects.put(key, clips.video()), "1")
    for bucket in (WORK, RESULTS):
        for job in (made, other):
            ref = ObjectRef(bucket=bucket, key=prefix_of(job["job_id"]) + "x/y.json")
            world.memory.objects.write(ref, b"{}")
    assert world.call("DELETE", made["links"]["self"]).status == 204
    assert world.memory.recorder.stopped == [made["job_id"]]
    assert world.memory.objects.keys(UPLOADS) == []
    assert world.memory.objects.keys(WORK) == [prefix_of(other["job_id"]) + "x/y.json"]
    assert ingest(world.memory.services, drop, "late") is IngestOutcome.DUPLICATE
    problem(world.call("DELETE", made["links"]["self"]), 404, "job_not_found")


def test_lists_are_of_one_token_and_go_on_where_they_stopped(world: World) -> None:
    made = [world.call("POST", "/v1/jobs", {"exercise": "squat"}).json["job_id"] for _ in range(3)]
    world.call("POST", "/v1/jobs", {}, token=world.new_token())
    first = world.call("GET", "/v1/jobs?limit=2").json
    rest = world.call("GET", f"/v1/jobs?limit=2&cursor={first['next_cursor']}").json
    assert [one["job_id"] for one in first["jobs"] + rest["jobs"]] == made[::-1]
    assert rest["next_cursor"] is None
    assert first["jobs"][0]["exercise"] == "squat"


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "bnVsbA", "é", json.dumps(["a", "b"]), "WzEsMl0", "WyIiLCIiXQ", "W" * 5000]
)
def test_a_cursor_that_is_none_is_refused(world: World, cursor: str) -> None:
    problem(world.call("GET", f"/v1/jobs?cursor={cursor}"), 400, "invalid_request")


def test_an_error_that_nobody_foresaw_says_nothing_about_itself(world: World) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("secret internals")

    world.memory.jobs.create = explode  # type: ignore[method-assign]
    answer = world.call("POST", "/v1/jobs", {})
    problem(answer, 500, "internal")
    assert b"secret" not in answer.body
    assert b"Traceback" not in answer.body
