"""The webhook receiver takes what the product signs, once, and nothing else."""

from __future__ import annotations

import importlib.util
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from formtrace.access.tokens import new_webhook_secret
from formtrace.outbound.signature import signed_headers

EXAMPLE = Path(__file__).parents[3] / "examples" / "webhook-receiver" / "receiver.py"
SECRET = new_webhook_secret()
BODY = json.dumps({"type": "job.completed", "data": {"job_id": "j", "status": "completed"}}).encode()


@pytest.fixture
def receiver() -> Iterator[Any]:
    spec = importlib.util.spec_from_file_location("receiver", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.Receiver(SECRET) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_signed_webhook_is_taken_once(receiver: Any) -> None:
    headers = signed_headers(SECRET, "j_completed", int(time.time()), BODY)
    assert [post(receiver.url, BODY, headers) for _ in range(2)] == [204, 204]
    assert receiver.events.get(timeout=5)["data"]["job_id"] == "j"
    assert receiver.events.empty()


@pytest.mark.parametrize("wrong", ["secret", "body", "old", "unsigned", "signature"])
def test_anything_else_is_refused(receiver: Any, wrong: str) -> None:
    now = int(time.time()) - (3600 if wrong == "old" else 0)
    secret = new_webhook_secret() if wrong == "secret" else SECRET
    headers = {} if wrong == "unsigned" else signed_headers(secret, "j_completed", now, BODY)
    if wrong == "signature":
        headers["webhook-signature"] = "v1,AAAA v2"
    assert post(receiver.url, BODY + b" " if wrong == "body" else BODY, headers) == 401
    assert receiver.events.empty()
