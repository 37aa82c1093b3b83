"""A photo in, its analysis out, in one request."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from formtrace.access.authorise import consume_quota
from formtrace.contracts.upload_tracking.messages.pages import page_name
from formtrace.contracts.upload_tracking.query.interpret import session_of
from formtrace.errors import TransientError
from formtrace.http.jobs import finished_job, read_result
from formtrace.http.models import JobCreated, PhotoAnswer
from formtrace.http.photo_body import photo_in
from formtrace.http.problems import check_size
from formtrace.http.views import file_links, links_of
from formtrace.http.waiting import wait_for
from formtrace.options import AnalysisOptions
from formtrace.workflow.failure import failure_of
from formtrace.workflow.jobs import Job, JobStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formtrace.access.authorise import Access
    from formtrace.http.api import Api
    from formtrace.workflow.services import Services


def analyse_photo(
    api: Api, access: Access, body: bytes, media_type: str, query: Mapping[str, object]
) -> PhotoAnswer | JobCreated:
    """Analyse a photo now, or name its job if that takes too long.

    It is kept as a job like any other, its source for as long as work files are.

    Raises:
        TooLargeForRequestError: it must go the other way, as a job.
        MediaError: it is no photo.
        InvalidOptionsError: the options cannot be.
        AccessError: the token's plan or quota does not allow it.
    """
    check_size(len(body))
    content = photo_in(body, media_type)
    session = session_of({**query, "source": "image"}, access, api.deployment)
    consume_quota(access, api.tokens, datetime.now(UTC))
    services, job_id, now = api.services, str(uuid.uuid4()), datetime.now(UTC)
    source = services.files(job_id).request_body
    services.objects.write(source, content)
    services.jobs.create(
        Job(
            job_id=job_id,
            status=JobStatus.RECEIVED,
            source=source,
            kind="image",
            owner=access.token_id,
            options=AnalysisOptions.from_mapping(session.options),
            created_at=now,
            updated_at=now,
        )
    )
    _submit(services, job_id)
    job = wait_for(services, job_id)
    if not job.status.is_final:
        return JobCreated(job_id=job_id, status=job.status, upload=None, links=links_of(job_id))
    finished_job(services, access, job_id)
    document = read_result(services, job_id)
    return PhotoAnswer(
        job_id=job_id,
        result=document,
        overlay=_overlay(services, job_id),
        links=links_of(job_id),
        files=file_links(services, job_id, document.files),
    )


def _submit(services: Services, job_id: str) -> None:
    """Have it analysed; if that cannot even be asked for, the job ends here."""
    try:
        services.photos.submit(job_id)
    except TransientError as error:
        services.jobs.fail(job_id, failure_of(error))
        raise


def _overlay(services: Services, job_id: str) -> str | None:
    """The data URL in the message stream of a photo, where it is made for a screen."""
    page = services.objects.read(services.files(job_id).result(page_name(0)))
    messages = (json.loads(line) for line in page.splitlines())
    return next((str(one["data"]) for one in messages if one["type"] == "image_overlay"), None)
