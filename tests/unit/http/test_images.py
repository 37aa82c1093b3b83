"""Photos in a request, with the photo function played."""

from __future__ import annotations

import base64
import io
import json

import pytest
from PIL import Image

from formtrace.errors import ThrottledError, TransientError
from formtrace.http import waiting
from formtrace.workflow.jobs import Failure, JobStatus
from tests.support import clips
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


@pytest.mark.parametrize(
    ("error", "status", "wait_s"),
    [
        (TransientError("The image function cannot be reached at the moment; try again."), 503, "2"),
        (ThrottledError("The image function is busy at the moment; try again."), 429, "5"),
    ],
)
def test_a_photo_that_cannot_be_analysed_at_the_moment_ends_its_job(
    world: World, error: TransientError, status: int, wait_s: str
) -> None:
    def analyse(job_id: str) -> None:
        raise error

    world.memory.recorder.analyse = analyse
    refused = world.call("POST", "/v1/images", photo())
    problem(refused, status, "temporarily_unavailable")
    assert refused.headers["retry-after"] == wait_s
    (record,) = world.memory.jobs.records.values()
    assert record.status is JobStatus.FAILED


def test_what_is_no_photo_costs_nothing(world: World) -> None:
    token = world.new_token(jobs_per_month=0)
    problem(world.call("POST", "/v1/images", b"%PDF-1.7", token=token), 415, "media_unrecognised")
    problem(world.call("POST", "/v1/images", bytes(4 * 2**20 + 1), token=token), 413, "payload_too_large")
    problem(world.call("POST", "/v1/images", photo(), token=token), 429, "quota_exceeded")
    assert world.memory.jobs.records == {}


FILE = 'name="file"; filename="photo.jpg"'


def form(content: bytes, *, nested: int = 0) -> tuple[bytes, str]:
    """A form with a field and a file, perhaps deep within other forms; and its media type."""
    mixed = b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n"
    head = b"".join(mixed % (level, level + 1) for level in range(nested))
    field = f'--b{nested}\r\nContent-Disposition: form-data; name="angles"\r\n\r\ntrue\r\n'
    file = f"--b{nested}\r\nContent-Disposition: form-data; {FILE}\r\n\r\n"
    body = head + (field + file).encode() + content + b"\r\n--b%d--\r\n" % nested
    return body, "multipart/form-data; boundary=b0"


def test_a_form_with_a_file_is_a_photo(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "WAIT_S", 0.0)  # no function analyses the photo here
    body, media_type = form(photo())
    world.call("POST", "/v1/images", body, Content_Type=media_type)
    (record,) = world.memory.jobs.records.values()
    assert world.memory.objects.content[WORK, f"jobs/{record.job_id}/source"] == photo()


@pytest.mark.parametrize(
    ("body", "media_type", "said"),
    [
        (json.dumps({"image": base64.b64encode(photo()).decode()}).encode(), "application/json", "is JSON"),
        (base64.b64encode(photo()), "text/plain", "base64"),
        (b"data:image/jpeg;base64," + base64.b64encode(photo()), "text/plain", "base64"),
        (*form(b"%PDF"), "video or photo"),
        (b"no form", "multipart/form-data; boundary=b0", "no photo"),
        (b"no form", "multipart/form-data", "no photo"),
        (*form(photo(), nested=20_000), "photo"),
        (clips.video(), "video/mp4", "POST /v1/jobs"),
    ],
)
def test_what_is_sent_instead_of_a_photo_is_named(
    world: World, body: bytes, media_type: str, said: str
) -> None:
    answer = world.call("POST", "/v1/images", body, Content_Type=media_type)
    assert answer.status in (415, 422)
    assert said in answer.json["detail"]
