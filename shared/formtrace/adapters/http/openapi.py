"""The OpenAPI document of the HTTP API, made from the routes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.openapi.models import APIKey, APIKeyIn, HTTPBearer, License, Server

from formtrace.http.problems import MEDIA_TYPE, Problem
from formtrace.version import __version__

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

_ANSWERS_OF_POWERTOOLS = ("HTTPValidationError", "ResponseValidationError", "ValidationError")
_DESCRIPTION = """\
Movement analysis from ordinary video. Make a job, put the file where the answer says, ask how far it is,
get the result. Errors are problem documents (RFC 9457) whose `code` programs can go by and whose `detail`
says what to do.
"""


def openapi_json(app: APIGatewayHttpResolver) -> str:
    """The document as JSON."""
    text = app.get_openapi_json_schema(
        title="Formtrace",
        version=__version__,
        openapi_version="3.1.0",
        description=_DESCRIPTION,
        license_info=License(name="Apache-2.0", identifier="Apache-2.0"),
        servers=[Server(url="/")],
        security_schemes={
            "bearer": HTTPBearer(description="A token of `formtrace token create`."),
            "header": APIKey.model_validate({"name": "X-Api-Key", "in": APIKeyIn.header}),
            "query": APIKey.model_validate({"name": "token", "in": APIKeyIn.query}),
        },
        security=[{"bearer": []}, {"header": []}, {"query": []}],
    )
    return json.dumps(_with_problems(json.loads(text)), ensure_ascii=False)


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Say of every operation that it fails with a problem, instead of what Powertools would answer."""
    schemas = document["components"]["schemas"]
    for name in _ANSWERS_OF_POWERTOOLS:
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"] |= {
                "4XX": {"description": "The request cannot be answered", "content": content},
                "5XX": {"description": "It cannot be answered at the moment", "content": content},
            }
    return document
