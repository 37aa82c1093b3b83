from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from formtrace.access.tokens import Token, issue
from formtrace.options import AnalysisOptions
from formtrace.outbound import HostList
from formtrace.outbound.client import Network, OutboundClient
from formtrace.outbound.signature import sign
from formtrace.workflow.jobs import Failure, Job, JobStatus, ObjectRef
from formtrace.workflow.notifications import (
    ATTEMPTS,
    WAITS_S,
    DeliveryAttempt,
    DeliveryOutcome,
    JobEvent,
    WebhookDelivery,
    announce,
    deliver,
    event_of,
    wait_s,
    webhook_for,
)
from tests.support.https import FakeResolver, HttpsServer, always, loopback, make_certificate, response
from tests.support.memory import BUCKETS, MemoryJobs
from tests.support.template import resources

CREATED = datetime(2026, 11, 8, 10, tzinfo=UTC)
ENDED = CREATED + timedelta(seconds=27.5)
FILES = BUCKETS.files("j1")
API = "https://api.example.com/"
URL = "https://hooks.example.net/formtrace?x=1"
HOSTS = HostList.parse("hooks.example.net")
TOKEN = issue("app", CREATED).record


def job(status: JobStatus = JobStatus.COMPLETED, **fields: Any) -> Job:
    return Job(
        job_id="j1",
        status=status,
        source=ObjectRef(bucket="uploads", key="jobs/j1/my knee after surgery.mp4"),
        kind="video",
        owner=TOKEN.id,
        callback_url=URL,
        options=AnalysisOptions(exercise="squat", user_height_cm=180),
        created_at=CREATED,
        updated_at=ENDED,
        **fields,
    )


FAILED = job(
    JobStatus.FAILED,
    failure=Failure(code="video_load_error", message="No.", details={"reason": "timeout", "host": "x"}),
)


@dataclass
class Listener:
    """Bus and queue: remember what they were told."""

    heard: list[Any] = field(default_factory=list)

    def put(self, thing: Any) -> None:
        self.heard.append(thing)


@dataclass
class Tokens:
    token: Token | None

    def get(self, token_id: str) -> Token | None:
        return self.token if self.token is not None and self.token.id == token_id else None


def test_an_event_has_pointers_and_nothing_about_anybody() -> None:
    event = event_of(job(), FILES)
    assert event.detail_type == "Job Completed"
    assert json.loads(event.model_dump_json()) == {
        "schema_version": 1,
        "job_id": "j1",
        "status": "completed",
        "source": "video",
        "token_id": TOKEN.id,
        "created_at": "2026-11-08T10:00:00Z",
        "ended_at": "2026-11-08T10:00:27.500000Z",
        "result": {"bucket": "results", "key": "jobs/j1/result.json"},
        "failure": None,
    }


def test_a_failure_has_its_code_and_reason_and_no_result() -> None:
    event = event_of(FAILED, FILES)
    assert event.detail_type == "Job Failed"
    assert event.result is None
    assert json.loads(event.model_dump_json())["failure"] == {"code": "video_load_error", "reason": "timeout"}


def test_a_webhook_says_the_same_with_links() -> None:
    delivery = webhook_for(event_of(job(), FILES), API)
    assert (delivery.job_id, delivery.webhook_id) == ("j1", "j1_completed")
    assert json.loads(delivery.body) == {
        "type": "job.completed",
        "timestamp": "2026-11-08T10:00:27.500000Z",
        "data": {
            "job_id": "j1",
            "status": "completed",
            "source": "video",
            "created_at": "2026-11-08T10:00:00Z",
            "ended_at": "2026-11-08T10:00:27.500000Z",
            "failure": None,
            "links": {
                "self": "https://api.example.com/v1/jobs/j1",
                "result": "https://api.example.com/v1/jobs/j1/result",
                "messages": "https://api.example.com/v1/jobs/j1/messages",
            },
        },
    }
    failed = webhook_for(event_of(FAILED, FILES), API)
    assert failed.webhook_id == "j1_failed"
    assert json.loads(failed.body)["type"] == "job.failed"
    assert json.loads(failed.body)["data"]["links"]["result"] is None


def test_the_same_end_is_the_same_webhook_however_often_it_is_announced() -> None:
    bus, queue = Listener(), Listener()
    for _ in range(2):
        announce(job(), FILES, API, bus, queue)
    assert len(bus.heard) == 2
    assert queue.heard[0] == queue.heard[1]
    assert "." not in queue.heard[0].webhook_id  # the separator of what is signed


@pytest.mark.parametrize("without", ["callback_url", "owner"])
def test_only_jobs_with_a_callback_url_get_a_webhook(without: str) -> None:
    bus, queue = Listener(), Listener()
    announce(job().model_copy(update={without: None}), FILES, API, bus, queue)
    assert [type(heard) for heard in bus.heard] == [JobEvent]
    assert queue.heard == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


NOTICE = WebhookDelivery("j1", "j1_completed", '{"é":1}')


def attempt(
    client: OutboundClient, record: Job | None = None, token: Token | None = TOKEN
) -> DeliveryAttempt:
    jobs = MemoryJobs({"j1": record or job()})
    return deliver(jobs, Tokens(token), client, NOTICE, 1_700_000_000)  # type: ignore[arg-type]


def test_a_delivery_is_signed_with_the_secret_of_the_token(certificate: Path) -> None:
    with HttpsServer(certificate, always(response(b"thanks"))).running() as server:
        done = attempt(OutboundClient(HOSTS, loopback(server)))
    assert done == DeliveryAttempt(DeliveryOutcome.DELIVERED, "status 200")
    (request,) = server.requests
    head, body = request.split(b"\r\n\r\n", 1)
    assert body.decode() == NOTICE.body
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /formtrace?x=1 HTTP/1.1"
    signature = sign(TOKEN.webhook_secret, "j1_completed", 1_700_000_000, body)
    assert {
        "Host: hooks.example.net",
        "Content-Type: application/json",
        "webhook-id: j1_completed",
        "webhook-timestamp: 1700000000",
        f"webhook-signature: {signature}",
    } <= set(lines)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("204 No Content", DeliveryOutcome.DELIVERED),
        ("299 Odd", DeliveryOutcome.DELIVERED),
        ("302 Found", DeliveryOutcome.POSTPONED),
        ("400 Bad", DeliveryOutcome.POSTPONED),
        ("401 Who", DeliveryOutcome.POSTPONED),
        ("429 Slow", DeliveryOutcome.POSTPONED),
        ("500 Oops", DeliveryOutcome.POSTPONED),
        ("410 Gone", DeliveryOutcome.DROPPED),
    ],
)
def test_what_an_answer_means(certificate: Path, status: str, outcome: DeliveryOutcome) -> None:
    answer = response(b"", "Location: https://hooks.example.net/other", status=status)
    with HttpsServer(certificate, always(answer)).running() as server:
        assert attempt(OutboundClient(HOSTS, loopback(server))).outcome is outcome
    assert len(server.requests) == 1


def test_no_answer_is_tried_again_and_a_forbidden_address_is_not(certificate: Path) -> None:
    with HttpsServer(certificate, always(b"")).running() as server:
        network = loopback(server)
    assert attempt(OutboundClient(HOSTS, network)) == DeliveryAttempt(
        DeliveryOutcome.POSTPONED, "unreachable"
    )
    inside = OutboundClient(HOSTS, Network(resolve=FakeResolver([["10.0.0.1"]])))
    assert attempt(inside) == DeliveryAttempt(DeliveryOutcome.DROPPED, "private_address")
    assert attempt(OutboundClient(HostList())) == DeliveryAttempt(DeliveryOutcome.DROPPED, "remote_disabled")


def test_nothing_goes_out_for_deleted_jobs_and_revoked_tokens() -> None:
    nowhere = OutboundClient(HOSTS, Network(resolve=FakeResolver([[]])))
    no_jobs = MemoryJobs()
    assert deliver(no_jobs, Tokens(TOKEN), nowhere, NOTICE, 0).outcome is DeliveryOutcome.DROPPED  # type: ignore[arg-type]
    assert attempt(nowhere, token=None).outcome is DeliveryOutcome.DROPPED
    revoked = TOKEN.model_copy(update={"revoked_at": ENDED})
    assert attempt(nowhere, token=revoked).outcome is DeliveryOutcome.DROPPED


def test_waits_grow_over_hours_and_the_queue_knows_when_to_stop() -> None:
    waits = [wait_s(attempts, 0.5) for attempts in range(1, ATTEMPTS)]
    assert waits == list(WAITS_S)
    assert all(later >= 1.9 * earlier for earlier, later in pairwise(waits))
    assert 12 < sum(waits) / 3600 < 24
    assert wait_s(99, 1.0) < 12 * 3600, "the longest that SQS hides a message"
    assert [wait_s(6, spread) for spread in (0.0, 1.0)] == [3240, 3960]
    queue = resources("AWS::SQS::Queue")["WebhookQueue"]["Properties"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == ATTEMPTS
    assert queue["MessageRetentionPeriod"] > 2 * sum(waits)
