"""What several steps read from the job's files, and write to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from formtrace.clip.manifest import Manifest
from formtrace.results.document import ResultDocument
from formtrace.workflow.jobs import Job, ObjectRef
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from formtrace.workflow.ports import ObjectStore
    from formtrace.workflow.services import Services


def write_json(objects: ObjectStore, ref: ObjectRef, document: Any) -> None:
    """Put a JSON document."""
    objects.write(ref, json.dumps(document, ensure_ascii=False).encode())


def load_job(services: Services, job_id: str) -> Job:
    """The record of a job that is under way.

    Raises:
        MissingObjectError: there is none; it expired, or the id is wrong.
    """
    job = services.jobs.get(job_id)
    if job is None:
        raise MissingObjectError(f"There is no job {job_id}; upload the video again.")
    return job


def load_manifest(services: Services, job_id: str) -> Manifest:
    """The manifest that the splitter wrote."""
    return read_manifest(services, services.files(job_id).manifest)


def read_manifest(services: Services, ref: ObjectRef) -> Manifest:
    """A manifest."""
    return Manifest.model_validate_json(services.objects.read(ref))


def load_draft(services: Services, job_id: str) -> ResultDocument:
    """The result document of a job whose overlay video is still to come."""
    return ResultDocument.model_validate_json(services.objects.read(services.files(job_id).draft))


def seconds_since(moment: datetime) -> float:
    """Seconds from then to now, for the timings of a result."""
    return round((datetime.now(UTC) - moment).total_seconds(), 3)
