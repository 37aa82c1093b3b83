"""A remote file becomes an upload. Invoked asynchronously by the API for jobs with a URL."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.outbound.client import OutboundClient
from formtrace.workflow.fetch import fetch

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lru_cache(maxsize=1)
def client() -> OutboundClient:
    """The way to the hosts that files may be fetched from."""
    return OutboundClient(services().remote_media_hosts)


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Fetch the file of job ``job_id``."""
    job_id = str(event["job_id"])
    logger.append_keys(job_id=job_id)
    outcome = fetch(services(), client(), job_id, owner=context.aws_request_id)
    metrics.add_metric(f"RemoteFiles{outcome.capitalize()}", MetricUnit.Count, 1)
    return {"job_id": job_id, "outcome": outcome}
