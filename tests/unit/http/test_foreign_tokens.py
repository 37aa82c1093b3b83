"""No route tells a token anything of another token's jobs, references and links, not even that they exist."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from formtrace.reference.draft import ReferenceDraft
from formtrace.workflow.jobs import Job, JobStatus, ObjectRef
from tests.support.memory import UPLOADS

from .conftest import World

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
BODIES = {"post": {"name": "x", "exercise": "squat"}, "patch": {"name": "x"}}


def routes(world: World) -> Iterator[tuple[str, str]]:
    """Every operation with something of a person's in its path: method and path."""
    described = world.call("GET", "/v1/openapi.json", token=None).json
    for path, operations in described["paths"].items():
        if "{job_id}" in path or "{reference_id}" in path:
            yield from (
                (method, path) for method in operations if method in ("get", "post", "patch", "delete")
            )


def filled(path: str, job_id: str) -> str:
    known = {"{job_id}": job_id, "{reference_id}": job_id, "{share_id}": "one", "{role}": "result"}
    for name, value in {**known, "{chunk}": "0", "{number}": "1", "{name}": "thumbnail"}.items():
        path = path.replace(name, value)
    return path


@pytest.fixture
def owned(world: World) -> str:
    """A completed job of the world's own token."""
    job_id = str(uuid.uuid4())
    owner = next(iter(world.tokens.records))
    source = ObjectRef(bucket=UPLOADS, key=f"jobs/{job_id}/private.mp4")
    job = Job(
        job_id=job_id,
        status=JobStatus.COMPLETED,
        source=source,
        kind="video",
        owner=owner,
        draft=ReferenceDraft(name="private"),
        created_at=NOW,
        updated_at=NOW,
    )
    world.memory.jobs.create(job)
    return job_id


def test_a_foreign_token_gets_what_it_gets_for_nothing_at_all(world: World, owned: str) -> None:
    foreign, tried = world.new_token(), 0
    for method, path in routes(world):
        body = BODIES.get(method)
        answer = world.call(method.upper(), filled(path, owned), body, token=foreign)
        unknown = world.call(method.upper(), filled(path, str(uuid.UUID(int=0))), body, token=foreign)
        assert answer.status in (400, 404, 422), (method, path, answer.body)
        assert (answer.status, answer.body) == (unknown.status, unknown.body), (method, path)
        assert b"private" not in answer.body
        tried += 1
    assert tried >= 12
    assert world.memory.jobs.records[owned].status is JobStatus.COMPLETED
    assert world.call("GET", "/v1/jobs", token=foreign).json["jobs"] == []
    assert world.call("GET", "/v1/references", token=foreign).json["references"] == []
