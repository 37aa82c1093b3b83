"""Whatever went wrong becomes a job's code and sentence.

Invoked by the state machine, by EventBridge when an execution ended without saying why, and by Lambda as the
destination of uploads and photos that failed again and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.services import services
from formtrace.adapters.events.failures import failures_in
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.workflow.failure import is_internal

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Record every failure of an event."""
    failed = failures_in(event)
    for job in failed:
        if job.upload is not None:
            services().jobs.create(job.upload.job())
        if services().jobs.fail(job.job_id, job.failure, job.attempt):
            ours = is_internal(job.failure)
            log = logger.error if ours else logger.info
            log("job failed", job_id=job.job_id, code=job.failure.code, reason=job.failure.message)
            metrics.add_metric("JobsFailed", MetricUnit.Count, 1)
            metrics.add_metric("JobsFailedInternally", MetricUnit.Count, int(ours))
    return {"failed": [{"job_id": job.job_id, "code": job.failure.code} for job in failed]}
