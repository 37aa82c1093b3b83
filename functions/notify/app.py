"""The end of a job becomes an event, and a webhook if it asked for one. Invoked by the table's stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.notifications import notification_services
from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.adapters.events.job_stream import ended_jobs_in
from formtrace.workflow.notifications import announce

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Announce every job that has ended."""
    ended = ended_jobs_in(event)
    for job in ended:
        ways = notification_services()
        announce(job, services().files(job.job_id), ways.api_url, ways.bus, ways.queue)
        logger.info("job ended", job_id=job.job_id, status=job.status)
        metrics.add_metric(f"Jobs{job.status.capitalize()}Announced", MetricUnit.Count, 1)
    return {"announced": [job.job_id for job in ended]}
