"""A language model writes notes on a result. Invoked by the state machine if there is a CoachModelId."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.services import services
from formtrace.adapters.aws.settings import Settings
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.adapters.language_models.bedrock import BedrockModel
from formtrace.workflow.coaching import store_notes

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Write the notes on job ``job_id``."""
    job_id = str(event["job_id"])
    logger.append_keys(job_id=job_id)
    model = BedrockModel(Settings.from_environment().coach_model_id)
    written = services().coached and store_notes(services(), job_id, model)
    metrics.add_metric("NotesWritten", MetricUnit.Count, int(written))
    return {"written": written}
