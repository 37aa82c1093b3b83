from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from formtrace.clip.limits import Limits
from formtrace.errors import TransientError
from formtrace.outbound import HostList
from formtrace.outbound.client import Network, OutboundClient
from formtrace.workflow.fetch import Fetched, fetch
from formtrace.workflow.job_progress import percent
from formtrace.workflow.jobs import Job, JobStatus, ObjectRef
from formtrace.workflow.ports import Readable
from tests.support import clips
from tests.support.https import (
    Answer,
    FakeResolver,
    HttpsServer,
    always,
    loopback,
    make_certificate,
    response,
)
from tests.support.memory import UPLOADS, Memory, MemoryObjects

ID = "0b9e6a2c-6a54-4b6e-9d3f-3f1f0a5d2c11"
KEY = f"jobs/{ID}/v.mp4"
HOSTS = HostList.parse("*.example.com")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def video() -> bytes:
    return clips.video(frames=30)


def waiting(memory: Memory, url: str = "https://media.example.com/v.mp4", kind: str = "video") -> Memory:
    """A job that waits for its file."""
    now = datetime.now(UTC)
    memory.jobs.create(
        Job(
            job_id=ID,
            status=JobStatus.FETCHING,
            source=ObjectRef(bucket=UPLOADS, key=KEY),
            kind=kind,  # type: ignore[arg-type]
            owner="tok_1",
            remote_url=url,
            created_at=now,
            updated_at=now,
        )
    )
    return memory


@contextmanager
def serving(certificate: Path, answer: Answer | bytes) -> Iterator[tuple[HttpsServer, OutboundClient]]:
    act = always(answer) if isinstance(answer, bytes) else answer
    with HttpsServer(certificate, act).running() as server:
        yield server, OutboundClient(HOSTS, loopback(server))


def never(seconds: float) -> None:
    raise AssertionError("there was a second attempt")


def test_the_file_lies_where_the_upload_would(certificate: Path, video: bytes) -> None:
    memory = waiting(Memory())
    with serving(certificate, response(video, "Content-Type: video/mp4")) as (_, client):
        assert fetch(memory.services, client, ID, "me", never) is Fetched.STORED
    assert memory.objects.content == {(UPLOADS, KEY): video}
    job = memory.jobs.records[ID]
    assert (job.status, job.fetched_bytes, job.total_bytes) == (JobStatus.FETCHING, len(video), len(video))
    assert percent(job, export=False) == 5


def test_asked_twice_it_is_fetched_once(certificate: Path, video: bytes) -> None:
    memory = waiting(Memory())
    with serving(certificate, response(video)) as (server, client):
        outcomes = [fetch(memory.services, client, ID, owner, never) for owner in ("a", "b", "a")]
        assert outcomes == [Fetched.STORED, Fetched.UNWANTED, Fetched.UNWANTED]
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", [JobStatus.SPLITTING, JobStatus.COMPLETED, JobStatus.FAILED])
def test_a_job_that_has_gone_on_is_left_alone(status: JobStatus) -> None:
    memory = waiting(Memory())
    memory.jobs.records[ID] = memory.jobs.records[ID].model_copy(update={"status": status})
    client = OutboundClient(HOSTS, Network(resolve=FakeResolver([[]])))
    assert fetch(memory.services, client, ID, "me", never) is Fetched.UNWANTED
    assert fetch(memory.services, client, "no such job", "me", never) is Fetched.UNWANTED


@pytest.mark.parametrize(
    ("answer", "reason", "word"),
    [
        (
            response(b"<html>Sign in</html>", "Content-Type: text/html; charset=utf-8"),
            "not_media",
            "web page",
        ),
        (response(b"%PDF-1.7 " * 20, "Content-Type: image/jpeg"), "not_media", "MP4"),
        (response(b"", status="404 Not Found"), "http_status", "404"),
        (
            response(b"", "Location: https://169.254.169.254/", status="302 Found"),
            "private_address",
            "public",
        ),
        (response(b"", "Location: http://media.example.com/", status="302 Found"), "not_https", "https"),
        (response(b"", length=10_000_000), "too_large", "MiB"),
        (response(b"\x1f\x8b\x08", "Content-Encoding: gzip"), "encoded", "compresses"),
    ],
)
@pytest.mark.parametrize("kind", ["video", "image"])
def test_what_the_other_side_does_wrong_ends_the_job(
    certificate: Path, answer: bytes, reason: str, word: str, kind: str
) -> None:
    memory = waiting(Memory(limits=Limits(max_bytes=1_000_000)), kind=kind)
    with serving(certificate, answer) as (_, client):
        assert fetch(memory.services, client, ID, "me", never) is Fetched.FAILED
    job = memory.jobs.records[ID]
    assert job.status is JobStatus.FAILED
    assert job.failure is not None
    assert job.failure.code == f"{kind}_load_error"
    assert job.failure.details == {"reason": reason}
    assert word in job.failure.message
    assert memory.objects.content == {}


def test_what_is_switched_off_since_the_job_was_made_is_not_fetched() -> None:
    memory = waiting(Memory())
    assert fetch(memory.services, OutboundClient(HostList()), ID, "me", never) is Fetched.FAILED
    failure = memory.jobs.records[ID].failure
    assert failure is not None
    assert failure.details == {"reason": "remote_disabled"}
    assert "upload the video" in failure.message


def test_an_empty_file_has_the_code_that_it_always_has(certificate: Path) -> None:
    memory = waiting(Memory())
    with serving(certificate, response(b"")) as (_, client):
        fetch(memory.services, client, ID, "me", never)
    failure = memory.jobs.records[ID].failure
    assert failure is not None
    assert failure.code == "media_empty"


def test_a_lying_length_and_a_body_without_end_stop_at_the_limit(certificate: Path, video: bytes) -> None:
    def answer(connection: object, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + video)  # type: ignore[attr-defined]
        while True:
            connection.sendall(b"\0" * 65536)  # type: ignore[attr-defined]

    memory = waiting(Memory(limits=Limits(max_bytes=1 << 20)))
    with serving(certificate, answer) as (_, client):
        assert fetch(memory.services, client, ID, "me", never) is Fetched.FAILED
    failure = memory.jobs.records[ID].failure
    assert failure is not None
    assert failure.details == {"reason": "too_large"}
    assert memory.objects.content == {}


def test_what_may_pass_is_tried_again(certificate: Path, video: bytes) -> None:
    answers = iter(
        [response(b"", status="503 Busy"), response(video[:99], length=len(video)), response(video)]
    )
    memory, pauses = waiting(Memory()), []
    with serving(certificate, lambda connection, _: connection.sendall(next(answers))) as (_, client):
        assert fetch(memory.services, client, ID, "me", pauses.append) is Fetched.STORED
    assert pauses == [2.0, 8.0]
    assert memory.objects.content == {(UPLOADS, KEY): video}


def test_progress_does_not_fall_when_it_begins_anew(
    certificate: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formtrace.workflow.fetch._NOTE_EVERY_S", 0.0)
    monkeypatch.setattr("formtrace.workflow.fetch._BLOCK_BYTES", 500)
    answers = iter([response(video[:-1], length=len(video)), response(video)])
    memory, seen = waiting(Memory()), []
    mark = memory.jobs.mark_fetched

    def note(job_id: str, fetched_bytes: int, total_bytes: int | None) -> bool:
        seen.append(fetched_bytes)
        return mark(job_id, fetched_bytes, total_bytes)

    monkeypatch.setattr(memory.jobs, "mark_fetched", note)
    with serving(certificate, lambda connection, _: connection.sendall(next(answers))) as (_, client):
        assert fetch(memory.services, client, ID, "me", lambda _: None) is Fetched.STORED
    assert len(seen) > 10
    assert seen == sorted(seen)
    assert seen[-1] == len(video)


def test_after_three_attempts_the_job_ends(certificate: Path) -> None:
    memory, pauses = waiting(Memory()), []
    with serving(certificate, response(b"", status="500 Oops")) as (server, client):
        assert fetch(memory.services, client, ID, "me", pauses.append) is Fetched.FAILED
        assert len(server.requests) == 3
    failure = memory.jobs.records[ID].failure
    assert failure is not None
    assert failure.details == {"reason": "http_status"}


def test_a_job_that_is_deleted_meanwhile_leaves_nothing(
    certificate: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formtrace.workflow.fetch._NOTE_EVERY_S", 0.0)
    memory = waiting(Memory())

    def answer(connection: object, _: bytes) -> None:
        connection.sendall(response(video[:2000], length=len(video)))  # type: ignore[attr-defined]
        del memory.jobs.records[ID]
        time.sleep(0.05)
        connection.sendall(video[2000:])  # type: ignore[attr-defined]

    with serving(certificate, answer) as (_, client):
        assert fetch(memory.services, client, ID, "me", never) is Fetched.UNWANTED
    assert memory.objects.content == {}
    assert memory.jobs.records == {}


class Flaky(MemoryObjects):
    """Fails the first upload, as a throttled bucket does."""

    failures = 1

    def upload_stream(self, stream: Readable, ref: ObjectRef, media_type: str | None = None) -> None:
        if self.failures:
            self.failures -= 1
            raise TransientError("The bucket is busy.")
        super().upload_stream(stream, ref, media_type)


def test_what_the_bucket_does_wrong_is_raised_and_the_same_request_may_try_again(
    certificate: Path, video: bytes
) -> None:
    memory = waiting(Memory(objects=Flaky()))
    with serving(certificate, response(video)) as (_, client):
        with pytest.raises(TransientError):
            fetch(memory.services, client, ID, "request", never)
        assert fetch(memory.services, client, ID, "another", never) is Fetched.UNWANTED
        assert fetch(memory.services, client, ID, "request", never) is Fetched.STORED
