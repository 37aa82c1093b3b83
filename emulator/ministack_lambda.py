"""MiniStack whose Python functions run as on Lambda: processes under the genuine ``awslambdaric``.

MiniStack runs Python handlers in its own interpreter and reports every failure as ``Runtime.HandlerError``; a
state machine that retries and catches by error name needs the real names. For ``provided.*`` runtimes it
serves the Lambda Runtime API, and that is all the runtime client needs. So this module sends Python functions
the same way, with the layers where a function expects them, and then starts MiniStack.

It also gives the stack's HTTP API a plain address, as a domain name would: requests for ``/v1``, ``/assets``
and ``/pose_tracker`` go to it, everything else to the services on the same port.

Environment:
    LOCAL_PYTHON: the interpreter that runs the functions, of the version that the layers are built for.
    LOCAL_CONCURRENCY: how many functions run at a time; more wait, since each is a process of its own. Those
        that answer HTTP requests have as much room again of their own: they may wait for other functions.
    LOCAL_LAMBDA_RUNTIME: folder with what AWS supplies in its runtimes (``awslambdaric``, ``boto3``).
    GATEWAY_PORT, BIND_HOST: where MiniStack listens.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from ministack import app as gateway
from ministack.core import lambda_runtime
from ministack.services import apigateway, lambda_svc

PYTHON = os.environ["LOCAL_PYTHON"]
RUNTIME_DIR = os.environ["LOCAL_LAMBDA_RUNTIME"]
ROOM = threading.BoundedSemaphore(int(os.environ["LOCAL_CONCURRENCY"]))
HTTP_ROOM = threading.BoundedSemaphore(int(os.environ["LOCAL_CONCURRENCY"]))
API_PATHS = ("v1", "assets", "pose_tracker")
ENDPOINT = f"http://{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"
# -S: what is installed in the interpreter's own environment is not on Lambda.
BOOTSTRAP = f'#!/bin/sh\nexec "{PYTHON}" -S -m awslambdaric "$_HANDLER"\n'

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Callable[..., Any], Callable[..., Any]], Awaitable[None]]

ASYNC_REQUEST_ID: ContextVar[str | None] = ContextVar("async_request_id", default=None)

_code_dir = lambda_svc._provided_runtime_code_dir
_worker_env = lambda_svc._provided_worker_env
_warm = lambda_svc._execute_function_warm
_invoke_async = lambda_svc.invoke_async_with_retry
_drain = lambda_runtime.ProvidedWorker._drain_stderr_bounded
_cors_headers = apigateway._cors_response_headers
_cors_preflight = apigateway._cors_preflight_response


def is_python(config: dict[str, Any]) -> bool:
    """Whether a function's configuration names a Python runtime."""
    return str(config.get("Runtime", "")).startswith("python")


def code_dir(code_zip: bytes) -> str:
    """Unpack a function's code and give it the entry point that a custom runtime has."""
    directory = _code_dir(code_zip)
    bootstrap = Path(directory, "bootstrap")
    with lambda_svc._provided_code_lock:  # no process may start while an executable is open for writing
        if not bootstrap.exists():
            bootstrap.write_text(BOOTSTRAP)
            bootstrap.chmod(0o755)
    return directory


@functools.lru_cache(maxsize=64)
def layer_dir(arn: str) -> Path | None:
    """Unpack a published layer version; versions never change, so once is enough."""
    content = lambda_svc._resolve_layer_zip(arn)
    return Path(lambda_svc._docker_extracted_dir(content, "layer")) if content else None


def in_layers(value: str, layers: list[Path]) -> str:
    """Translate a path below ``/opt``, where Lambda mounts all layers over each other."""
    if not value.startswith("/opt/"):
        return value
    found = (layer / value.removeprefix("/opt/") for layer in layers)
    return next((str(path) for path in found if path.exists()), value)


def worker_env(config: dict[str, Any], directory: str, port: int) -> dict[str, str]:
    """Build the environment of a function's process: Lambda's variables, and only what Lambda would set."""
    inherited = {**_worker_env(config, directory, port)}
    if not is_python(config):
        return inherited
    runtime = str(config["Runtime"])
    references = [ref["Arn"] if isinstance(ref, dict) else ref for ref in config.get("Layers", [])]
    layers = [path for arn in references if (path := layer_dir(arn))]
    candidates = [
        path / folder for path in layers for folder in (f"python/lib/{runtime}/site-packages", "python")
    ]
    search = [directory, *(str(path) for path in candidates if path.is_dir()), RUNTIME_DIR]
    for name in ("PYTHONHOME", "VIRTUAL_ENV", "LOCAL_PYTHON", "LOCAL_LAMBDA_RUNTIME"):
        inherited.pop(name, None)
    return {name: in_layers(value, layers) for name, value in inherited.items()} | {
        "PYTHONPATH": os.pathsep.join(search),
        "PYTHONDONTWRITEBYTECODE": "",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_ENDPOINT_URL": ENDPOINT,
        "POWERTOOLS_TRACE_DISABLED": "true",  # there is no X-Ray daemon here
        "TZ": ":UTC",
    }


def worker_class(config: dict[str, Any]) -> type:
    """Choose the execution environment: the Runtime API for Python as well."""
    runtime_api = is_python(config) or str(config.get("Runtime", "")).startswith("provided")
    return lambda_runtime.ProvidedWorker if runtime_api else lambda_runtime.Worker


def execute_warm(function: dict[str, Any], event: Any, request_id: str) -> Any:
    """Invoke a function in a warm environment, when there is room.

    Only one that answers an HTTP request waits for another function, and that one has room of another kind:
    so there is always one that goes on.
    """
    config = function.get("config") or function
    run = lambda_svc._execute_function_provided_warm if is_python(config) else _warm
    with HTTP_ROOM if is_http_request(event) else ROOM:
        return run(function, event, ASYNC_REQUEST_ID.get() or request_id)


def is_http_request(event: Any) -> bool:
    """Whether an event is a request that came through API Gateway (payload format 2.0)."""
    return isinstance(event, dict) and "rawPath" in event and "requestContext" in event


def invoke_async(function: dict[str, Any], event: Any) -> None:
    """Invoke a function asynchronously; as on Lambda, all attempts have the same request id."""
    token = ASYNC_REQUEST_ID.set(str(uuid.uuid4()))
    try:
        _invoke_async(function, event)  # its thread takes a copy of this context
    finally:
        ASYNC_REQUEST_ID.reset(token)


def at_plain_addresses(services: Application) -> Application:
    """Wrap MiniStack so that the paths of the stack's HTTP API lead to it."""

    async def route(scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        path = str(scope.get("path", ""))
        if (
            scope["type"] == "http"
            and path.lstrip("/").partition("/")[0] in API_PATHS
            and (api_id := the_api())
        ):
            prefix = f"/_aws/execute-api/{api_id}/$default"
            raw_path = prefix.encode() + (scope.get("raw_path") or path.encode())
            scope = {**scope, "path": prefix + path, "raw_path": raw_path}
        await services(scope, receive, send)

    return route


def the_api() -> str | None:
    """The id of the HTTP API: there is one stack here, and it has one."""
    return next((key[-1] for key, _ in apigateway._apis.all_items()), None)


def as_api_calls_it(cors: dict[str, Any]) -> dict[str, Any]:
    """A CORS configuration as CloudFormation writes it (``AllowOrigins``), in the service's own spelling."""
    return {f"{name[:1].lower()}{name[1:]}": value for name, value in cors.items()}


def install() -> None:
    """Put these in the place of MiniStack's own."""
    gateway.app = at_plain_addresses(gateway.app)
    apigateway._cors_response_headers = lambda cors, origin: _cors_headers(as_api_calls_it(cors), origin)
    apigateway._cors_preflight_response = lambda cors, origin: _cors_preflight(as_api_calls_it(cors), origin)
    lambda_svc._provided_runtime_code_dir = code_dir
    lambda_svc._provided_worker_env = worker_env
    lambda_svc._execute_function_warm = execute_warm
    lambda_svc.invoke_async_with_retry = invoke_async
    lambda_runtime._worker_class_for = worker_class
    # Without these two a warm invoke takes 100 ms instead of 10: small responses wait for Nagle's algorithm,
    # and a handler that logs nothing waits for log lines that do not come.
    BaseHTTPRequestHandler.wbufsize = -1
    BaseHTTPRequestHandler.disable_nagle_algorithm = True
    lambda_runtime.ProvidedWorker._drain_stderr_bounded = functools.partialmethod(
        _drain, first_line_wait=0.005, idle_confirm=0.002
    )


if __name__ == "__main__":
    install()
    sys.exit(gateway.main())
