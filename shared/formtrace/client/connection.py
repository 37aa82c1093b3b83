"""Requests to one deployment with one token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import urllib3

from formtrace.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from formtrace.http.models import JobView

_TIMEOUT = urllib3.Timeout(connect=10, read=60)


class ApiError(PermanentError):
    """The API refused a request; ``code`` and ``details`` are its own.

    Attributes:
        status: of the HTTP answer.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        super().__init__(
            str(problem.get("message") or problem.get("detail") or f"The API answered {status}."),
            code=str(problem.get("code") or "internal"),
            details=problem.get("details") or {},
        )


class JobFailedError(PermanentError):
    """A job ended without a result; ``code`` and the message are the job's own."""

    def __init__(self, job: JobView) -> None:
        self.job = job
        failure = job.failure
        super().__init__(
            "The analysis failed." if failure is None else failure.message,
            code="internal" if failure is None else failure.code,
        )


class UploadRefusedError(PermanentError):
    """The storage does not take the file: it is too large, or its link has expired."""

    code = "upload_refused"


class ConnectionLostError(TransientError):
    """No answer, or one that says to try again."""

    code = "network"


class Connection:
    """Requests with a token to the API, and without it to links.

    Args:
        url: address of the API: the stack's output ``ApiUrl``.
        token: of ``formtrace token create``.
    """

    def __init__(self, url: str, token: str | None) -> None:
        self.url, self.token = url.rstrip("/"), token
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def json(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer's JSON; ``None`` for an empty answer.

        Raises:
            ApiError: the request was refused.
            ConnectionLostError: there was no answer; trying again may help.
        """
        sent = None if body is None else json.dumps(body).encode()
        answer = self.request(method, path, sent, {"Content-Type": "application/json"} if sent else {})
        return json.loads(answer.data) if answer.data else None

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        """The whole answer to a request; raises like :meth:`json`."""
        own = path.startswith("/")
        sent = dict(headers or {})
        if own and self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        answer = self._answer(method, self.url + path if own else path, body=body, headers=sent)
        if answer.status >= 400:
            raise ApiError(answer.status, _problem(answer.data))
        return answer

    def put(self, url: str, body: bytes) -> None:
        """Store a part of a file; raises what :meth:`post_form` raises."""
        _check_stored(self._answer("PUT", url, body=body))

    def post_form(self, url: str, fields: Mapping[str, str], content: bytes) -> None:
        """Store a file by a form.

        Raises:
            UploadRefusedError: the storage does not take it.
            ConnectionLostError: there was no answer; trying again may help.
        """
        form = {**fields, "file": ("file", content)}  # the file last: S3 ignores what comes after it
        _check_stored(self._answer("POST", url, fields=form))

    def stream(self, url: str) -> urllib3.BaseHTTPResponse:
        """The content behind a link, to be read in blocks; raises like :meth:`json`."""
        answer = self._answer("GET", url, preload_content=False)
        if answer.status >= 400:
            raise ApiError(answer.status, {"code": "file_not_found", "message": "The link leads to no file."})
        return answer

    def _answer(self, method: str, url: str, **request: Any) -> urllib3.BaseHTTPResponse:
        try:
            answer = self._pool.request(method, url, **request)
        except urllib3.exceptions.HTTPError as error:
            raise ConnectionLostError(
                f"There is no answer from {urllib3.util.parse_url(url).host}."
            ) from error
        if answer.status in (502, 503, 504):
            raise ConnectionLostError(f"The service answered {answer.status}; try again later.")
        return answer


def path_of(*parts: str | int, **query: object) -> str:
    """A path of the API; parameters without a value are left out."""
    given = {name: value for name, value in query.items() if value not in (None, "")}
    path = "/v1/" + "/".join(quote(str(part), safe="") for part in parts)
    return f"{path}?{urlencode(given)}" if given else path


def _problem(body: bytes) -> Mapping[str, Any]:
    try:
        problem = json.loads(body)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _check_stored(answer: urllib3.BaseHTTPResponse) -> None:
    if answer.status >= 500:
        raise ConnectionLostError(f"The storage answered {answer.status}; try again later.")
    if answer.status >= 400:
        too_large = b"EntityTooLarge" in answer.data
        raise UploadRefusedError(
            "The file is larger than this deployment accepts." if too_large else "The link has expired."
        )
