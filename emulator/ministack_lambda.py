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
    LOCAL_DEVELOPER: set in developer mode (``loopback.py``).
    GATEWAY_PORT, BIND_HOST: where MiniStack listens.
    LOCAL_FAULTS: see :mod:`faults`.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import sys
import threading
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from internals import APIGATEWAY, DYNAMODB, GATEWAY, LAMBDA, RUNTIME, SQS, Internals

from faults import Faults, with_failing_calls, with_failing_functions

MINISTACK = Internals()
FAULTS = Faults.from_environment()
PYTHON = os.environ["LOCAL_PYTHON"]
RUNTIME_DIR = os.environ["LOCAL_LAMBDA_RUNTIME"]
ROOM = threading.BoundedSemaphore(int(os.environ["LOCAL_CONCURRENCY"]))
HTTP_ROOM = threading.BoundedSemaphore(int(os.environ["LOCAL_CONCURRENCY"]))
STREAMS = ("_stream_records", "_stream_trimmed")
API_PATHS = ("v1", "assets", "pose_tracker")
ENDPOINT = f"http://{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"
# -S: what is installed in the interpreter's own environment is not on Lambda.
CLIENT = (
    str(Path(__file__).with_name("loopback.py")) if os.environ.get("LOCAL_DEVELOPER") else "-m awslambdaric"
)
BOOTSTRAP = f'#!/bin/sh\nexec "{PYTHON}" -S {CLIENT} "$_HANDLER"\n'

Scope = MutableMapping[str, Any]
WorkerEnv = Callable[[dict[str, Any], str, int], dict[str, str]]
Execute = Callable[[dict[str, Any], Any, str], Any]
Application = Callable[[Scope, Callable[..., Any], Callable[..., Any]], Awaitable[None]]

ASYNC_REQUEST_ID: ContextVar[str | None] = ContextVar("async_request_id", default=None)


def is_python(config: dict[str, Any]) -> bool:
    """Whether a function's configuration names a Python runtime."""
    return str(config.get("Runtime", "")).startswith("python")


def with_entry_point(unpack: Callable[[bytes], str]) -> Callable[[bytes], str]:
    """Give a function's unpacked code the entry point that a custom runtime has."""

    def code_dir(code_zip: bytes) -> str:
        directory = unpack(code_zip)
        bootstrap = Path(directory, "bootstrap")
        with MINISTACK.get(
            f"{LAMBDA}:_provided_code_lock"
        ):  # no process starts while this is open for writing
            if not bootstrap.exists():
                bootstrap.write_text(BOOTSTRAP)
                bootstrap.chmod(0o755)
        return directory

    return code_dir


@functools.lru_cache(maxsize=64)
def layer_dir(arn: str) -> Path | None:
    """Unpack a published layer version; versions never change, so once is enough."""
    content = MINISTACK.get(f"{LAMBDA}:_resolve_layer_zip")(arn)
    extract = MINISTACK.get(f"{LAMBDA}:_docker_extracted_dir")
    return Path(extract(content, "layer")) if content else None


def in_layers(value: str, layers: list[Path]) -> str:
    """Translate a path below ``/opt``, where Lambda mounts all layers over each other."""
    if not value.startswith("/opt/"):
        return value
    found = (layer / value.removeprefix("/opt/") for layer in layers)
    return next((str(path) for path in found if path.exists()), value)


def as_on_lambda(make_env: WorkerEnv) -> WorkerEnv:
    """Give a function's process Lambda's variables, and only what Lambda would set."""

    def worker_env(config: dict[str, Any], code_dir: str, port: int) -> dict[str, str]:
        inherited = {**make_env(config, code_dir, port)}
        if not is_python(config):
            return inherited
        layers = layers_of(config)
        search = [
            code_dir,
            *(str(path / "python") for path in layers if (path / "python").is_dir()),
            RUNTIME_DIR,
        ]
        for name in ("PYTHONHOME", "VIRTUAL_ENV", "LOCAL_PYTHON", "LOCAL_LAMBDA_RUNTIME"):
            inherited.pop(name, None)
        logging = config.get("LoggingConfig") or {}
        return {name: in_layers(value, layers) for name, value in inherited.items()} | {
            "PYTHONPATH": os.pathsep.join(search),
            "PYTHONDONTWRITEBYTECODE": "",
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{config['Runtime']}",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_FORMAT": str(logging.get("LogFormat", "Text")),
            "AWS_LAMBDA_LOG_LEVEL": str(logging.get("ApplicationLogLevel", "INFO")),
            "AWS_ENDPOINT_URL": ENDPOINT,
            "POWERTOOLS_TRACE_DISABLED": "true",  # there is no X-Ray daemon here
            "TZ": ":UTC",
            **({"AWS_MAX_ATTEMPTS": "2"} if FAULTS else {}),
        }

    return worker_env


def layers_of(config: dict[str, Any]) -> list[Path]:
    """The unpacked layers of a function."""
    references = [ref["Arn"] if isinstance(ref, dict) else ref for ref in config.get("Layers", [])]
    return [path for arn in references if (path := layer_dir(arn))]


def worker_class(config: dict[str, Any]) -> type:
    """Choose the execution environment: the Runtime API for Python as well."""
    runtime_api = is_python(config) or str(config.get("Runtime", "")).startswith("provided")
    chosen: type = MINISTACK.get(f"{RUNTIME}:{'ProvidedWorker' if runtime_api else 'Worker'}")
    return chosen


def when_there_is_room(execute: Execute) -> Execute:
    """Invoke a function in a warm environment, when there is room.

    Only one that answers an HTTP request waits for another function, and that one has room of another kind:
    so there is always one that goes on.
    """

    def execute_warm(func: dict[str, Any], event: Any, request_id: str) -> Any:
        python = is_python(func.get("config") or func)
        run = MINISTACK.get(f"{LAMBDA}:_execute_function_provided_warm") if python else execute
        if FAULTS and not is_http_request(event):
            run = with_failing_functions(FAULTS, run)
        with HTTP_ROOM if is_http_request(event) else ROOM:
            return run(func, event, ASYNC_REQUEST_ID.get() or request_id)

    return execute_warm


def is_http_request(event: Any) -> bool:
    """Whether an event is a request that came through API Gateway (payload format 2.0)."""
    return isinstance(event, dict) and "rawPath" in event and "requestContext" in event


def under_one_request_id(invoke: Callable[..., None]) -> Callable[..., None]:
    """Invoke a function asynchronously; as on Lambda, all attempts have the same request id."""

    def invoke_async(func: dict[str, Any], event: Any) -> None:
        token = ASYNC_REQUEST_ID.set(str(uuid.uuid4()))
        try:
            invoke(func, event)  # its thread takes a copy of this context
        finally:
            ASYNC_REQUEST_ID.reset(token)

    return invoke_async


def to_destinations(route: Callable[..., None]) -> Callable[..., None]:
    """Hand on what failed again and again as Lambda does.

    A function that is a destination is invoked asynchronously, with attempts and a dead-letter queue of its
    own; and a dead-letter queue gets the event as it was.
    """

    def route_failure(target_arn: str, func_name: str, event: Any, result: dict[str, Any]) -> None:
        if ":lambda:" in target_arn:
            function = MINISTACK.get(f"{LAMBDA}:_get_func_record_for_ref")(target_arn)[0]
            MINISTACK.get(f"{LAMBDA}:invoke_async_with_retry")(function, failure_of(func_name, event, result))
            return
        route(target_arn, func_name, event, result)
        queue = MINISTACK.get(f"{SQS}:_queue_by_arn")(target_arn) or {"messages": []}
        for message in queue["messages"]:
            if json.loads(message["body"]).get("requestPayload") == event:
                message["body"] = json.dumps(event)
                message["md5_body"] = hashlib.md5(message["body"].encode(), usedforsecurity=False).hexdigest()

    return route_failure


def with_streams(state_of_tables: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Keep the tables' streams beyond a restart: MiniStack keeps how far they were read, and not them."""

    def get_state() -> dict[str, Any]:
        streams = {name: MINISTACK.get(f"{DYNAMODB}:{name}") for name in STREAMS}
        return {**state_of_tables(), **streams}

    return get_state


def and_streams(load_tables: Callable[[Any], None]) -> Callable[[Any], None]:
    """Load what :func:`with_streams` kept."""

    def load(data: Any) -> None:
        load_tables(data)
        for name in STREAMS:
            MINISTACK.get(f"{DYNAMODB}:{name}").update((data or {}).get(name, {}))

    return load


def failure_of(func_name: str, event: Any, result: dict[str, Any]) -> dict[str, Any]:
    """Lambda's record of an asynchronous invocation that failed."""
    body = result.get("body")
    return {
        "version": "1.0",
        "requestContext": {"functionArn": func_name, "condition": "RetriesExhausted"},
        "requestPayload": event,
        "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
        "responsePayload": body if isinstance(body, dict) else {},
    }


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
    return next((key[-1] for key, _ in MINISTACK.get(f"{APIGATEWAY}:_apis").all_items()), None)


def in_own_spelling(answer: Callable[[dict[str, Any], str], Any]) -> Callable[[dict[str, Any], str], Any]:
    """Read a CORS configuration as CloudFormation writes it (``AllowOrigins``), too."""

    def answer_cors(cors_cfg: dict[str, Any], origin: str) -> Any:
        return answer({f"{name[:1].lower()}{name[1:]}": value for name, value in cors_cfg.items()}, origin)

    return answer_cors


def install() -> None:
    """Put these in the place of MiniStack's own."""
    MINISTACK.replace(f"{GATEWAY}:app", at_plain_addresses)
    if FAULTS:
        MINISTACK.replace(f"{GATEWAY}:app", functools.partial(with_failing_calls, FAULTS))
    MINISTACK.replace(f"{APIGATEWAY}:_cors_response_headers", in_own_spelling)
    MINISTACK.replace(f"{APIGATEWAY}:_cors_preflight_response", in_own_spelling)
    MINISTACK.replace(f"{DYNAMODB}:get_state", with_streams)
    MINISTACK.replace(f"{DYNAMODB}:load_persisted_state", and_streams)
    MINISTACK.replace(f"{LAMBDA}:_provided_runtime_code_dir", with_entry_point)
    MINISTACK.replace(f"{LAMBDA}:_provided_worker_env", as_on_lambda)
    MINISTACK.replace(f"{LAMBDA}:_execute_function_warm", when_there_is_room)
    MINISTACK.replace(f"{LAMBDA}:invoke_async_with_retry", under_one_request_id)
    MINISTACK.replace(f"{LAMBDA}:_route_async_failure", to_destinations)
    # PyPI's wheel of OpenCV may stand in for the compiled one; tests/integration has the limit.
    MINISTACK.replace(f"{LAMBDA}:_validate_total_unzipped_size", lambda _: lambda *_: None)
    MINISTACK.replace(f"{RUNTIME}:_worker_class_for", lambda _: worker_class)
    # Without these two a warm invoke takes 100 ms instead of 10: small responses wait for Nagle's algorithm,
    # and a handler that logs nothing waits for log lines that do not come.
    BaseHTTPRequestHandler.wbufsize = -1
    BaseHTTPRequestHandler.disable_nagle_algorithm = True
    MINISTACK.replace(
        f"{RUNTIME}:ProvidedWorker._drain_stderr_bounded",
        lambda drain: functools.partialmethod(drain, first_line_wait=0.005, idle_confirm=0.002),
    )


if __name__ == "__main__":
    install()
    sys.exit(MINISTACK.get(f"{GATEWAY}:main")())
