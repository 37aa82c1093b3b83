"""Events that come twenty times, attempts that die, errors that last."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from formtrace.adapters.events.uploads import uploads_in
from formtrace.workflow.jobs import JobStatus
from tests.support import clips
from tests.support.stack import Stack, event

pytestmark = [pytest.mark.stack, pytest.mark.slow]

FIRST_ATTEMPTS_FAIL = """
import os, signal, tempfile
from pathlib import Path

import app
from formtrace.errors import TransientError


def handler(event, context):
    "Every first attempt fails: of even chunks by a transient error, of odd ones by the death of the process."
    mark = Path(tempfile.gettempdir(), f"attempted-{event['job_id']}-{event['chunk']}")
    if not mark.exists():
        mark.touch()
        if event["chunk"] % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        raise TransientError("The first attempt of this chunk fails.")
    return app.handler(event, context)
"""

SECOND_CHUNK_IS_DAMAGED = """
import tempfile
from pathlib import Path

import app
from formtrace.errors import UndecodableMediaError


def handler(event, context):
    "The second chunk cannot be decoded; every attempt leaves a mark."
    if event["chunk"] == 1:
        with Path(tempfile.gettempdir(), f"attempts-{event['job_id']}").open("a") as marks:
            marks.write("x")
        raise UndecodableMediaError("The video breaks off; export or upload it again.")
    return app.handler(event, context)
"""

DIES_WITH_THE_CLAIM = """
import os, signal, tempfile
from pathlib import Path

import app
from formtrace.adapters.events.uploads import uploads_in
from formtrace.adapters.aws.services import services


def handler(event, context):
    "The first attempt dies when it has claimed the upload."
    (drop,) = uploads_in(event)
    mark = Path(tempfile.gettempdir(), f"claimed-{drop.job_id}")
    if not mark.exists():
        mark.touch()
        assert services().leases.acquire(drop.job_id, context.aws_request_id, 960)
        os.kill(os.getpid(), signal.SIGKILL)
    return app.handler(event, context)
"""


def test_the_same_event_twenty_times_at_once_is_one_execution_and_one_result(stack: Stack) -> None:
    # The put has an event of its own, which is another occasion and so another job.
    stack.put("squat/twenty.mp4", clips.video(frames=20))
    delivery = event("split-s3")
    delivery["Records"][0]["s3"]["bucket"]["name"] = stack.deployed.uploads_bucket
    delivery["Records"][0]["s3"]["object"] = {"key": "squat/twenty.mp4", "sequencer": "00AA"}
    (drop,) = uploads_in(delivery)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: stack.invoke("split", delivery), range(20)))
    outcomes = Counter(upload["outcome"] for answer in answers for upload in answer["uploads"])
    assert outcomes == {"video": 1, "duplicate": 19}
    assert {upload["job_id"] for answer in answers for upload in answer["uploads"]} == {drop.job_id}

    assert stack.ended(drop.job_id).status is JobStatus.COMPLETED
    assert len(stack.executions_named(drop.job_id)) == 1
    assert "result.json" in stack.result_files(drop.job_id)


def test_the_result_is_right_although_every_first_attempt_dies(stack: Stack, demo: bytes) -> None:
    with stack.handler_of("pose", FIRST_ATTEMPTS_FAIL):
        job = stack.drop("jumping_jack/restless.mp4", demo, timeout_s=240, **{"chunk-s": "1.5"})
    assert job.status is JobStatus.COMPLETED, job.failure
    assert (job.chunks or 0) >= 2
    attempted = list((stack.local.state_dir / "tmp").glob(f"attempted-{job.job_id}-*"))
    assert len(attempted) == job.chunks
    assert json.loads(stack.read_result(job.job_id, "result.json"))["count"] == 2


def test_a_permanent_error_ends_the_job_with_its_code_at_the_first_attempt(stack: Stack, demo: bytes) -> None:
    with stack.handler_of("pose", SECOND_CHUNK_IS_DAMAGED):
        job = stack.drop("jumping_jack/damaged.mp4", demo, **{"chunk-s": "1.5"})
        (execution,) = stack.executions_named(job.job_id)
    assert job.status is JobStatus.FAILED
    assert job.failure is not None
    assert job.failure.code == "media_decode_error"
    assert job.failure.message == "The video breaks off; export or upload it again."
    assert (stack.local.state_dir / "tmp" / f"attempts-{job.job_id}").read_text() == "x"
    assert execution["status"] in ("RUNNING", "FAILED")
    assert stack.result_files(job.job_id) == {}


def test_an_upload_whose_first_attempt_died_is_taken_up_by_the_next(stack: Stack) -> None:
    with stack.handler_of("split", DIES_WITH_THE_CLAIM):
        job = stack.drop("squat/interrupted.mp4", clips.video(frames=20, width=160, height=120))
    assert job.status is JobStatus.COMPLETED, job.failure
    assert (stack.local.state_dir / "tmp" / f"claimed-{job.job_id}").exists()


def test_an_upload_that_cannot_be_taken_in_still_has_a_job_that_ends(stack: Stack) -> None:
    with stack.handler_of("split", "def handler(event, context):\n    raise MemoryError('too small')\n"):
        job = stack.drop("squat/unlucky.mp4", clips.video(frames=10))
    assert job.status is JobStatus.FAILED
    assert job.failure is not None
    assert job.failure.code == "internal"
    assert "too small" not in job.failure.message
