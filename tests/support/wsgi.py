"""The HTTP API as a WSGI application: requests become the events that API Gateway makes of them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, quote

StartResponse = Callable[[str, list[tuple[str, str]]], object]


def wsgi(resolve: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[..., Iterable[bytes]]:
    """Serve an API; ``resolve`` answers an event of payload format 2.0."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        answer = resolve(_event(environ))
        content = answer.get("body") or ""
        body = base64.b64decode(content) if answer.get("isBase64Encoded") else content.encode()
        start_response(f"{answer['statusCode']} -", [(k, str(v)) for k, v in answer["headers"].items()])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return application


def _event(environ: dict[str, Any]) -> dict[str, Any]:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if (name.startswith("HTTP_") or name == "CONTENT_TYPE") and name != "HTTP_ACCEPT_ENCODING"
    }
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/-._~!$&'()*+,;=:@")
    query = environ.get("QUERY_STRING", "")
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "http": {"method": environ["REQUEST_METHOD"], "path": path},
            "stage": "$default",
        },
        "isBase64Encoded": bool(body),
        "body": base64.b64encode(body).decode() if body else None,
    }
    if query:
        event["queryStringParameters"] = _parameters(query)
    return event


def _parameters(query: str) -> dict[str, str]:
    """As API Gateway has them: decoded, and the values of one name joined by commas."""
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined
