"""Links that show one result: what they open, what they do not, and how they end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from formtrace.workflow.jobs import JobStatus
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem
from tests.unit.http.test_references import run


@pytest.fixture
def job_id(world: World) -> str:
    made: str = world.call("POST", "/v1/jobs", {"exercise": "squat"}).json["job_id"]
    assert run(world, made) is JobStatus.COMPLETED
    return made


@pytest.fixture
def link(world: World, job_id: str) -> str:
    made = world.call("POST", f"/v1/jobs/{job_id}/shares", {"expiresInDays": 7}, Host="api.test")
    assert made.status == 201
    token: str = made.json["token"]
    return token


def test_a_link_opens_the_page_with_the_result(world: World, job_id: str) -> None:
    made = world.call("POST", f"/v1/jobs/{job_id}/shares", {}, Host="api.test").json
    url = urlsplit(made["url"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://api.test/pose_tracker/upload_tracking"
    assert dict(parse_qsl(url.query)) == {"job": job_id, "token": made["token"]}
    assert world.token not in made["url"]
    expires, created = (datetime.fromisoformat(made[name]) for name in ("expires_at", "created_at"))
    assert expires - created == timedelta(days=30)


def test_a_link_of_the_local_stack_has_no_tls(world: World, job_id: str) -> None:
    made = world.call("POST", f"/v1/jobs/{job_id}/shares", {}, Host="127.0.0.1:8000").json
    assert made["url"].startswith("http://127.0.0.1:8000/pose_tracker/upload_tracking?")


def test_a_link_reads_the_job_and_nothing_else(world: World, job_id: str, link: str) -> None:
    world.call("PATCH", f"/v1/jobs/{job_id}", {"name": "Squats", "notes": "private", "tags": ["private"]})
    for path in ("", "/result", "/messages"):
        assert world.call("GET", f"/v1/jobs/{job_id}{path}", token=link).status == 200
    assert world.call("GET", f"/v1/jobs/{job_id}/files/result", token=link).status == 302
    shown = world.call("GET", f"/v1/jobs/{job_id}", token=link)
    assert (shown.json["name"], b"private" in shown.body) == ("Squats", False)
    session = world.call("GET", "/v1/session", token=link).json
    assert (session["read_only"], session["job"]) == (True, job_id)

    other = world.call("POST", "/v1/jobs", {}).json["job_id"]
    problem(world.call("GET", f"/v1/jobs/{other}", token=link), 404, "job_not_found")
    for method, path in (
        ("GET", "/v1/jobs"),
        ("POST", "/v1/jobs"),
        ("PATCH", f"/v1/jobs/{job_id}"),
        ("DELETE", f"/v1/jobs/{job_id}"),
        ("POST", f"/v1/jobs/{job_id}/recount"),
        ("POST", f"/v1/jobs/{job_id}/shares"),
        ("GET", f"/v1/jobs/{job_id}/shares"),
        ("GET", f"/v1/jobs/{job_id}/movement"),
        ("GET", "/v1/references"),
    ):
        problem(
            world.call(method, path, {} if method in ("POST", "PATCH") else None, token=link),
            403,
            "read_only_link",
        )


def test_a_link_ends_when_it_is_deleted(world: World, job_id: str, link: str) -> None:
    (listed,) = world.call("GET", f"/v1/jobs/{job_id}/shares").json["shares"]
    assert listed["token"] == link
    assert world.call("DELETE", f"/v1/jobs/{job_id}/shares/{listed['id']}").status == 204
    problem(world.call("GET", f"/v1/jobs/{job_id}", token=link), 401, "invalid_token")
    problem(world.call("DELETE", f"/v1/jobs/{job_id}/shares/{listed['id']}"), 404, "share_not_found")
    assert world.call("GET", f"/v1/jobs/{job_id}/shares").json == {"shares": []}


def test_a_link_ends_with_its_time_its_job_and_its_token(world: World, job_id: str, link: str) -> None:
    (share,) = world.memory.jobs.records[job_id].shares
    expired = share.model_copy(update={"expires_at": datetime.now(UTC)})
    record = world.memory.jobs.records[job_id]
    world.memory.jobs.records[job_id] = record.model_copy(update={"shares": (expired,)})
    problem(world.call("GET", f"/v1/jobs/{job_id}", token=link), 401, "invalid_token")
    world.memory.jobs.records[job_id] = record
    assert world.call("GET", f"/v1/jobs/{job_id}", token=link).status == 200
    world.tokens.revoke(share.token_id, datetime.now(UTC))
    problem(world.call("GET", f"/v1/jobs/{job_id}", token=link), 401, "invalid_token")
    del world.memory.jobs.records[job_id]
    problem(world.call("GET", f"/v1/jobs/{job_id}", token=link), 401, "invalid_token")


def test_a_link_cannot_be_forged(world: World, job_id: str, link: str) -> None:
    head, share, until, signature = link.split(".")
    later = str(int(until) + 86_400)
    swapped = signature[:-1] + ("A" if signature[-1] != "A" else "B")
    other = head[:-1] + ("0" if head[-1] != "0" else "1")
    for forged in (
        f"{head}.{share}.{later}.{signature}",
        f"{head}.{share}.{until}.{swapped}",
        f"{other}.{share}.{until}.{signature}",
        f"{head}.{'0' * 16}.{until}.{signature}",
        "fs_",
        link[:-1],
    ):
        problem(world.call("GET", f"/v1/jobs/{job_id}", token=forged), 401, "invalid_token")


def test_only_a_completed_job_can_be_shared(world: World) -> None:
    waiting = world.call("POST", "/v1/jobs", {}).json["job_id"]
    problem(world.call("POST", f"/v1/jobs/{waiting}/shares", {}), 409, "job_not_finished")


def test_the_page_of_a_link_is_embedded_where_the_tokens_is(world: World, job_id: str) -> None:
    (world.web / "index.html").write_text("<!doctype html>")
    token = world.new_token(origins=("https://app.example",), all_jobs=True)
    link = world.call("POST", f"/v1/jobs/{job_id}/shares", {}, token=token).json["token"]
    page = world.call("GET", f"/pose_tracker/upload_tracking?job={job_id}&token={link}", token=None)
    assert page.headers["content-security-policy"].endswith("frame-ancestors 'self' https://app.example")
