"""Errors that only a request over HTTP can end in, and the problem documents that all errors become."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from formtrace import errors
from formtrace.workflow.failure import INTERNAL
from formtrace.workflow.jobs import Failure

MEDIA_TYPE = "application/problem+json"


class UnknownPathError(errors.PermanentError):
    """Nothing is served at this path."""

    code = "not_found"


class MethodNotAllowedError(errors.PermanentError):
    """The path does not have this method; ``details`` list its methods."""

    code = "method_not_allowed"


class InvalidRequestError(errors.PermanentError):
    """The request's body or parameters do not have the shape that the route asks for."""

    code = "invalid_request"


class TooLargeForRequestError(errors.PermanentError):
    """The body is too large for a request."""

    code = "payload_too_large"


MAX_BODY_BYTES = 4 * 2**20
"""What fits into the invocation of a function (6 MB) as base64, with room for the rest."""


def check_size(body_bytes: int) -> None:
    """Refuse a body that is larger than requests may be.

    Raises:
        TooLargeForRequestError: it is.
    """
    if body_bytes > MAX_BODY_BYTES:
        raise TooLargeForRequestError(
            f"The body has {body_bytes / 2**20:.1f} MiB and a request holds {MAX_BODY_BYTES // 2**20}; "
            "make a job with POST /v1/jobs and upload the file where the answer says.",
            details={"max_bytes": MAX_BODY_BYTES},
        )


class JobNotFoundError(errors.PermanentError):
    """There is no such job, or it belongs to another token; the answer is the same."""

    code = "job_not_found"


class ExerciseNotFoundError(errors.UnknownExerciseError):
    """There is no such exercise; an unknown exercise in options is an error of the options instead."""


class FileNotFoundInJobError(errors.PermanentError):
    """The job has no file of that role."""

    code = "file_not_found"


class ShareNotFoundError(errors.PermanentError):
    """The job has no such link."""

    code = "share_not_found"


class UploadIncompleteError(errors.PermanentError):
    """Parts of the job's file are missing, or there is nothing to be uploaded in parts."""

    code = "upload_incomplete"


class JobNotFinishedError(errors.PermanentError):
    """The job has to be completed first."""

    code = "job_not_finished"


class JobFailedError(errors.PermanentError):
    """The job ended without a result; its own code and sentence say why."""

    code = "job_failed"

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message, code=failure.code, details=failure.details)


_STATUS: dict[type[errors.FormtraceError], HTTPStatus] = {
    errors.MissingTokenError: HTTPStatus.UNAUTHORIZED,
    errors.InvalidTokenError: HTTPStatus.UNAUTHORIZED,
    errors.QuotaExceededError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.AccessError: HTTPStatus.FORBIDDEN,
    errors.UnrecognisedMediaError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.MediaLimitError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.MediaError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ReferenceNotFoundError: HTTPStatus.NOT_FOUND,
    errors.InvalidOptionsError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownPathError: HTTPStatus.NOT_FOUND,
    MethodNotAllowedError: HTTPStatus.METHOD_NOT_ALLOWED,
    InvalidRequestError: HTTPStatus.BAD_REQUEST,
    TooLargeForRequestError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    JobNotFoundError: HTTPStatus.NOT_FOUND,
    ExerciseNotFoundError: HTTPStatus.NOT_FOUND,
    FileNotFoundInJobError: HTTPStatus.NOT_FOUND,
    ShareNotFoundError: HTTPStatus.NOT_FOUND,
    JobNotFinishedError: HTTPStatus.CONFLICT,
    UploadIncompleteError: HTTPStatus.CONFLICT,
    JobFailedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PermanentError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ThrottledError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TransientError: HTTPStatus.SERVICE_UNAVAILABLE,
}


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457), with the Upload Tracking contract's names beside.

    Attributes:
        type: a URI that stands for ``code``; there is no page behind it.
        title: the status in words.
        status: the HTTP status.
        detail: one sentence that says what to do.
        code: for programs.
        error: the same as ``code``, which is how the contract's messages have it.
        message: the same as ``detail``, likewise.
        details: more for programs, where there is more.
    """

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    code: str
    error: str
    message: str
    details: dict[str, Any] | None = None


def problem_of(error: Exception) -> Problem:
    """Describe an error; of an unexpected one no details leak."""
    if not isinstance(error, errors.FormtraceError):
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL.code, INTERNAL.message)
    status = next(
        (_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), HTTPStatus.INTERNAL_SERVER_ERROR
    )
    return _problem(status, error.code, error.message, error.details)


def _problem(status: HTTPStatus, code: str, message: str, details: dict[str, Any] | None = None) -> Problem:
    return Problem(
        type=f"urn:formtrace:problem:{code}",
        title=status.phrase,
        status=status,
        detail=message,
        code=code,
        error=code,
        message=message,
        details=details or None,
    )
