"""The OpenAPI document of the HTTP API, made from the routes. ``python -m ... PATH`` writes it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler.openapi.models import APIKey, APIKeyIn, HTTPBearer, License, Server

from formtrace import __version__

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

_DESCRIPTION = """\
Movement analysis from ordinary video. Make a job, put the file where the answer says, ask how far it is,
get the result. Errors are problem documents (RFC 9457) whose `code` programs can go by and whose `detail`
says what to do.
"""


def openapi_json(app: APIGatewayHttpResolver) -> str:
    """The document as JSON."""
    return app.get_openapi_json_schema(
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


def main() -> None:
    """Write the document to the file that is named."""
    from formtrace.adapters.http_api import build, deployed_api

    document = json.loads(openapi_json(build(deployed_api)))
    Path(sys.argv[1]).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
