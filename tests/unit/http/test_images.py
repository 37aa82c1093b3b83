"""Photos in a request, with the photo function played."""

from __future__ import annotations

import io

from PIL import Image

from formtrace.errors import TransientError
from formtrace.workflow.jobs import Failure, JobStatus
from tests.support.memory import UPLOADS, WORK
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem


def photo() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (64, 64)).save(content, "JPEG")
    return content.getvalue()


def test_a_photo_is_kept_where_it_starts_nothing(world: World) -> None:
    seen: list[str] = []

    def analyse(job_id: str) -> None:
        seen.append(job_id)
        world.memory.jobs.fail(job_id, Failure(code="media_limit", message="The photo is too large."))

    world.memory.recorder.analyse = analyse
    problem(world.call("POST", "/v1/images?angles=true&exercise=squat", photo()), 422, "media_limit")
    (record,) = world.memory.jobs.records.values()
    assert seen == [record.job_id]
    assert (record.kind, record.options.given()) == ("image", {"angles": True})
    assert world.memory.objects.keys(UPLOADS) == []
    assert world.memory.objects.keys(WORK) == [f"jobs/{record.job_id}/source"]


def test_a_photo_that_cannot_be_analysed_at_the_moment_ends_its_job(world: World) -> None:
    def analyse(job_id: str) -> None:
        raise TransientError("The image function cannot be reached at the moment; try again.")

    world.memory.recorder.analyse = analyse
    refused = world.call("POST", "/v1/images", photo())
    problem(refused, 503, "temporarily_unavailable")
    assert refused.headers["retry-after"] == "2"
    (record,) = world.memory.jobs.records.values()
    assert record.status is JobStatus.FAILED


def test_what_is_no_photo_costs_nothing(world: World) -> None:
    token = world.new_token(jobs_per_month=0)
    problem(world.call("POST", "/v1/images", b"%PDF-1.7", token=token), 415, "media_unrecognised")
    problem(world.call("POST", "/v1/images", bytes(4 * 2**20 + 1), token=token), 413, "payload_too_large")
    problem(world.call("POST", "/v1/images", photo(), token=token), 429, "quota_exceeded")
    assert world.memory.jobs.records == {}
