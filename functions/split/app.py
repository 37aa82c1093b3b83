"""An upload becomes a job. Invoked by S3 itself, through EventBridge, or with a job that is run again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.adapters.events.uploads import uploads_in
from formtrace.workflow.ingest import ingest
from formtrace.workflow.retry import upload_of

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take in every upload of an event."""
    uploads = []
    for upload in [upload_of(services(), event["job_id"])] if "job_id" in event else uploads_in(event):
        outcome = ingest(services(), upload, owner=context.aws_request_id)
        logger.info("upload", job_id=upload.job_id, key=upload.source.key, outcome=outcome)
        metrics.add_metric(f"Uploads{outcome.capitalize()}", MetricUnit.Count, 1)
        uploads.append({"job_id": upload.job_id, "outcome": outcome})
    return {"uploads": uploads}
