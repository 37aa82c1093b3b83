from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from formtrace.adapters.aws.settings import Settings

ENVIRONMENT = {
    "FORMTRACE_UPLOADS_BUCKET": "uploads",
    "FORMTRACE_WORK_BUCKET": "work",
    "FORMTRACE_RESULTS_BUCKET": "results",
    "FORMTRACE_JOBS_TABLE": "jobs",
    "FORMTRACE_IDEMPOTENCY_TABLE": "claims",
    "FORMTRACE_TOKENS_TABLE": "tokens",
    "FORMTRACE_REFERENCES_TABLE": "references",
    "FORMTRACE_FEATURE_GATE_CODE": "developer_features_not_allowed",
    "FORMTRACE_STATE_MACHINE_ARN": "arn",
    "FORMTRACE_IMAGE_FUNCTION": "image",
    "FORMTRACE_FETCH_FUNCTION": "fetch",
    "FORMTRACE_AGGREGATE_FUNCTION": "aggregate",
    "FORMTRACE_MODEL_VARIANT": "full",
    "FORMTRACE_MODELS": "/opt/models",
    "FORMTRACE_MAX_UPLOAD_MIB": "2048",
    "FORMTRACE_MAX_DURATION_MINUTES": "30",
    "FORMTRACE_MAX_CONCURRENCY": "8",
    "FORMTRACE_MAX_MEGAPIXELS": "12",
    "FORMTRACE_JOB_RETENTION_DAYS": "7",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "3538",
    "PATH": "/bin",
}


def test_limits_have_the_units_of_the_core() -> None:
    limits = Settings.from_environment(ENVIRONMENT).limits
    assert limits.max_bytes == 2 * 1024**3
    assert limits.max_duration_s == 1800
    assert limits.max_pixels == 12_000_000


@pytest.mark.parametrize(
    ("memory", "threads"), [("512", 1), ("1769", 1), ("3008", 2), ("3538", 2), ("10240", 6)]
)
def test_threads_are_what_the_memory_pays_for(memory: str, threads: int) -> None:
    settings = Settings.from_environment(ENVIRONMENT | {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": memory})
    assert settings.threads == threads


def test_a_missing_variable_is_named() -> None:
    incomplete: dict[str, Any] = {k: v for k, v in ENVIRONMENT.items() if k != "FORMTRACE_JOBS_TABLE"}
    with pytest.raises(ValidationError, match="jobs_table"):
        Settings.from_environment(incomplete)


def test_the_template_sets_every_field() -> None:
    template = (Path(__file__).parents[4] / "template.yaml").read_text("utf-8")
    for field in Settings.model_fields:
        assert field == "memory_mib" or f"FORMTRACE_{field.upper()}:" in template
