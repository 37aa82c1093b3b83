"""How a route is added, and what it asks about the request that it answers."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.event_handler.openapi.params import Path

from formtrace.access.authorise import Access, authorise
from formtrace.access.shares import PREFIX
from formtrace.errors import ReadOnlyLinkError
from formtrace.http.shares import reader_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
    from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

    from formtrace.http.api import Api

SENT_TYPE = "x-sent-content-type"
"""The header that the application keeps the original content type in."""

JSON = "application/json"

JobId = Annotated[str, Path(description="Id of a job of this token.")]


_LOOPBACK = re.compile(r"(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$")


class Requests:
    """The request that is being answered, and the deployment that answers it.

    Args:
        app: the application, which knows the request.
        api: gives the deployment; not called before there is a request.
    """

    def __init__(self, app: APIGatewayHttpResolver, api: Callable[[], Api]) -> None:
        self._app, self._api = app, api

    @property
    def api(self) -> Api:
        """The deployment."""
        return self._api()

    @property
    def token(self) -> str | None:
        """The token as it was sent: ``Authorization: Bearer``, ``X-Api-Key`` or ``?token=``."""
        headers = self._app.current_event.headers
        scheme, _, value = (headers.get("authorization") or "").partition(" ")
        if scheme.lower() == "bearer" and value.strip():
            return value
        return headers.get("x-api-key") or dict(self.query).get("token")

    @property
    def access(self) -> Access:
        """What the bearer of the token may do; raises what :func:`~formtrace.access.authorise` raises."""
        if (self.token or "").startswith(PREFIX):
            raise ReadOnlyLinkError("This link only shows a result; use a token to do more.")
        return authorise(self.token, self._foreign_origin, self.api.tokens, self.now)

    @property
    def reader(self) -> Access:
        """What may be read: with a token what it may see, with a shared link one job."""
        value = self.token or ""
        return reader_of(self.api, value, self.now) if value.startswith(PREFIX) else self.access

    @property
    def base_url(self) -> str:
        """The address at which users reach the API."""
        headers = self._app.current_event.headers
        host = headers.get("host") or ""
        # Only API Gateway names the scheme; on this machine there is no TLS.
        scheme = headers.get("x-forwarded-proto") or ("http" if _LOOPBACK.match(host) else "https")
        return self.api.public_url or f"{scheme}://{host}"

    @property
    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC)

    @property
    def query(self) -> list[tuple[str, str]]:
        """Names and values of the query, as they were sent."""
        return parse_qsl(str(self._app.current_event.get("rawQueryString") or ""), keep_blank_values=True)

    @property
    def body(self) -> bytes:
        """The body as it was sent."""
        event = self._app.current_event
        text = event.body or ""
        return base64.b64decode(text) if event.is_base64_encoded else text.encode()

    @property
    def media_type(self) -> str:
        """The ``Content-Type`` as it was sent."""
        return self._app.current_event.headers.get(SENT_TYPE) or ""

    def accepts(self, media_type: str) -> bool:
        """Whether the client names that media type."""
        return media_type in (self._app.current_event.headers.get("accept") or "")

    @property
    def _foreign_origin(self) -> str | None:
        """The origin of the page that asks, unless it is our own."""
        headers = self._app.current_event.headers
        origin = headers.get("origin")
        host = headers.get("host")
        own = origin is not None and (origin == self.api.public_url or origin.partition("://")[2] == host)
        return None if own else origin


class Routes:
    """Adds routes, and remembers which methods a path has."""

    def __init__(self, app: APIGatewayHttpResolver) -> None:
        self._app = app
        self.methods: dict[str, list[str]] = {}

    def add(
        self, method: str, path: str, summary: str, *, status: int = 200, tag: str, **more: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorate the function that answers ``method`` at ``path``; ``answer`` describes what it answers.

        What answers GET answers HEAD, too; the body is left out on the way.
        """
        answer: OpenAPIResponse = more.pop("answer", {"description": "Success"})
        others: dict[int, OpenAPIResponse] = more.pop("other_answers", {})
        described = {
            "summary": summary,
            "status_code": status,
            "tags": [tag],
            "responses": {status: answer, **others},
            **more,
        }

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            self._route(path, method, function, **described)
            if method == "GET":
                self._route(path, "HEAD", function, **{**described, "include_in_schema": False})
            return function

        return decorate

    def _route(self, path: str, method: str, function: Callable[..., Any], **described: Any) -> None:
        self.methods.setdefault(path, []).append(method)
        self._app.route(path, method, compress=True, **described)(function)
