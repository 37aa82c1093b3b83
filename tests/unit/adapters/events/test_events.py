from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from formtrace.adapters.events.failures import failures_in
from formtrace.adapters.events.uploads import uploads_in

EVENTS = Path(__file__).parents[4] / "events"


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return loaded


def test_both_shapes_of_an_upload_are_the_same_job() -> None:
    (notified,), (bridged,) = uploads_in(event("split-s3")), uploads_in(event("split-eventbridge"))
    assert notified == bridged
    assert notified.source.key == "jumping_jack/Übung 1+2 'roof'.mp4"
    assert notified.job_id == bridged.job_id


@pytest.mark.parametrize(
    ("encoded", "key"),
    [
        ("a+b.mp4", "a b.mp4"),
        ("a%2Bb.mp4", "a+b.mp4"),
        ("%C3%BC%22%27%26.mp4", "ü\"'&.mp4"),
        ("100%25.mp4", "100%.mp4"),
    ],
)
def test_keys_of_notifications_are_decoded_and_those_of_eventbridge_are_not(encoded: str, key: str) -> None:
    notification, bridged = event("split-s3"), event("split-eventbridge")
    notification["Records"][0]["s3"]["object"]["key"] = encoded
    bridged["detail"]["object"]["key"] = encoded
    assert uploads_in(notification)[0].source.key == key
    assert uploads_in(bridged)[0].source.key == encoded


def test_what_is_no_upload_holds_none() -> None:
    assert uploads_in({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "uploads"}) == []
    removed = event("split-s3")
    removed["Records"][0]["eventName"] = "ObjectRemoved:Delete"
    assert uploads_in(removed) == []


def test_the_state_machine_tells_of_a_failure() -> None:
    (failed,) = failures_in(event("fail"))
    assert failed.job_id == event("fail")["job_id"]
    assert failed.failure.code == "media_decode_error"


def test_an_execution_that_was_aborted_fails_its_job() -> None:
    (failed,) = failures_in(event("fail-execution"))
    assert (failed.job_id, failed.failure.code) == (event("fail-execution")["detail"]["name"], "timeout")


def test_an_upload_that_failed_again_and_again_can_still_be_recorded() -> None:
    (failed,) = failures_in(event("fail-destination"))
    (upload,) = uploads_in(event("split-s3"))
    assert failed.upload == upload
    assert failed.job_id == upload.job_id
    assert failed.failure.code == "temporarily_unavailable"


def test_a_photo_that_failed_again_and_again_names_its_job() -> None:
    record = event("fail-destination") | {"requestPayload": {"job_id": "photo-job"}}
    (failed,) = failures_in(record)
    assert (failed.job_id, failed.upload) == ("photo-job", None)
