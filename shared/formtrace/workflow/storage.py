"""What several steps read from the job's files, and write to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from formtrace.clip.manifest import Manifest
from formtrace.results.document import ResultDocument
from formtrace.workflow.jobs import Job, JobOutcome, JobStatus, ObjectRef
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


def upload_results(services: Services, job_id: str, paths: list[Path]) -> None:
    """Upload files of a result; none if the job was deleted meanwhile."""
    load_job(services, job_id)
    for path in paths:
        services.objects.upload(path, services.files(job_id).result(path.name))


def upload_messages(services: Services, job_id: str, messages: Iterator[tuple[str, bytes]]) -> str:
    """Upload the files of a message stream as they come; return the name of the first."""
    first = ""
    for name, content in messages:
        services.objects.write(services.files(job_id).result(name), content)
        first = first or name
    return first


def load_draft(services: Services, job_id: str) -> ResultDocument:
    """The result document of a job whose overlay video is still to come."""
    return ResultDocument.model_validate_json(services.objects.read(services.files(job_id).draft))


def finish(services: Services, document: ResultDocument, *, thumbnail: bool = False) -> JobStatus:
    """Publish the result document, when all its files are there, and complete the job."""
    load_job(services, document.job_id)  # not if it was deleted meanwhile
    content = document.model_dump_json(indent=2).encode()
    services.objects.write(services.files(document.job_id).result(), content)
    outcome = outcome_of(document, thumbnail=thumbnail)
    services.jobs.advance(document.job_id, JobStatus.COMPLETED, outcome=outcome)
    return JobStatus.COMPLETED


def outcome_of(document: ResultDocument, *, thumbnail: bool) -> JobOutcome:
    """A result in one line."""
    return JobOutcome(
        unit=document.unit,
        count=document.count,
        score=None if document.form is None else document.form.avg_score,
        grade=None if document.form is None else document.form.grade,
        duration_s=document.media.duration_s,
        thumbnail=thumbnail,
    )


def seconds_since(moment: datetime) -> float:
    """Seconds from then to now, for the timings of a result."""
    return round((datetime.now(UTC) - moment).total_seconds(), 3)
