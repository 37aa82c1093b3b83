"""The pieces become one video and the result is published. Invoked by the state machine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.workflow.publish import publish

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Publish job ``job_id``."""
    job_id = str(event["job_id"])
    logger.append_keys(job_id=job_id)
    with tempfile.TemporaryDirectory() as folder:
        status = publish(services(), job_id, Path(folder))
    metrics.add_metric("OverlaysPublished", MetricUnit.Count, 1)
    return {"status": status}
