from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from formtrace.access.tokens import issue
from formtrace.adapters.http.application import build
from formtrace.contracts.upload_tracking.query.interpret import Deployment
from formtrace.http.api import Api
from tests.support.memory import Memory
from tests.unit.access.fakes import Tokens


@dataclass(frozen=True)
class Answer:
    """What the application gave API Gateway."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class World:
    """The whole application over services in memory, and a token that may do everything."""

    web: Path
    memory: Memory = field(default_factory=Memory)
    tokens: Tokens = field(default_factory=Tokens)

    def __post_init__(self) -> None:
        self.token = self.new_token()
        self._app = build(self._api)

    def _api(self) -> Api:
        return Api(
            self.memory.services,
            self.tokens,
            Deployment(self.memory.limits, references=self.memory.library.get),
            self.web,
        )

    def new_token(self, **options: Any) -> str:
        issued = issue("somebody", datetime.now(UTC), **options)
        self.tokens.create(issued.record)
        return issued.value

    def resolve(self, event: dict[str, Any]) -> dict[str, Any]:
        """Answer an event of API Gateway."""
        answer: dict[str, Any] = self._app.resolve(event, None)  # type: ignore[arg-type]  # is not read
        return answer

    def call(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        token: str | None = "own",
        **headers: str,
    ) -> Answer:
        """A request as API Gateway passes it on (payload format 2.0)."""
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        if token is not None:
            named["authorization"] = f"Bearer {self.token if token == 'own' else token}"
        if isinstance(body, Mapping):
            named["content-type"] = "application/json"
        parts = urlsplit(url)
        event = {
            "version": "2.0",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "headers": named,
            "requestContext": {"http": {"method": method, "path": parts.path}, "stage": "$default"},
            "isBase64Encoded": isinstance(body, bytes),
        }
        if parts.query:
            pairs = [pair.partition("=") for pair in parts.query.split("&")]
            event["queryStringParameters"] = {name: value for name, _, value in pairs}
        if body is not None:
            event["body"] = base64.b64encode(body).decode() if isinstance(body, bytes) else json.dumps(body)
        answer = self.resolve(event)
        content = answer["body"] or ""
        raw = base64.b64decode(content) if answer["isBase64Encoded"] else content.encode()
        return Answer(answer["statusCode"], {k.lower(): v for k, v in answer["headers"].items()}, raw)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)
