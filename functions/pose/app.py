"""One chunk becomes keypoints. Invoked by the state machine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.workflow.pose import estimate_chunk
from formtrace.workflow.pose_models import load_model

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from formtrace.pose.pipeline import PoseEstimator


def estimator_for(name: str) -> PoseEstimator:
    """The pose model, loaded once per execution environment."""
    return load_model(name, services().threads)


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Estimate the poses of ``chunk`` of job ``job_id``."""
    job_id, chunk = str(event["job_id"]), int(event["chunk"])
    logger.append_keys(job_id=job_id, chunk=chunk)
    with tempfile.TemporaryDirectory() as folder:
        frames = estimate_chunk(services(), estimator_for, job_id, chunk, Path(folder))
    metrics.add_metric("FramesAnalysed", MetricUnit.Count, frames)
    return {"chunk": chunk, "frames": frames}
