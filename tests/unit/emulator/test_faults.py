"""Faults on purpose: how many, of which kinds, and the same for all attempts of a call."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FILE = Path(__file__).parents[3] / "emulator" / "faults.py"


@pytest.fixture(scope="module")
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("emulator_faults", FILE)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def test_the_share_of_calls_that_fails_is_the_one_asked_for(module: ModuleType) -> None:
    faults = module.Faults(0.05, "1")
    kinds = Counter(faults.of_call(f"call-{number}") for number in range(20_000))
    assert 800 <= 20_000 - kinds[None] <= 1200
    assert set(kinds) - {None} == set(module.CALL_FAULTS)
    assert module.Faults(0.0, "1").of_call("call-1") is None


def test_all_attempts_of_a_call_fail_alike_and_those_of_a_function_do_not(module: ModuleType) -> None:
    faults = module.Faults(0.5, "1")
    calls = {faults.of_call("one call") for _ in range(10)}
    assert len(calls) == 1
    attempts = {faults.of_invocation("one request") for _ in range(40)}
    assert None in attempts
    assert len(attempts) > 2


def answered(module: ModuleType, headers: dict[str, str]) -> tuple[int, int]:
    """The status of an answer with every call failing, and how often the service was reached."""
    reached, sent = [], []

    async def service(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "path": "/b/k",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    faults = module.Faults(1.0, "1")
    asyncio.run(module.with_failing_calls(faults, service)(scope, receive, send))
    return sent[0]["status"], len(reached)


def call(service: str, by_function: bool, number: int) -> dict[str, str]:
    return {
        "authorization": f"AWS4-HMAC-SHA256 Credential=x/20260501/us-east-1/{service}/aws4_request, y",
        "user-agent": "Boto3/1 exec-env/AWS_Lambda_python3.13" if by_function else "Boto3/1",
        "amz-sdk-invocation-id": f"id-{number}",
    }


def test_only_calls_of_functions_fail(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW_S", 0.0)
    of_functions = [answered(module, call("s3", True, number)) for number in range(40)]
    assert {status for status, _ in of_functions} == {200, 500, 503}
    assert (500, 1) in of_functions  # done, and the answer lost
    assert (500, 0) in of_functions
    assert {answered(module, call("s3", False, number)) for number in range(40)} == {(200, 1)}
    assert {answered(module, call("logs", True, number)) for number in range(40)} == {(200, 1)}


def test_services_throttle_in_their_own_words(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALL_FAULTS", ("throttled",))
    assert answered(module, call("s3", True, 1)) == (503, 0)
    assert answered(module, call("dynamodb", True, 1)) == (400, 0)
    assert answered(module, call("lambda", True, 1)) == (429, 0)
