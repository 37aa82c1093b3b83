"""A photo becomes keypoints and angles. Invoked asynchronously for an upload, without a state machine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.workflow.image import analyse_photo
from formtrace.workflow.pose_models import load_model

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from formtrace.pose.pipeline import PoseEstimator


def estimator_for(name: str) -> PoseEstimator:
    """The pose model, loaded once per execution environment."""
    return load_model(name, services().threads, with_heatmaps=True)


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Analyse the photo of job ``job_id``."""
    job_id = str(event["job_id"])
    logger.append_keys(job_id=job_id)
    with tempfile.TemporaryDirectory() as folder:
        status = analyse_photo(services(), estimator_for, job_id, Path(folder))
    metrics.add_metric("PhotosAnalysed", MetricUnit.Count, 1)
    return {"job_id": job_id, "status": status}
