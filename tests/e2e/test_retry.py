"""What failed is run again by an operator."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from formtrace.cli import app
from formtrace.cli.retry import retry_dead_letters, retry_webhooks
from formtrace.workflow.jobs import JobStatus
from tests.support import clips
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

BROKEN = """
from formtrace.errors import TransientError


def handler(event, context):
    raise RuntimeError("a mistake in a release")
"""


def test_a_job_that_failed_in_a_step_is_completed_by_a_retry(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, demo: bytes
) -> None:
    monkeypatch.setattr("formtrace.cli.stack.connect", lambda _: stack.deployed)
    with stack.handler_of("aggregate", BROKEN):
        job = stack.drop("jumping_jack/again.mp4", demo, **{"end-s": "3"})
    assert job.failure is not None
    assert job.failure.code == "internal"

    asked = CliRunner().invoke(app, ["retry", job.job_id])
    assert asked.exit_code == 0, asked.output
    assert "attempt 2 has begun" in asked.output
    again = stack.ended(job.job_id)
    assert (again.status, again.attempts, again.failure) == (JobStatus.COMPLETED, 2, None)
    assert json.loads(stack.read_result(job.job_id, "result.json"))["count"] == 2
    assert len(stack.executions_named(f"{job.job_id}_2")) == 1

    refused = CliRunner().invoke(app, ["retry", job.job_id])
    assert refused.exit_code == 1
    assert "Only a failed job" in refused.output


def test_all_jobs_that_failed_with_a_code_are_run_again(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formtrace.cli.stack.connect", lambda _: stack.deployed)
    lost = BROKEN.replace("RuntimeError", "TransientError")
    with stack.handler_of("split", lost):
        jobs = [stack.drop(f"squat/outage-{n}.mp4", clips.video(frames=10)) for n in range(2)]
    assert {job.failure.code for job in jobs if job.failure} == {"temporarily_unavailable"}
    # Jobs of other tests may have failed alike, and their uploads may be gone.
    asked = CliRunner().invoke(app, ["retry", "--failed-with", "temporarily_unavailable"])
    for job in jobs:
        assert f"{job.job_id}: attempt 2 has begun" in " ".join(asked.output.split())
    assert {stack.ended(job.job_id).status for job in jobs} == {JobStatus.COMPLETED}


@pytest.fixture
def empty_queues(stack: Stack) -> None:
    """Take away what other tests have left in the dead-letter queues."""
    for output in ("DeadLetterQueueUrl", "UndeliveredQueueUrl"):
        stack.session.client("sqs").purge_queue(QueueUrl=stack.deployed.outputs[output])


@pytest.mark.usefixtures("empty_queues")
def test_a_failure_that_could_not_be_recorded_is_recorded_from_the_dead_letters(stack: Stack) -> None:
    # MiniStack's CloudFormation leaves this property of the template out.
    queue = {"TargetArn": stack.arn_of_queue("DeadLetterQueueUrl")}
    stack.lambda_.update_function_configuration(FunctionName="formtrace-fail", DeadLetterConfig=queue)
    with stack.handler_of("split", BROKEN), stack.handler_of("fail", BROKEN):
        stack.put("squat/lost.mp4", clips.video(frames=10))
        _until(lambda: stack.waiting_in("DeadLetterQueueUrl") == 1)
    assert stack.job_of("squat/lost.mp4") is None
    assert retry_dead_letters(stack.deployed) == {"done": 1}
    job = stack.wait("squat/lost.mp4", 10)
    assert job.failure is not None
    assert job.failure.code == "internal"
    assert stack.waiting_in("DeadLetterQueueUrl") == 0


@pytest.mark.usefixtures("empty_queues")
def test_an_end_that_was_not_announced_is_announced_from_the_dead_letters(stack: Stack) -> None:
    job = stack.drop("squat/unheard.mp4", clips.video(frames=10))
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    ended = job.updated_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    batch: dict[str, Any] = {
        "shardId": "shardId-1",
        "startSequenceNumber": "1",
        "endSequenceNumber": "1",
        "approximateArrivalOfFirstRecord": ended,
        "approximateArrivalOfLastRecord": ended,
        "batchSize": 1,
        "streamArn": "arn:aws:dynamodb:us-east-1:000000000000:table/jobs/stream/1",
    }
    stack.deployed.queue("DeadLetterQueueUrl").put(
        json.dumps({"version": "1.0", "timestamp": moment, "DDBStreamBatchInfo": batch})
    )
    _until(lambda: _announcements(stack, job.job_id) == 1)
    assert retry_dead_letters(stack.deployed) == {"done": 1}
    assert _announcements(stack, job.job_id) == 2


@pytest.mark.usefixtures("empty_queues")
def test_a_dead_letter_that_fails_again_stays(stack: Stack) -> None:
    queue = stack.deployed.queue("DeadLetterQueueUrl")
    queue.put("no JSON")
    assert retry_dead_letters(stack.deployed) == {"left": 1}


@pytest.mark.usefixtures("empty_queues")
def test_undelivered_webhooks_go_back_into_their_queue(stack: Stack) -> None:
    body = json.dumps({"job_id": "gone", "webhook_id": "gone_completed", "body": "{}"})
    stack.deployed.queue("UndeliveredQueueUrl").put(body)
    assert retry_webhooks(stack.deployed) == 1
    assert stack.waiting_in("UndeliveredQueueUrl") == 0
    _until(lambda: any("gone" in line.text for line in stack.deployed.logs(("webhook",))))


def _announcements(stack: Stack, job_id: str) -> int:
    lines = [line.text for line in stack.deployed.logs(("notify",))]
    return sum("job ended" in line and job_id in line for line in lines)


def _until(true: Callable[[], bool], timeout_s: float = 30.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it has not come to that"
        time.sleep(0.2)
