"""Uploads in parts: begun, gone on with after a break, completed, given up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.memory import UPLOADS
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem

MIB = 2**20
SIZE = 20 * MIB


@pytest.fixture
def job(world: World) -> Any:
    made = world.call("POST", "/v1/jobs", {"multipart": True, "fileSize": SIZE, "fileName": "a.mp4"})
    assert made.status == 201
    return made.json


def put(world: World, job: Any, number: int, size: int) -> None:
    (begun,) = world.memory.parts.values()
    begun[number] = bytes([number]) * size


def test_a_file_is_cut_into_parts_that_have_links(job: Any) -> None:
    assert job["upload"] is None
    parts = job["parts"]
    assert (parts["file_name"], parts["size_bytes"], parts["part_bytes"]) == ("a.mp4", SIZE, 8 * MIB)
    assert [part["number"] for part in parts["parts"]] == [1, 2, 3]
    assert len({part["url"] for part in parts["parts"]}) == 3


def test_after_a_break_only_the_missing_parts_are_uploaded(world: World, job: Any) -> None:
    path = f"{job['links']['self']}/upload"
    put(world, job, 1, 8 * MIB)
    put(world, job, 3, 4 * MIB)
    shown = world.call("GET", path).json
    assert [part["number"] for part in shown["parts"] if part["url"]] == [2]
    found = problem(world.call("POST", f"{path}/complete"), 409, "upload_incomplete")
    assert found["details"] == {"parts": [2]}
    put(world, job, 2, 8 * MIB)
    assert world.call("POST", f"{path}/complete").json["job_id"] == job["job_id"]
    content = world.memory.objects.content[UPLOADS, f"jobs/{job['job_id']}/a.mp4"]
    assert content == bytes([1]) * 8 * MIB + bytes([2]) * 8 * MIB + bytes([3]) * 4 * MIB


def test_a_part_of_another_size_is_named(world: World, job: Any) -> None:
    for number in (1, 2, 3):
        put(world, job, number, 4 * MIB)
    found = problem(world.call("POST", f"{job['links']['self']}/upload/complete"), 409, "upload_incomplete")
    assert found["details"] == {"parts": [1, 2]}


def test_more_than_was_announced_is_deleted(world: World, job: Any) -> None:
    for number in (1, 2, 3):
        put(world, job, number, 8 * MIB)
    path = f"{job['links']['self']}/upload"
    problem(world.call("POST", f"{path}/complete"), 413, "media_limit")
    assert world.memory.parts == {}
    problem(world.call("GET", path), 409, "upload_incomplete")


def test_a_size_is_needed_and_bounded(world: World) -> None:
    problem(world.call("POST", "/v1/jobs", {"multipart": True}), 422, "invalid_options")
    large = {"multipart": True, "fileSize": world.memory.limits.max_bytes + 1}
    problem(world.call("POST", "/v1/jobs", large), 413, "media_limit")
    most = world.call("POST", "/v1/jobs", {"multipart": True, "fileSize": world.memory.limits.max_bytes})
    assert len(most.json["parts"]["parts"]) <= 250
    assert len(most.body) < 4 * MIB


def test_deleting_the_job_gives_the_upload_up(world: World, job: Any) -> None:
    assert world.call("DELETE", job["links"]["self"]).status == 204
    assert world.memory.parts == {}


def test_a_job_with_a_form_has_no_parts(world: World) -> None:
    path = world.call("POST", "/v1/jobs", {}).json["links"]["self"]
    problem(world.call("GET", f"{path}/upload"), 409, "upload_incomplete")
    problem(world.call("POST", f"{path}/upload/complete"), 409, "upload_incomplete")
