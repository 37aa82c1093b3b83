"""One chunk gets the skeleton drawn on it. Invoked by the state machine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.workflow.render import render

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Draw on ``chunk`` of job ``job_id``."""
    job_id, chunk = str(event["job_id"]), int(event["chunk"])
    logger.append_keys(job_id=job_id, chunk=chunk)
    with tempfile.TemporaryDirectory() as folder:
        frames = render(services(), job_id, chunk, Path(folder))
    metrics.add_metric("FramesRendered", MetricUnit.Count, frames)
    return {"chunk": chunk, "frames": frames}
