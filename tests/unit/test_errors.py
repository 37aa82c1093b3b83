"""Errors carry a code and a sentence, and survive the trip as text."""

from __future__ import annotations

import errno
import inspect
import pickle

import av
import pytest

from formtrace import errors
from formtrace.errors import FormtraceError, PermanentError, TransientError, storage_full_is_transient

ALL = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, FormtraceError) and kind.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", ALL)
def test_text_is_code_and_message(kind: type[FormtraceError]) -> None:
    error = kind("Try another file.")
    assert str(error) == f"{kind.code}: Try another file."
    assert error.message == "Try another file."


@pytest.mark.parametrize("kind", ALL)
def test_comes_back_from_a_worker_process(kind: type[FormtraceError]) -> None:
    error = pickle.loads(pickle.dumps(kind("Try another file.", code="special")))
    assert type(error) is kind
    assert str(error) == "special: Try another file."


def test_a_code_of_its_own_does_not_stick_to_the_class() -> None:
    PermanentError("No.", code="special")
    assert PermanentError("No.").code == FormtraceError.code


def test_every_error_is_worth_another_try_or_not() -> None:
    for kind in ALL:
        if kind is not FormtraceError:
            assert issubclass(kind, TransientError) != issubclass(kind, PermanentError)


@pytest.mark.parametrize("kind", ALL)
def test_codes_are_words(kind: type[FormtraceError]) -> None:
    assert kind.code.replace("_", "").isalpha()
    assert kind.code.islower()


@pytest.mark.parametrize(
    "full", [OSError(errno.ENOSPC, "No space left on device"), av.error.FFmpegError(errno.EDQUOT, "mux")]
)
def test_a_full_disk_is_worth_another_try(full: Exception) -> None:
    with pytest.raises(TransientError, match="temporary storage") as raised, storage_full_is_transient():
        raise full
    assert raised.value.code == "temporarily_unavailable"


def test_other_errors_of_the_system_stay_what_they_are() -> None:
    with pytest.raises(PermissionError), storage_full_is_transient():
        raise PermissionError(errno.EACCES, "no")
