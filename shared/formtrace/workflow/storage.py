"""Small helpers over the object store that several steps share."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from formtrace.clip.manifest import Manifest
from formtrace.contracts.upload_tracking.messages.pages import page_name, pages
from formtrace.results.document import ResultDocument
from formtrace.workflow.jobs import Job, JobStatus, ObjectRef
from formtrace.workflow.keys import RESULT, JobKeys
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from formtrace.contracts.upload_tracking.messages.types import Message
    from formtrace.workflow.ports import ObjectStore, Services


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
        raise MissingObjectError(f"There is no job {job_id}; drop the video again.")
    return job


def load_manifest(services: Services, job_id: str) -> Manifest:
    """The manifest that the splitter wrote."""
    ref = ObjectRef(bucket=services.work_bucket, key=JobKeys(job_id).manifest)
    return Manifest.model_validate_json(services.objects.read(ref))


def upload_results(services: Services, job_id: str, files: list[Path]) -> None:
    """Put files beside each other into the results bucket; of a job that was deleted meanwhile, none."""
    load_job(services, job_id)
    for path in files:
        ref = ObjectRef(bucket=services.results_bucket, key=JobKeys(job_id).result(path.name))
        services.objects.upload(path, ref)


def upload_messages(services: Services, job_id: str, messages: Iterable[Message]) -> str:
    """Put the pages of a message stream, one after the other as they come; the name of the first."""
    for name, page in pages(messages):
        ref = ObjectRef(bucket=services.results_bucket, key=JobKeys(job_id).result(name))
        services.objects.write(ref, page)
    return page_name(0)


def load_draft(services: Services, job_id: str) -> ResultDocument:
    """The result document of a job whose video is still to come."""
    ref = ObjectRef(bucket=services.work_bucket, key=JobKeys(job_id).result(RESULT))
    return ResultDocument.model_validate_json(services.objects.read(ref))


def finish(services: Services, document: ResultDocument) -> JobStatus:
    """Publish the result document, when all its files are there, and complete the job."""
    load_job(services, document.job_id)  # not if it was deleted meanwhile
    ref = ObjectRef(bucket=services.results_bucket, key=JobKeys(document.job_id).result(RESULT))
    services.objects.write(ref, document.model_dump_json(indent=2).encode())
    services.jobs.advance(document.job_id, JobStatus.COMPLETED)
    return JobStatus.COMPLETED


def seconds_since(moment: datetime) -> float:
    """Seconds from then to now, for the timings of a result."""
    return round((datetime.now(UTC) - moment).total_seconds(), 3)
