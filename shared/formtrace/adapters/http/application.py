"""The HTTP API on Powertools' event handler: requests to values, values to answers, errors to problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from formtrace.adapters.aws.services import services
from formtrace.adapters.aws.settings import Settings
from formtrace.adapters.aws.token_table import DynamoTokenStore
from formtrace.adapters.http import routes
from formtrace.adapters.http.requests import JSON, SENT_TYPE, Requests
from formtrace.contracts.upload_tracking.query.interpret import Deployment
from formtrace.errors import InvalidOptionsError, PermanentError, ThrottledError, TransientError
from formtrace.http.api import Api
from formtrace.http.problems import (
    MEDIA_TYPE,
    InvalidRequestError,
    MethodNotAllowedError,
    UnknownPathError,
    check_size,
    problem_of,
)
from formtrace.untrusted import UnreadableTextError, json_object

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(child=True)
_NO_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY")


class _Application(APIGatewayHttpResolver):
    """Reads bodies as JSON, whatever they are called: curl calls everything a form unless told otherwise."""

    def resolve(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one request."""
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        if _NO_GZIP.search(headers.get("accept-encoding", "")):
            del headers["accept-encoding"]  # Powertools only looks for the word
        headers |= {SENT_TYPE: headers.get("content-type", ""), "content-type": JSON}
        answer = super().resolve({**event, "headers": headers}, context)
        answer["headers"]["X-Content-Type-Options"] = "nosniff"
        if answer["statusCode"] == HTTPStatus.NO_CONTENT:
            for name in ("Content-Type", "Content-Encoding"):
                answer["headers"].pop(name, None)
            answer |= {"body": "", "isBase64Encoded": False}  # nothing compressed is 20 bytes, not nothing
        return answer


def _body(text: str) -> dict[str, Any]:
    """A JSON body.

    Raises:
        TooLargeForRequestError: it is larger than requests may be.
        InvalidRequestError: it is no JSON object, or one with values that cannot be used.
    """
    check_size(len(text.encode("utf-8", "surrogatepass")))
    try:
        return json_object(text)
    except UnreadableTextError as error:
        raise InvalidRequestError(f"Send a JSON object in the body: {error}.") from error


@lru_cache(maxsize=1)
def resolver() -> APIGatewayHttpResolver:
    """The application of this function's deployment."""
    return build(deployed_api)


@lru_cache(maxsize=1)
def deployed_api() -> Api:
    """The deployment, from the environment."""
    settings, found = Settings.from_environment(), services()
    return Api(
        services=found,
        tokens=DynamoTokenStore(boto3.session.Session(), settings.tokens_table),
        deployment=Deployment(settings.limits, settings.feature_gate_code, found.references.get),
        web=Path(settings.web),
        public_url=settings.public_url.rstrip("/"),
    )


def build(api: Callable[[], Api]) -> APIGatewayHttpResolver:
    """The application; ``api`` is asked for when a request needs it."""
    app = _Application(enable_validation=True, json_body_deserializer=_body)
    for path, methods in routes.register(app, Requests(app, api)).items():
        _refuse_others(app, path, methods)
    app.exception_handler(Exception)(_problem)
    app.exception_handler(NotFoundError)(_not_found)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(UnicodeDecodeError)(_unreadable)
    return app


def _refuse_others(app: APIGatewayHttpResolver, path: str, methods: list[str]) -> None:
    """Answer 405 to the methods that a path does not have."""
    allowed = ", ".join(methods)

    def refuse(**_: str) -> Response[Any]:
        error = MethodNotAllowedError(f"Use {allowed} here.", details={"allowed": methods})
        return _problem(error, {"Allow": allowed})

    others = [method for method in _METHODS if method not in methods]
    app.route(path, others, include_in_schema=False, enable_validation=False)(refuse)


def _problem(error: Exception, headers: dict[str, str] | None = None) -> Response[Any]:
    """An error as a problem document."""
    problem = problem_of(error)
    if not isinstance(error, PermanentError):
        logger.error("request failed", exc_info=error)
    headers = dict(headers or {})
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TransientError):
        headers["Retry-After"] = "5" if isinstance(error, ThrottledError) else "2"
    headers["Cache-Control"] = "no-store"
    return Response(problem.status, MEDIA_TYPE, problem.model_dump_json(exclude_none=True), headers)


def _not_found(_: NotFoundError) -> Response[Any]:
    return _problem(UnknownPathError("There is nothing at this path; /v1/openapi.json lists what there is."))


def _unreadable(_: UnicodeDecodeError) -> Response[Any]:
    return _problem(InvalidRequestError("Send a JSON object in the body, as UTF-8."))


def _invalid(error: RequestValidationError) -> Response[Any]:
    """A request that has not the shape that its route asks for."""
    first = error.errors()[0]
    part, *where = first["loc"]
    if part == "response":
        return _problem(error)  # our own mistake
    reason = str(first["msg"]).removeprefix("Value error, ")
    if part != "body":
        return _problem(
            InvalidRequestError(f"Correct '{where[-1]}': {reason}.", details={"parameter": where[-1]})
        )
    if first["type"] == "value_error" and not where:
        return _problem(InvalidOptionsError(f"Correct the options: {reason}."))
    if first["type"] == "json_invalid" or not where:
        return _problem(InvalidRequestError("Send a JSON object in the body."))
    name = str(where[0])
    return _problem(
        InvalidOptionsError(f"Correct the option '{name}': {reason}.", details={"parameter": name})
    )
