"""Whatever is dropped, its job ends: with a code and one sentence, and with nothing left over."""

from __future__ import annotations

import pytest

from formtrace.workflow.jobs import JobStatus
from tests.support import clips
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

BAD = {
    "a diary.mp4": (b"dear diary, today I did squats\n" * 100, "media_unrecognised"),
    "broken+off.mp4": (clips.without_moov(clips.video()), "media_decode_error"),
    "sound only.mp4": (clips.sound(), "media_no_video"),
    "one'pixel.mkv": (clips.tiny_video(), "media_limit"),
    "forty minutes.mp4": (clips.video(frames=40 * 60, rate=1), "media_limit"),
    'nothing "at all".mp4': (b"", "media_empty"),
    "ordner/übung/": (b"", "media_empty"),
}


def test_every_bad_upload_ends_with_its_code_and_later_ones_are_not_affected(stack: Stack) -> None:
    for key, (content, _) in BAD.items():
        stack.put(key, content)
    stack.put("squat/good.mp4", clips.video(frames=20, width=160, height=120))
    for key, (_, code) in BAD.items():
        job = stack.wait(key)
        assert job.status is JobStatus.FAILED, key
        assert job.failure is not None
        assert job.failure.code == code, key
        assert "\n" not in job.failure.message
        assert job.failure.message.endswith(".")
        assert stack.executions_named(job.job_id) == []
        for bucket in (stack.work_bucket, stack.deployed.results_bucket):
            assert "Contents" not in stack.s3.list_objects_v2(Bucket=bucket, Prefix=f"jobs/{job.job_id}/")
    assert stack.wait("squat/good.mp4").status is JobStatus.COMPLETED


def test_options_that_make_no_sense_are_refused(stack: Stack) -> None:
    job = stack.drop("a.mp4", clips.video(frames=10), exercise="juggling")
    assert job.failure is not None
    assert job.failure.code == "invalid_exercise"
    assert "squat" in job.failure.message


def test_a_bad_photo_ends_as_well(stack: Stack) -> None:
    job = stack.drop("broken.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 500)
    assert job.failure is not None
    assert job.failure.code == "media_decode_error"
