"""Answers that wait for a job for a while, well within the time that a request has."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from formtrace.http.problems import JobNotFoundError

if TYPE_CHECKING:
    from formtrace.workflow.jobs import Job
    from formtrace.workflow.services import Services

WAIT_S = 20.0
"""API Gateway waits 30 s and the function runs for 29; before that, the answer is that the job goes on."""
_POLL_S = 0.1


def wait_for(services: Services, job_id: str, pause: Callable[[float], None] = time.sleep) -> Job:
    """The job when it has ended, or as it is after :data:`WAIT_S`.

    Raises:
        JobNotFoundError: it was deleted meanwhile.
    """
    deadline = time.monotonic() + WAIT_S
    while True:
        job = services.jobs.get(job_id)
        if job is None:
            raise JobNotFoundError("The job was deleted.")
        if job.status.is_final or time.monotonic() >= deadline:
            return job
        pause(_POLL_S)
