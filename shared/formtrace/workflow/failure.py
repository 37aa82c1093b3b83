"""How an error becomes the code and the sentence that a job ends with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from formtrace import errors
from formtrace.workflow.jobs import Failure

INTERNAL = Failure(
    code="internal",
    message="Something went wrong on the server; start the job again, and read the logs if it fails again.",
)
TIMED_OUT = Failure(
    code="timeout", message="The analysis took too long; cut the video into shorter ones and try again."
)
_OURS = frozenset({INTERNAL.code, TIMED_OUT.code, errors.TransientError.code})
_TIMEOUTS = frozenset({"States.Timeout", "Sandbox.Timedout", "States.HeartbeatTimeout", "TIMED_OUT"})
_CODE_AND_MESSAGE = re.compile(r"([a-z][a-z0-9_]*): (.+)", re.DOTALL)


def failure_of(error: errors.FormtraceError) -> Failure:
    """Describe an error that was caught where it happened."""
    return Failure(code=error.code, message=error.message, details=error.details)


def failure_from(error_name: str, cause: str) -> Failure:
    """Describe an error that came through Lambda and Step Functions as a class name and a text.

    Only errors that Formtrace raises on purpose have texts meant for users; of others nothing leaks.
    """
    if error_name in _TIMEOUTS:
        return TIMED_OUT
    match = _CODE_AND_MESSAGE.fullmatch(_error_message(cause))
    if match is None or error_name not in set(_names(errors.FormtraceError)):
        return INTERNAL
    return Failure(code=match[1], message=match[2])


def is_internal(failure: Failure) -> bool:
    """Whether the operator has to look at a failure, rather than the user at the file."""
    return failure.code in _OURS


def _error_message(cause: str) -> str:
    """The text of Lambda's error document, or the cause itself where it is none."""
    try:
        document = json.loads(cause)
    except ValueError:
        return cause
    return str(document.get("errorMessage", "")) if isinstance(document, dict) else cause


def _names(kind: type[errors.FormtraceError]) -> Iterator[str]:
    yield kind.__name__
    for below in kind.__subclasses__():
        yield from _names(below)
