"""Where a client puts the file of a job: a form for the whole file, or links for its parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from formtrace.errors import InvalidOptionsError, MediaLimitError
from formtrace.http.api import LINK_S
from formtrace.http.models import PartsTicket, PartView, UploadTicket
from formtrace.workflow.jobs import MultipartUpload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formtrace.http.models import NewJob
    from formtrace.workflow.jobs import Job, ObjectRef
    from formtrace.workflow.ports import UploadedPart
    from formtrace.workflow.services import Services

_MIB = 2**20
_LEAST_PART_BYTES = 8 * _MIB  # S3 takes 5 MiB and more
_MOST_PARTS = 250  # their links fit into one answer


def form_ticket(services: Services, job: Job, max_bytes: int, content_type: str | None) -> UploadTicket:
    """A form for the whole file."""
    form = services.objects.upload_form(job.source, max_bytes, LINK_S, content_type)
    return UploadTicket(
        url=form.url,
        fields=dict(form.fields),
        max_bytes=max_bytes,
        expires_at=job.created_at + timedelta(seconds=LINK_S),
    )


def check_parts(asked: NewJob, max_bytes: int) -> None:
    """Check what an upload in parts needs, if one is asked for.

    Raises:
        InvalidOptionsError: the size of the file is not given.
        MediaLimitError: it is too large.
    """
    if not asked.multipart:
        return
    if asked.file_size is None:
        raise InvalidOptionsError("Give fileSize, the number of bytes, for an upload in parts.")
    if asked.file_size > max_bytes:
        raise MediaLimitError(f"The file has more than the {max_bytes / _MIB:g} MiB that are accepted.")


def begin_multipart(services: Services, asked: NewJob, source: ObjectRef) -> MultipartUpload | None:
    """Begin an upload in parts, if one is asked for."""
    if not asked.multipart or asked.file_size is None:
        return None
    part_bytes = max(_LEAST_PART_BYTES, -(-asked.file_size // (_MOST_PARTS * _MIB)) * _MIB)
    upload_id = services.multipart.begin(source, asked.content_type)
    return MultipartUpload(upload_id=upload_id, size_bytes=asked.file_size, part_bytes=part_bytes)


def parts_ticket(
    services: Services, job: Job, upload: MultipartUpload, arrived: Sequence[UploadedPart] = ()
) -> PartsTicket:
    """All parts of an upload, with links for those that have not arrived."""
    there = {part.number for part in arrived}

    def link(number: int) -> str | None:
        if number in there:
            return None
        return services.multipart.part_link(job.source, upload.upload_id, number, LINK_S)

    return PartsTicket(
        file_name=job.source.key.rpartition("/")[2],
        size_bytes=upload.size_bytes,
        part_bytes=upload.part_bytes,
        parts=[PartView(number=number, url=link(number)) for number in range(1, upload.part_count + 1)],
        expires_at=datetime.now(UTC) + timedelta(seconds=LINK_S),
    )
