"""The environment of a function, as a typed model."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from formtrace.access.plans import GateCode
from formtrace.clip.chunk_length import LAMBDA, Capacity
from formtrace.clip.limits import Limits
from formtrace.pose.runtime import lambda_threads

_PREFIX = "FORMTRACE_"
_MOST_FPS = 60  # of a video that is as long as is accepted


class Settings(BaseModel):
    """What the template sets. Fields are the variables ``FORMTRACE_<FIELD>``."""

    model_config = ConfigDict(frozen=True)

    uploads_bucket: str
    work_bucket: str
    results_bucket: str
    jobs_table: str
    idempotency_table: str
    tokens_table: str
    references_table: str
    feature_gate_code: GateCode
    state_machine_arn: str
    image_function: str
    fetch_function: str
    aggregate_function: str
    coach_model_id: str = ""
    remote_media_hosts: str = ""
    webhook_hosts: str = ""
    webhook_queue_url: str = ""
    api_url: str = ""
    public_url: str = ""
    model_variant: str
    max_upload_mib: int = Field(gt=0)
    max_duration_minutes: float = Field(gt=0)
    max_megapixels: float = Field(gt=0)
    max_concurrency: int = Field(gt=0)
    job_retention_days: int = Field(gt=0)
    web: str = ""
    memory_mib: int = Field(gt=0)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read and check all variables at once."""
        named = {
            name.removeprefix(_PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(_PREFIX)
        }
        return cls.model_validate({**named, "memory_mib": environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]})

    @property
    def limits(self) -> Limits:
        """How much media one job may hold."""
        return Limits(
            max_bytes=self.max_upload_mib * 2**20,
            max_duration_s=self.max_duration_minutes * 60,
            max_frames=int(self.max_duration_minutes * 60 * _MOST_FPS),
            max_pixels=int(self.max_megapixels * 1_000_000),
        )

    @property
    def capacity(self) -> Capacity:
        """How many chunks of a job are worked on at the same time."""
        return LAMBDA.of(self.max_concurrency)

    @property
    def threads(self) -> int:
        """Processors that the memory pays for; the number of visible ones says something else."""
        return lambda_threads(self.memory_mib)
