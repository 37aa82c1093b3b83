"""What the emulator takes from MiniStack's inside, in one place.

MiniStack has no extension points, so some of its private functions are read and replaced. All of them are
named here with the parameters that the replacements count on. :class:`Internals` compares them with the
installed version before anything is replaced; ``python emulator/internals.py`` does so by itself.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

LAMBDA, RUNTIME = "ministack.services.lambda_svc", "ministack.core.lambda_runtime"
SQS, DYNAMODB = "ministack.services.sqs", "ministack.services.dynamodb"
APIGATEWAY, GATEWAY = "ministack.services.apigateway", "ministack.app"

NAMES: Mapping[str, tuple[str, ...] | None] = {
    f"{GATEWAY}:app": ("scope", "receive", "send"),
    f"{GATEWAY}:main": (),
    f"{APIGATEWAY}:_apis": None,
    f"{APIGATEWAY}:_cors_response_headers": ("cors_cfg", "origin"),
    f"{APIGATEWAY}:_cors_preflight_response": ("cors_cfg", "origin"),
    f"{DYNAMODB}:_stream_records": None,
    f"{DYNAMODB}:_stream_trimmed": None,
    f"{DYNAMODB}:get_state": (),
    f"{DYNAMODB}:load_persisted_state": ("data",),
    f"{LAMBDA}:_docker_extracted_dir": ("blob", "kind"),
    f"{LAMBDA}:_execute_function_provided_warm": ("func", "event", "request_id"),
    f"{LAMBDA}:_execute_function_warm": ("func", "event", "request_id"),
    f"{LAMBDA}:_get_func_record_for_ref": ("function_ref",),
    f"{LAMBDA}:_provided_code_lock": None,
    f"{LAMBDA}:_provided_runtime_code_dir": ("code_zip",),
    f"{LAMBDA}:_provided_worker_env": ("config", "code_dir", "port"),
    f"{LAMBDA}:_resolve_layer_zip": ("attachment",),
    f"{LAMBDA}:_route_async_failure": ("target_arn", "func_name", "event", "result"),
    f"{LAMBDA}:_validate_total_unzipped_size": ("code_zip", "layers"),
    f"{LAMBDA}:invoke_async_with_retry": ("func", "event"),
    f"{RUNTIME}:ProvidedWorker": None,
    f"{RUNTIME}:ProvidedWorker._drain_stderr_bounded": (
        "self",
        "first_line_wait",
        "idle_confirm",
        "hard_cap",
    ),
    f"{RUNTIME}:Worker": None,
    f"{RUNTIME}:_worker_class_for": ("config",),
    f"{SQS}:_queue_by_arn": ("arn",),
}
"""``module:name`` and its parameters; ``None`` for what is no function."""


class MiniStackChangedError(Exception):
    """The installed MiniStack is not the one that the emulator is written for."""


class Internals:
    """The private names of MiniStack, read by :meth:`get` and replaced by :meth:`replace`.

    Args:
        names: what is expected to be there.

    Raises:
        MiniStackChangedError: something is gone or takes other parameters; the message names all of it.
    """

    def __init__(self, names: Mapping[str, tuple[str, ...] | None] = NAMES) -> None:
        self._names = names
        problems = [problem for name, expected in names.items() if (problem := self._problem(name, expected))]
        if problems:
            raise MiniStackChangedError(
                f"MiniStack {version('ministack')} has changed inside: {'; '.join(problems)}. Adapt "
                "emulator/ to it, or go back to the version in requirements/ministack.in that worked."
            )

    def get(self, name: str) -> Any:
        """What ``module:name`` is at the moment."""
        owner, attribute = self._owner(name)
        return getattr(owner, attribute)

    def replace(self, name: str, make: Callable[[Any], Any]) -> None:
        """Put ``make(original)`` in the place of ``module:name``."""
        owner, attribute = self._owner(name)
        setattr(owner, attribute, make(getattr(owner, attribute)))

    def _owner(self, name: str) -> tuple[Any, str]:
        if name not in self._names:
            raise KeyError(f"{name} is not among the names that are checked")
        module, _, path = name.partition(":")
        owner: Any = importlib.import_module(module)
        *classes, attribute = path.split(".")
        for one in classes:
            owner = getattr(owner, one)
        return owner, attribute

    def _problem(self, name: str, expected: tuple[str, ...] | None) -> str | None:
        try:
            found = self.get(name)
        except (ImportError, AttributeError):
            return f"{name} is gone"
        if expected is None:
            return None
        parameters = tuple(inspect.signature(found).parameters) if callable(found) else ()
        return None if parameters == expected else f"{name} takes {parameters} instead of {expected}"


if __name__ == "__main__":
    try:
        Internals()
    except MiniStackChangedError as error:
        sys.exit(str(error))
