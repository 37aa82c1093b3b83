"""Faults on purpose: calls of functions to services fail, and functions fail, as they do on AWS.

A fault is decided for a whole logical call, whose attempts by the SDK share an id, so that some calls fail
however often the SDK tries. What the functions run is the product, unchanged.

Environment:
    LOCAL_FAULTS: the share of calls and invocations that fail, and a seed: ``0.05,7``; nothing without it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Callable[..., Any], Callable[..., Any]], Awaitable[None]]
Execute = Callable[[dict[str, Any], Any, str], Any]

SLOW_S = 2.0
CALL_FAULTS = ("throttled", "error", "answer lost", "slow")
INVOCATION_FAULTS = ("killed before", "killed after", "timed out", "throttled")
THROTTLING = {
    "s3": (503, "SlowDown"),
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "states": (400, "ThrottlingException"),
    "lambda": (429, "TooManyRequestsException"),
    "events": (400, "ThrottlingException"),
    "sqs": (400, "ThrottlingException"),
}


class Faults:
    """What fails, by chance but the same for the same seed and call; ``seen`` counts the kinds.

    Args:
        share: of calls and of invocations, 0..1.
        seed: another one makes others fail.
    """

    def __init__(self, share: float, seed: str) -> None:
        self._share, self._seed = share, seed
        self._attempts: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()

    @classmethod
    def from_environment(cls) -> Faults | None:
        """Those that ``LOCAL_FAULTS`` asks for."""
        share, _, seed = os.environ.get("LOCAL_FAULTS", "").partition(",")
        return cls(float(share), seed) if share else None

    def of_call(self, call_id: str) -> str | None:
        """The fault of a call, if it has one."""
        return self._chosen(call_id, CALL_FAULTS)

    def of_invocation(self, request_id: str) -> str | None:
        """The fault of the next attempt to run a function, if it has one."""
        self._attempts[request_id] += 1
        return self._chosen(f"{request_id}:{self._attempts[request_id]}", INVOCATION_FAULTS)

    def _chosen(self, name: str, kinds: tuple[str, ...]) -> str | None:
        chance = random.Random(f"{self._seed}:{name}")
        return chance.choice(kinds) if chance.random() < self._share else None


def with_failing_calls(faults: Faults, services: Application) -> Application:
    """Wrap the services so that some calls of functions to them fail; ``/_faults`` says how many so far."""

    async def serve(scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope.get("path") == "/_faults":
            return await _send(send, 200, b"application/json", json.dumps(faults.seen))
        headers = {name.decode().lower(): value.decode() for name, value in scope.get("headers", ())}
        service, call_id = service_of(headers), headers.get("amz-sdk-invocation-id", "")
        by_function = "exec-env/AWS_Lambda" in headers.get("user-agent", "")
        fault = faults.of_call(call_id) if by_function and call_id and service in THROTTLING else None
        if fault is None:
            return await services(scope, receive, send)
        faults.seen[f"{service} {fault}"] += 1
        if fault == "slow":
            await asyncio.sleep(SLOW_S)
            return await services(scope, receive, send)
        if fault == "answer lost":
            await services(scope, receive, _nowhere)
        else:
            await _read_all(receive)
        status, code = THROTTLING[service] if fault == "throttled" else (500, "InternalError")
        return await _answer(send, service, status, code)

    return serve


def with_failing_functions(faults: Faults, execute: Execute) -> Execute:
    """Wrap the execution of functions so that some fail."""

    def execute_or_fail(func: dict[str, Any], event: Any, request_id: str) -> Any:
        fault = faults.of_invocation(request_id)
        if fault is None:
            return execute(func, event, request_id)
        faults.seen[f"function {fault}"] += 1
        if fault in ("killed after", "timed out"):
            execute(func, event, request_id)
        return _failed(fault)

    return execute_or_fail


def service_of(headers: dict[str, str]) -> str:
    """The service that a signed request is for: it is part of the credential's scope."""
    scope = headers.get("authorization", "").partition("Credential=")[2].split("/")
    return scope[3] if len(scope) > 3 else ""


def _failed(fault: str) -> dict[str, Any]:
    kind = {"timed out": "Sandbox.Timedout", "throttled": "Lambda.TooManyRequestsException"}
    body = {"errorType": kind.get(fault, "Runtime.ExitError"), "errorMessage": f"RequestId: x Error: {fault}"}
    return {"body": body, "error": True, "log": f"fault on purpose: {fault}"}


async def _nowhere(_: Any) -> None:
    """An answer that is lost."""


async def _read_all(receive: Callable[..., Any]) -> None:
    while (await receive()).get("more_body"):
        pass


async def _answer(send: Callable[..., Any], service: str, status: int, code: str) -> None:
    if service == "s3":
        kind, body = b"application/xml", f"<Error><Code>{code}</Code><Message>on purpose</Message></Error>"
    else:
        kind, body = b"application/x-amz-json-1.0", json.dumps({"__type": code, "message": "on purpose"})
    await _send(send, status, kind, body, (b"x-amzn-errortype", code.encode()))


async def _send(
    send: Callable[..., Any], status: int, kind: bytes, body: str, *more: tuple[bytes, bytes]
) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
