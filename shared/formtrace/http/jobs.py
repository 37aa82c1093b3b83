"""Jobs: made, listed, looked at, deleted."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from formtrace.access.authorise import consume_quota
from formtrace.contracts.upload_tracking.query.interpret import session_of
from formtrace.http.models import JobCreated, JobView
from formtrace.http.problems import (
    FileNotFoundInJobError,
    JobFailedError,
    JobNotFinishedError,
    JobNotFoundError,
)
from formtrace.http.upload_tickets import begin_multipart, check_parts, form_ticket, parts_ticket
from formtrace.http.views import links_of, view_of
from formtrace.options import AnalysisOptions
from formtrace.results.document import ResultDocument
from formtrace.workflow.erase import erase
from formtrace.workflow.jobs import Job, JobLabels, JobStatus
from formtrace.workflow.ports import MissingObjectError
from formtrace.workflow.remote import check_callback_url, check_remote_media

if TYPE_CHECKING:
    from formtrace.access.authorise import Access
    from formtrace.contracts.upload_tracking.query.session import Session
    from formtrace.http.api import Api
    from formtrace.http.models import JobChanges, NewJob
    from formtrace.reference.draft import ReferenceDraft
    from formtrace.workflow.services import Services

_ID = re.compile(r"[0-9a-f-]{36}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]+")
_NO_JOB = "There is no such job for this token; it may have been deleted."


def create_job(api: Api, access: Access, asked: NewJob, draft: ReferenceDraft | None = None) -> JobCreated:
    """Record a job, and say where its file goes, or have it fetched; with ``draft`` it makes a reference.

    Raises:
        InvalidOptionsError: the options cannot be, or contradict each other.
        RemoteMediaError: this deployment does not fetch files, or none from there.
        AccessError: the token's plan or quota does not allow it.
    """
    session = session_of(asked.query(), access, api.deployment)
    _check_urls(api.services, session)
    check_parts(asked, session.limits.max_bytes)
    consume_quota(access, api.tokens, datetime.now(UTC))
    job = _record(api.services, access, session, asked, draft)
    links = links_of(job.job_id)
    if job.remote_url is not None:
        api.services.fetches.submit(job.job_id)
        return JobCreated(job_id=job.job_id, status=job.status, upload=None, links=links)
    if job.multipart is not None:
        parts = parts_ticket(api.services, job, job.multipart)
        return JobCreated(job_id=job.job_id, status=job.status, upload=None, links=links, parts=parts)
    ticket = form_ticket(api.services, job, session.limits.max_bytes, asked.content_type)
    return JobCreated(job_id=job.job_id, status=job.status, upload=ticket, links=links)


def _check_urls(services: Services, session: Session) -> None:
    if session.remote_src is not None:
        check_remote_media(session.remote_src, session.source, services.remote_media_hosts)
    if session.callback_url is not None:
        check_callback_url(session.callback_url, services.webhook_hosts)


def _record(
    services: Services, access: Access, session: Session, asked: NewJob, draft: ReferenceDraft | None
) -> Job:
    job_id, now = str(uuid.uuid4()), datetime.now(UTC)
    source = services.files(job_id).upload(_safe_name(asked.file_name))
    multipart = None
    if session.remote_src is None:
        multipart = begin_multipart(services, asked, source)
    job = Job(
        job_id=job_id,
        status=JobStatus.AWAITING_UPLOAD if session.remote_src is None else JobStatus.FETCHING,
        source=source,
        kind=session.source,
        owner=access.token_id,
        options=options_in(session, asked),
        draft=draft,
        callback_url=session.callback_url,
        remote_url=session.remote_src,
        multipart=multipart,
        created_at=now,
        updated_at=now,
    )
    services.jobs.create(job)
    return job


def options_in(session: Session, asked: NewJob) -> AnalysisOptions:
    """The options to record: as the session has them, and how to cut, which pages cannot ask for."""
    return AnalysisOptions.from_mapping({**session.options, "chunk_s": asked.chunk_s})


def show_job(api: Api, access: Access, job_id: str) -> JobView:
    """One job."""
    job = find_job(api.services, access, job_id)
    if access.only_job is not None:  # notes and tags are the owner's
        job = job.model_copy(update={"labels": JobLabels(name=job.labels.name)})
    return present(api.services, job)


def present(services: Services, job: Job) -> JobView:
    """A job as the API shows it."""
    done = job.status is JobStatus.COMPLETED
    return view_of(services, job, read_result(services, job.job_id).files if done else {})


def change_job(api: Api, access: Access, job_id: str, changes: JobChanges) -> JobView:
    """Name a job, tag it, add notes to it.

    Raises:
        JobNotFoundError: there is none, or it is another token's.
    """
    services = api.services
    job = find_job(services, access, job_id)
    changed = changes.model_dump(exclude_none=True)
    labels = JobLabels.model_validate({**job.labels.model_dump(), **changed})
    if not services.jobs.set_labels(job_id, labels):
        raise JobNotFoundError(_NO_JOB)
    return present(services, job.model_copy(update={"labels": labels}))


def preview(api: Api, access: Access, job_id: str, chunk: int) -> bytes:
    """The people detected in a chunk, as JSON.

    Raises:
        FileNotFoundInJobError: the chunk is not done yet, or its preview is not kept any more.
    """
    job = find_job(api.services, access, job_id)
    try:
        return api.services.objects.read(api.services.files(job.job_id).preview(chunk))
    except MissingObjectError as error:
        raise FileNotFoundInJobError("This chunk is not there yet, or not any more.") from error


def delete_job(api: Api, access: Access, job_id: str) -> None:
    """Stop a job, and delete its record, every object of it in all buckets, and its recounts."""
    erase(api.services, find_job(api.services, access, job_id))


def find_job(services: Services, access: Access, job_id: str) -> Job:
    """The record of a job that this token may see.

    Raises:
        JobNotFoundError: there is none, or it belongs to another token.
    """
    job = services.jobs.get(job_id) if _ID.fullmatch(job_id) else None
    if job is None or not access.may_read(job.job_id, job.owner):
        raise JobNotFoundError(_NO_JOB)
    return job


def finished_job(services: Services, access: Access, job_id: str) -> Job:
    """The record of a job that is completed.

    Raises:
        JobNotFoundError: see :func:`find_job`.
        JobNotFinishedError: it has not ended.
        JobFailedError: it has failed.
    """
    job = find_job(services, access, job_id)
    if job.failure is not None:
        raise JobFailedError(job.failure)
    if job.status is not JobStatus.COMPLETED:
        raise JobNotFinishedError(
            f"The job is not finished ({job.status.replace('_', ' ')}); ask again later.",
            details={"status": job.status},
        )
    return job


def read_result(services: Services, job_id: str) -> ResultDocument:
    """The result document of a completed job."""
    return ResultDocument.model_validate_json(services.objects.read(services.files(job_id).result()))


def _safe_name(name: str | None) -> str:
    """A file name that is one segment of a key, and not too long for one (1024 bytes)."""
    plain = _UNSAFE.sub("_", name or "").strip(". _")
    return plain.encode()[-200:].decode(errors="ignore") or "upload"
