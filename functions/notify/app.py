"""The end of a job becomes an event, and a webhook if it asked for one; a video that is not kept is deleted.

Invoked by the table's stream, or with a job whose end was not announced then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.notifications import notification_services
from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.adapters.events.job_stream import ended_jobs_in
from formtrace.workflow.erase import discard_video
from formtrace.workflow.notifications import announce
from formtrace.workflow.storage import load_job

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Announce every job that has ended."""
    ended = [load_job(services(), event["job_id"])] if "job_id" in event else ended_jobs_in(event)
    for job in ended:
        ways = notification_services()
        announce(job, services().files(job.job_id), ways.api_url, ways.bus, ways.queue)
        logger.info("job ended", job_id=job.job_id, status=job.status)
        metrics.add_metric(f"Jobs{job.status.capitalize()}Announced", MetricUnit.Count, 1)
    for job in ended:  # after all are announced, so that a failure here announces none twice
        if discard_video(services(), job):
            logger.info("video deleted", job_id=job.job_id)
    return {"announced": [job.job_id for job in ended]}
