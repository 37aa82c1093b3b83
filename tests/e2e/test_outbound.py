"""Remote media, events and webhooks in the stack, with the real functions, streams, queues and TLS.

The functions may not speak to loopback, and no setting lets them. So the tests put a module of their own in
front of a function, which constructs another way out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from formtrace.access.tokens import issue
from formtrace.adapters.aws.token_table import DynamoTokenStore
from formtrace.workflow.jobs import Failure, Job, JobStatus, ObjectRef
from tests.support import clips
from tests.support.http import Client
from tests.support.https import HttpsServer, make_certificate, response
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

WAY_TO_THE_TEST = """
import ssl
from ipaddress import ip_address

import app
from formtrace.outbound import HostList
from formtrace.outbound.client import Network, OutboundClient
from formtrace.outbound.guard import guarded

LOOPBACK = ip_address("127.0.0.1")
NETWORK = Network(
    resolve=lambda host: [LOOPBACK],
    permits=lambda address: address == LOOPBACK,
    port={port},
    tls=guarded(ssl.create_default_context(cafile={certificate!r})),
)
app.client = lambda: OutboundClient(HostList.parse("*.example.com hooks.example.net"), NETWORK)
app.wait_s = lambda attempts, spread: 1
handler = app.handler
"""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def events(stack: Stack) -> Iterator[Callable[[str], dict[str, Any]]]:
    """The events that the stack puts on the bus, by job."""
    sqs, bus = stack.session.client("sqs"), stack.session.client("events")
    name = f"listener-{uuid.uuid4()}"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus.put_rule(Name=name, EventPattern=json.dumps({"source": ["formtrace"]}), State="ENABLED")
    bus.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    seen: list[dict[str, Any]] = []

    def event_of(job_id: str) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
            seen.extend(json.loads(message["Body"]) for message in received.get("Messages", ()))
            return next((event for event in seen if event["detail"]["job_id"] == job_id), None)

        return eventually(found)

    yield event_of
    bus.remove_targets(Rule=name, Ids=["queue"])
    bus.delete_rule(Name=name)


def eventually(look: Callable[[], Any], timeout_s: float = 30.0) -> Any:
    """What ``look`` finds, as soon as it does."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing after {timeout_s} s")


def new_job(stack: Stack, status: JobStatus, **fields: Any) -> str:
    """A record as the API makes it."""
    job_id, now = str(uuid.uuid4()), datetime.now(UTC)
    source = ObjectRef(bucket=stack.deployed.uploads_bucket, key=f"jobs/{job_id}/v.mp4")
    stack.deployed.jobs.create(
        Job(job_id=job_id, status=status, source=source, created_at=now, updated_at=now, **fields)
    )
    return job_id


def test_ends_of_jobs_are_events(stack: Stack, events: Callable[[str], dict[str, Any]]) -> None:
    stack.put("notes/diary.mp4", b"dear diary, today I did squats\n" * 50)
    done = new_job(stack, JobStatus.ANALYSING, kind="video", owner="tok_1")
    stack.deployed.jobs.advance(done, JobStatus.COMPLETED)
    event = events(done)
    assert (event["source"], event["detail-type"]) == ("formtrace", "Job Completed")
    assert event["detail"]["result"] == {
        "bucket": stack.deployed.results_bucket,
        "key": f"jobs/{done}/result.json",
    }
    job = stack.wait("notes/diary.mp4")
    failed = events(job.job_id)
    assert failed["detail-type"] == "Job Failed"
    assert failed["detail"]["failure"] == {"code": "media_unrecognised", "reason": None}
    assert "diary" not in json.dumps(failed)


def test_a_webhook_that_fails_comes_again_and_is_signed(stack: Stack, certificate: Path) -> None:
    token = issue("a test", datetime.now(UTC)).record
    DynamoTokenStore(stack.session, stack.deployed.outputs["TokensTableName"]).create(token)
    statuses = iter(["500 Busy", "302 Found", "204 No Content"])

    def answer(connection: Any, _: bytes) -> None:
        connection.sendall(response(b"", status=next(statuses)))

    with HttpsServer(certificate, answer).running() as server:
        wrapper = WAY_TO_THE_TEST.format(port=server.port, certificate=str(certificate))
        with stack.handler_of("webhook", wrapper):
            url = "https://hooks.example.net/formtrace?x=1"
            job_id = new_job(stack, JobStatus.ANALYSING, owner=token.id, callback_url=url)
            stack.deployed.jobs.fail(job_id, Failure(code="media_limit", message="Cut it."))
            eventually(lambda: len(server.requests) >= 3)
            time.sleep(2)  # a fourth would come
    assert len(server.requests) == 3
    heads, bodies = zip(*(request.split(b"\r\n\r\n", 1) for request in server.requests), strict=True)
    assert len(set(bodies)) == 1
    body = json.loads(bodies[0])
    assert body["type"] == "job.failed"
    assert body["data"]["failure"] == {"code": "media_limit", "reason": None}
    assert body["data"]["links"]["self"].endswith(f"/v1/jobs/{job_id}")
    key = base64.b64decode(token.webhook_secret.removeprefix("whsec_"))
    for head in heads:
        assert head.startswith(b"POST /formtrace?x=1 HTTP/1.1\r\n")
        headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        assert headers[b"webhook-id"] == f"{job_id}_failed".encode()
        assert abs(int(headers[b"webhook-timestamp"]) - time.time()) < 60
        signed = headers[b"webhook-id"] + b"." + headers[b"webhook-timestamp"] + b"." + bodies[0]
        signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
        assert headers[b"webhook-signature"] == b"v1," + signature


def test_a_job_with_two_urls_is_fetched_analysed_and_announced(
    stack: Stack, http: Client, certificate: Path
) -> None:
    video, calls = clips.video(frames=20), []

    def answer(connection: Any, request: bytes) -> None:
        if request.startswith(b"POST"):
            calls.append(json.loads(request.partition(b"\r\n\r\n")[2]))
            connection.sendall(response(b""))
        else:
            connection.sendall(response(video, "Content-Type: video/mp4"))

    with HttpsServer(certificate, answer).running() as server:
        wrapper = WAY_TO_THE_TEST.format(port=server.port, certificate=str(certificate))
        with (
            allowed(stack, "media.example.com", "hooks.example.net"),
            stack.handler_of("fetch", wrapper),
            stack.handler_of("webhook", wrapper),
        ):
            asked = {
                "videoSrc": "https://media.example.com/clips/v.mp4?signature=x",
                "callbackUrl": "https://hooks.example.net/formtrace",
            }
            made = http.post("/v1/jobs", asked)
            assert (made.status, made.json["status"], made.json["upload"]) == (201, "fetching", None)
            job_id = made.json["job_id"]
            invoke_later(stack, job_id)  # events come more than once
            job = ended(stack, job_id)
            eventually(lambda: calls)
    assert job.status is JobStatus.COMPLETED
    assert (job.fetched_bytes, job.total_bytes) == (len(video), len(video))
    assert "result.json" in stack.result_files(job_id)
    assert [request.split(b" ")[0] for request in server.requests] == [b"GET", b"POST"]
    stored = stack.s3.get_object(Bucket=job.source.bucket, Key=job.source.key)
    assert stored["Body"].read() == video
    assert stored["ContentType"] == "video/mp4"
    assert calls[0]["type"] == "job.completed"
    assert calls[0]["data"]["source"] == "video"
    assert calls[0]["data"]["links"]["result"].endswith(f"/v1/jobs/{job_id}/result")


@contextmanager
def allowed(stack: Stack, media: str, hooks: str) -> Iterator[None]:
    """Have the API accept URLs of hosts, as the deployment's parameters would."""
    name = f"{stack.deployed.name}-api"
    before = stack.lambda_.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    hosts = {"FORMTRACE_REMOTE_MEDIA_HOSTS": media, "FORMTRACE_WEBHOOK_HOSTS": hooks}
    version = stack.lambda_.get_alias(FunctionName=name, Name="live")["FunctionVersion"]
    stack.lambda_.update_function_configuration(FunctionName=name, Environment={"Variables": before | hosts})
    published = stack.lambda_.publish_version(FunctionName=name)["Version"]
    stack.lambda_.update_alias(FunctionName=name, Name="live", FunctionVersion=published)
    try:
        yield
    finally:
        stack.lambda_.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
        stack.lambda_.update_function_configuration(FunctionName=name, Environment={"Variables": before})


def test_as_deployed_nothing_is_fetched(stack: Stack) -> None:
    job_id = new_job(stack, JobStatus.FETCHING, kind="image", remote_url="https://media.example.com/p.jpg")
    invoke_later(stack, job_id)
    failure = ended(stack, job_id).failure
    assert failure is not None
    assert (failure.code, failure.details) == ("image_load_error", {"reason": "remote_disabled"})


def invoke_later(stack: Stack, job_id: str) -> None:
    """As the API does it."""
    stack.lambda_.invoke(
        FunctionName=f"{stack.deployed.name}-fetch",
        InvocationType="Event",
        Payload=json.dumps({"job_id": job_id}).encode(),
    )


def ended(stack: Stack, job_id: str) -> Job:
    def final() -> Job | None:
        job = stack.deployed.jobs.get(job_id)
        return job if job is not None and job.status.is_final else None

    found: Job = eventually(final, 60.0)
    return found
