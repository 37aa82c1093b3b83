from __future__ import annotations

import json

import pytest

from formtrace.errors import MediaLimitError, UnknownExerciseError
from formtrace.workflow.failure import INTERNAL, TIMED_OUT, failure_from, failure_of, is_internal
from formtrace.workflow.jobs import Failure


def lambda_cause(error: Exception) -> str:
    """What Lambda makes of an exception, and Step Functions hands on as the cause."""
    document = {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": ["..."]}
    return json.dumps(document)


@pytest.mark.parametrize(
    "error",
    [MediaLimitError("The video is too long; cut it."), UnknownExerciseError("Choose: squat, plank.")],
)
def test_code_and_sentence_survive_the_trip(error: MediaLimitError | UnknownExerciseError) -> None:
    told = failure_from(type(error).__name__, lambda_cause(error))
    assert (told.code, told.message) == (error.code, error.message)
    assert told == failure_of(error)


@pytest.mark.parametrize("name", ["States.Timeout", "Sandbox.Timedout", "TIMED_OUT"])
def test_timeouts_say_so(name: str) -> None:
    assert failure_from(name, "Task timed out after 900.00 seconds") == TIMED_OUT


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("KeyError", lambda_cause(KeyError("secret_table"))),
        ("Runtime.ExitError", "RequestId: 1 Error: Runtime exited"),
        ("States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"),
        ("ValueError", lambda_cause(ValueError("password: hunter2"))),
        ("ABORTED", ""),
        ("MediaError", "[1, 2]"),
    ],
)
def test_nothing_leaks_from_errors_that_were_not_meant_for_users(name: str, cause: str) -> None:
    assert failure_from(name, cause) == INTERNAL


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("internal", True),
        ("timeout", True),
        ("temporarily_unavailable", True),
        ("media_decode_error", False),
        ("media_limit", False),
        ("invalid_exercise", False),
    ],
)
def test_only_failures_that_are_not_the_file_s_are_the_operator_s(code: str, ours: bool) -> None:
    assert is_internal(Failure(code=code, message="A sentence.")) is ours
