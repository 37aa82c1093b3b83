"""The HTTP API and the page. Invoked by API Gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formtrace.adapters.events.handler import lambda_handler
from formtrace.adapters.http.application import resolver

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return resolver().resolve(event, context)
