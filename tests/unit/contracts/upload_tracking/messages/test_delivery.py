"""What a listener hears of a job in every state; going on after a break loses and repeats nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.contracts.upload_tracking.messages import pages as paging
from formtrace.contracts.upload_tracking.messages.delivery import messages_after
from formtrace.contracts.upload_tracking.messages.pages import (
    Answer,
    answer_from,
    bundled,
    page_after,
    page_name,
    pages,
)
from formtrace.contracts.upload_tracking.messages.stream import result_messages
from formtrace.workflow.jobs import Failure, Job, JobStatus, ObjectRef
from formtrace.workflow.ports import MissingObjectError
from tests.unit.contracts.upload_tracking.messages.samples import assert_valid, document, table


def job(status: JobStatus, posed: int = 0, failure: Failure | None = None) -> Job:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Job(
        job_id="a-job",
        status=status,
        source=ObjectRef(bucket="uploads", key="clip.mp4"),
        created_at=now,
        updated_at=now,
        chunks=8,
        posed=frozenset(range(posed)),
        failure=failure,
    )


def stored(frames: int) -> dict[str, bytes]:
    """The pages of a clip whose keypoints and angles were asked for: two messages a frame and a few more."""
    asked = {"keypoints": True, "angles": True, "export": True}
    clip = table([n / 30 for n in range(frames)], progress=[0.0] * frames)
    return dict(pages(result_messages(document(options=asked), clip)))


def hear(a_job: Job, files: dict[str, bytes], source: Any = "video", **asked: Any) -> Iterator[Answer]:
    """All answers to somebody who asks until there is nothing more, or nothing yet."""

    def read(name: str) -> bytes:
        if name not in files:
            raise MissingObjectError("It is not there.")
        return files[name]

    after, done = -1, False
    while not done:
        answer = messages_after(a_job, source, after, read, export=False, **asked)
        yield answer
        if answer.next_after == after:
            return
        after, done = answer.next_after, answer.done


@pytest.mark.parametrize(
    ("a_job", "seq", "text", "step"),
    [
        (job(JobStatus.AWAITING_UPLOAD), 0, "loading video", "awaiting_upload"),
        (
            job(JobStatus.ANALYSING, 4),
            52,
            "Your video is processing, please stay on this page (52%)",
            "analysing",
        ),
    ],
)
def test_the_present_state_is_the_last_that_is_heard(a_job: Job, seq: int, text: str, step: str) -> None:
    answers = list(hear(a_job, {}))
    assert not answers[-1].done
    assert answers[-1].messages == []
    message = answers[0].messages[-1]
    expected = {
        "type": "initialization",
        "message": text,
        "ready": False,
        "source": "video",
        "step": step,
        "seq": seq,
    }
    assert message == (expected if seq == 0 else {**expected, "percent": seq})
    assert_valid(message)


def test_a_photo_begins_with_the_contracts_words() -> None:
    (first, _) = hear(job(JobStatus.ANALYSING), {}, "image")
    assert [(m["seq"], m["message"]) for m in first.messages] == [
        (0, "loading image"),
        (1, "initializing pose model"),
    ]


def test_a_failed_job_says_why_and_no_more() -> None:
    failure = Failure(code="media_decode_error", message="The file is damaged; send it again.")
    (answer,) = hear(job(JobStatus.FAILED, failure=failure), {})
    assert answer.done
    assert answer.messages[-1] == {
        "type": "error",
        "error": "media_decode_error",
        "code": "media_decode_error",
        "message": "The file is damaged; send it again.",
        "origin": "server",
        "details": {"job_id": "a-job"},
        "seq": 101,
        "last": True,
    }
    assert_valid(answer.messages[-1])
    one_by_one = [each.done for each in hear(job(JobStatus.FAILED, failure=failure), {}, limit=1)]
    assert one_by_one == [False, True]


def test_a_finished_job_from_the_beginning() -> None:
    heard = [
        message for answer in hear(job(JobStatus.COMPLETED, 8), stored(3)) for message in answer.messages
    ]
    assert [message["seq"] for message in heard[:3]] == [0, 100, 101]
    assert heard[1]["message"].endswith("(100%)")
    assert heard[-1]["type"] == "export_ready"


def test_a_finished_job_is_told_in_one_answer_where_it_fits() -> None:
    (answer,) = hear(job(JobStatus.COMPLETED, 8), stored(3))
    assert (answer.messages[0]["seq"], answer.done) == (0, True)
    assert [len(each.messages) for each in hear(job(JobStatus.COMPLETED, 8), stored(3), limit=2)][:2] == [
        2,
        2,
    ]


@pytest.mark.parametrize("frames", [3, 247, 248, 249, 700])
@pytest.mark.parametrize("limit", [1000, 170])
def test_everything_once_over_all_pages(frames: int, limit: int) -> None:
    files = stored(frames)
    heard = [m for answer in hear(job(JobStatus.COMPLETED), files, limit=limit) for m in answer.messages]
    assert [message["seq"] for message in heard[2:]] == list(range(101, 101 + 2 * frames + 5))
    assert list(files) == [page_name(n) for n in range(len(files))]
    assert all(page.count(b"\n") == 500 for page in list(files.values())[:-1])


@settings(max_examples=10)
@given(st.integers(-1, 3000), st.integers(1, 600))
def test_any_place_to_go_on(after: int, limit: int) -> None:
    total = 1405
    heard = []
    while True:
        number = page_after(after)
        answer = answer_from(FILES.get(page_name(number), b""), after, limit=limit)
        assert len(answer.messages) <= limit
        heard += [message["seq"] for message in answer.messages]
        after = answer.next_after
        if answer.done:
            break
    assert heard == list(range(heard[0], 101 + total)) if heard else after >= 100 + total


FILES = stored(700)


def test_asking_again_after_the_end() -> None:
    files = stored(3)
    last = 100 + len(files[page_name(0)].splitlines())
    for after in (last, last + 1, 100 + 500):
        answer = messages_after(
            job(JobStatus.COMPLETED), "video", after, lambda name: files.get(name, b""), export=False
        )
        assert answer == Answer([], after, done=True)


def test_a_result_that_is_gone() -> None:
    def read(name: str) -> bytes:
        raise MissingObjectError("It is not there.")

    with pytest.raises(MissingObjectError):
        messages_after(job(JobStatus.COMPLETED), "video", 100, read, export=False)
    assert messages_after(job(JobStatus.COMPLETED), "video", 601, read, export=False).done


def test_links_are_put_in_when_the_page_is_served() -> None:
    page = stored(1)[page_name(0)]
    answer = answer_from(page, 100, link=lambda name: f"https://files.example/{name}?signed")
    assert answer.messages[-1]["url"] == "https://files.example/overlay.mp4?signed"


def test_an_answer_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ANSWER_BYTES", 5000)
    page = stored(20)[page_name(0)]
    after, heard = 100, 0
    while heard < 45:
        answer = answer_from(page, after)
        assert len(json.dumps(answer.messages)) < 7000
        heard, after = heard + len(answer.messages), answer.next_after
    assert answer.done


def test_a_bundle_instead_of_keypoints_messages() -> None:
    page = stored(3)[page_name(0)]
    plain, batched = answer_from(page, 100), answer_from(page, 100, bundle=True)
    assert (plain.next_after, plain.done) == (batched.next_after, batched.done)
    (batch,) = (message for message in batched.messages if message["type"] == "keypoints_batch")
    keypoints = [message for message in plain.messages if message["type"] == "keypoints"]
    assert batch["data"] == [
        {"timestampMs": m["timestampMs"], "frameId": m["frameId"], "keypoints": m["keypoints"]}
        for m in keypoints
    ]
    assert batch["frames"] == batch["data"]
    assert batch["seq"] == keypoints[-1]["seq"]
    seqs = [message["seq"] for message in batched.messages]
    assert seqs == sorted(seqs)
    assert_valid(batch)
    others = [message for message in plain.messages if message["type"] != "keypoints"]
    assert [m for m in batched.messages if m["type"] != "keypoints_batch"] == others
    assert bundled(others) == others
