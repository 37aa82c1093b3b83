from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from formtrace.adapters.aws.notifications import EventBridgeBus, SqsWebhookQueue
from formtrace.adapters.events.job_stream import ended_jobs_in
from formtrace.adapters.events.webhook_queue import deliveries_in
from formtrace.errors import TransientError
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.notifications import JobEvent, WebhookDelivery
from tests.support.template import resources

EVENTS = Path(__file__).parents[4] / "events"
NOW = datetime(2026, 11, 8, 10, tzinfo=UTC)
EVENT = JobEvent(job_id="j1", status="failed", source="video", token_id="tok_1", created_at=NOW, ended_at=NOW)


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return loaded


def test_a_record_of_the_stream_is_a_job() -> None:
    (job,) = ended_jobs_in(event("notify"))
    assert job.status is JobStatus.COMPLETED
    assert job.options.given() == {"exercise": "squat"}
    assert job.posed == {0, 1, 2, 3}
    assert (job.owner, job.callback_url) == (
        "tok_0123456789abcdef0123",
        "https://hooks.example.net/formtrace",
    )


def test_only_the_change_to_a_final_state_counts() -> None:
    stream = event("notify")
    (record,) = stream["Records"]
    late, going_on, deleted = (copy.deepcopy(record) for _ in range(3))
    late["dynamodb"]["OldImage"]["status"]["S"] = "completed"
    going_on["dynamodb"]["NewImage"]["status"]["S"] = "rendering"
    del deleted["dynamodb"]["NewImage"]
    assert ended_jobs_in({"Records": [late, going_on, deleted]}) == []
    assert len(ended_jobs_in({"Records": [late, record, deleted]})) == 1


def test_the_filter_of_the_template_lets_these_changes_through() -> None:
    """Names and values of the filter are those of the records; MiniStack and AWS do the matching."""
    mapping = resources("AWS::Lambda::EventSourceMapping")["NotifyFromStream"]["Properties"]
    (pattern,) = (json.loads(each["Pattern"]) for each in mapping["FilterCriteria"]["Filters"])
    (record,) = event("notify")["Records"]
    final = [status.value for status in JobStatus if status.is_final]
    assert record["eventName"] in pattern["eventName"]
    assert pattern["dynamodb"]["NewImage"]["status"]["S"] == final
    assert pattern["dynamodb"]["OldImage"]["status"]["S"] == [{"anything-but": final}]
    table = resources("AWS::DynamoDB::Table")["JobsTable"]["Properties"]
    assert table["StreamSpecification"]["StreamViewType"] == record["dynamodb"]["StreamViewType"]


def test_an_event_is_what_rules_match_and_one_that_is_not_taken_is_put_again(session: Any) -> None:
    """Checked against the service's model; that listeners get it, the stack's test shows."""
    bus = EventBridgeBus(session)
    entry = {"Source": "formtrace", "DetailType": "Job Failed", "Detail": ANY, "Time": NOW}
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]}
    with Stubber(bus._client) as stub:
        stub.add_response("put_events", {"FailedEntryCount": 0, "Entries": [{}]}, {"Entries": [entry]})
        bus.put(EVENT)
        stub.add_response("put_events", refused, {"Entries": [entry]})
        with pytest.raises(TransientError, match="InternalFailure"):
            bus.put(EVENT)


def test_a_notice_comes_out_of_the_queue_as_it_went_in_and_can_be_hidden(session: Any) -> None:
    sqs = session.client("sqs")
    url = sqs.create_queue(QueueName="webhooks", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    queue, delivery = SqsWebhookQueue(session, url), WebhookDelivery("j1", "j1_completed", '{"é": "\\n"}')
    queue.put(delivery)
    received = sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"][0]
    record = {
        "messageId": received["MessageId"],
        "receiptHandle": received["ReceiptHandle"],
        "body": received["Body"],
        "attributes": received["Attributes"],
    }
    (again,) = deliveries_in({"Records": [record]})
    assert (again.delivery, again.attempts, again.message_id) == (delivery, 1, received["MessageId"])
    queue.postpone(again.receipt, 600)
    assert "Messages" not in sqs.receive_message(QueueUrl=url)


def test_the_sample_of_the_queue_is_read() -> None:
    (received,) = deliveries_in(event("webhook"))
    assert received.attempts == 2
    assert received.delivery.webhook_id == f"{received.delivery.job_id}_completed"
