"""Uploads in parts: begun with a job, gone on with after a break, completed by the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.errors import MediaLimitError
from formtrace.http.jobs import find_job, present
from formtrace.http.problems import UploadIncompleteError
from formtrace.http.upload_tickets import parts_ticket
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formtrace.access.authorise import Access
    from formtrace.http.api import Api
    from formtrace.http.models import JobView, PartsTicket
    from formtrace.workflow.jobs import Job, MultipartUpload
    from formtrace.workflow.ports import UploadedPart
    from formtrace.workflow.services import Services


def show_upload(api: Api, access: Access, job_id: str) -> PartsTicket:
    """Which parts have arrived, and where the others go.

    Raises:
        JobNotFoundError: there is no such job.
        UploadIncompleteError: its file is not uploaded in parts, or no longer.
    """
    job = find_job(api.services, access, job_id)
    return parts_ticket(api.services, job, _multipart(job), _arrived(api.services, job))


def complete_upload(api: Api, access: Access, job_id: str) -> JobView:
    """Make the file of its parts; the analysis begins. Doing it again changes nothing.

    Raises:
        JobNotFoundError: there is no such job.
        UploadIncompleteError: parts are missing, or have the wrong size; ``details`` number them.
        MediaLimitError: the parts are larger than the file may be; they are deleted.
    """
    services = api.services
    job = find_job(services, access, job_id)
    if job.multipart is None or job.status is JobStatus.AWAITING_UPLOAD:
        upload, parts = _multipart(job), _arrived(services, job)
        _check(services, job, upload, parts)
        services.multipart.complete(job.source, upload.upload_id, parts)
    return present(services, job)


def _multipart(job: Job) -> MultipartUpload:
    if job.multipart is None or job.status is not JobStatus.AWAITING_UPLOAD:
        raise UploadIncompleteError("This job waits for no parts; make a job with multipart and fileSize.")
    return job.multipart


def _arrived(services: Services, job: Job) -> list[UploadedPart]:
    try:
        return services.multipart.parts(job.source, _multipart(job).upload_id)
    except MissingObjectError as error:
        raise UploadIncompleteError("This upload was given up; make a new job.") from error


def _check(services: Services, job: Job, upload: MultipartUpload, parts: Sequence[UploadedPart]) -> None:
    if sum(part.size_bytes for part in parts) > upload.size_bytes:
        services.multipart.abort(job.source, upload.upload_id)
        raise MediaLimitError("The parts have more bytes than the file was said to have; make a new job.")
    last = upload.part_count
    sizes = dict.fromkeys(range(1, last), upload.part_bytes)
    sizes[last] = upload.size_bytes - (last - 1) * upload.part_bytes
    arrived = {part.number: part.size_bytes for part in parts}
    missing = [number for number, size in sizes.items() if arrived.get(number) != size]
    if missing:
        raise UploadIncompleteError(
            f"{len(missing)} of {last} parts are missing or incomplete; upload them, and try again.",
            details={"parts": missing},
        )
