"""Every sample event against the built function that it is for, under Lambda's own runtime client."""

from __future__ import annotations

import json
from typing import Any

import pytest

from formtrace.workflow.jobs import Job, JobStatus
from tests.support import clips
from tests.support.stack import EVENTS, Stack, event

pytestmark = [pytest.mark.stack, pytest.mark.slow]

HANDLED = {
    "api",
    "coach",
    "split-s3",
    "split-eventbridge",
    "pose",
    "aggregate",
    "render",
    "publish",
    "image",
    "fail",
    "fail-execution",
    "fail-destination",
    "fetch",
    "notify",
    "webhook",
}


@pytest.fixture(scope="module")
def done(stack: Stack) -> Job:
    """A job whose every step has run, so that each can run again."""
    content = clips.video(frames=30, width=160, height=120)
    job = stack.drop("squat/sample.mp4", content, export="true")
    assert job.status is JobStatus.COMPLETED, job.failure
    return job


def test_there_is_a_test_for_every_event() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == HANDLED


def test_a_request(stack: Stack) -> None:
    answer = stack.invoke("api", event("api"))
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["id"] == "squat"


@pytest.mark.parametrize("name", ["split-s3", "split-eventbridge"])
def test_uploads(stack: Stack, name: str) -> None:
    sample = event(name)
    part: dict[str, Any] = sample["Records"][0]["s3"] if "Records" in sample else sample["detail"]
    part["bucket"]["name"] = stack.deployed.uploads_bucket
    part["object"] |= {"sequencer": name}
    key = "jumping_jack/Übung 1+2 'roof'.mp4"
    stored = stack.s3.put_object(Bucket=stack.deployed.uploads_bucket, Key=key, Body=clips.video(frames=10))
    part["object"]["eTag" if "Records" in sample else "etag"] = stored["ETag"].strip('"')
    (upload,) = stack.invoke("split", sample)["uploads"]
    assert upload["outcome"] == "video"
    job = stack.deployed.jobs.get(upload["job_id"])
    assert job is not None
    assert job.source.key == key
    assert job.options.given() == {"exercise": "jumping_jack"}


@pytest.mark.parametrize("name", ["pose", "aggregate", "render", "publish"])
def test_steps_may_be_repeated(stack: Stack, done: Job, name: str) -> None:
    before = stack.read_result(done.job_id, "keypoints.npz")
    answer = stack.invoke(name, event(name) | {"job_id": done.job_id})
    assert "FunctionError" not in answer, answer
    assert stack.read_result(done.job_id, "keypoints.npz") == before
    again = stack.deployed.jobs.get(done.job_id)
    assert again is not None
    assert again.status is JobStatus.COMPLETED


def test_photos_of_unknown_jobs_are_a_permanent_error(stack: Stack) -> None:
    assert stack.invoke("image", event("image"))["status"] == "failed"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fail", "media_decode_error"),
        ("fail-execution", "timeout"),
        ("fail-destination", "temporarily_unavailable"),
    ],
)
def test_failures(stack: Stack, name: str, code: str) -> None:
    (failed,) = stack.invoke("fail", event(name))["failed"]
    assert failed["code"] == code


def test_without_a_model_nothing_is_written(stack: Stack, done: Job) -> None:
    assert stack.invoke("coach", {"job_id": done.job_id}) == {"written": False}


def test_nothing_is_fetched_or_called_for_jobs_that_are_gone(stack: Stack) -> None:
    assert stack.invoke("fetch", event("fetch"))["outcome"] == "unwanted"
    (sample,) = event("notify")["Records"]
    job_id = sample["dynamodb"]["Keys"]["job_id"]["S"]
    assert stack.invoke("notify", event("notify")) == {"announced": [job_id]}
    assert stack.invoke("coach", event("coach")) == {"written": False}
    assert stack.invoke("webhook", event("webhook")) == {"batchItemFailures": []}


def test_an_error_has_the_name_that_the_state_machine_retries(stack: Stack) -> None:
    answer = stack.invoke("pose", event("pose"))
    assert answer["FunctionError"] == "Unhandled"
    assert answer["errorType"] == "MissingObjectError"
    assert answer["errorMessage"].startswith("media_missing: There is no job ")
