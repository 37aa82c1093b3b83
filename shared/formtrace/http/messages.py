"""The message stream of a job, a piece at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from formtrace.contracts.upload_tracking.messages.delivery import messages_after
from formtrace.http.jobs import find_job
from formtrace.http.models import MessagePage
from formtrace.http.views import result_link

if TYPE_CHECKING:
    from formtrace.access.authorise import Access
    from formtrace.http.api import Api

NDJSON = "application/x-ndjson"
BEGINNING = -1


def message_page(
    api: Api, access: Access, job_id: str, after: int, limit: int, *, bundle: bool = False
) -> MessagePage:
    """The messages after number ``after``, as many as fit; links in them work for an hour.

    With ``bundle`` all keypoints of a page come as one ``keypoints_batch``.
    """
    services = api.services
    job = find_job(services, access, job_id)

    def read(name: str) -> bytes:
        return services.objects.read(services.files(job_id).result(name))

    answer = messages_after(
        job,
        job.kind or "video",
        after,
        read,
        export=job.options.export,
        limit=limit,
        link=lambda name: result_link(services, job_id, name),
        bundle=bundle,
    )
    messages: list[dict[str, Any]] = [dict(message) for message in answer.messages]
    return MessagePage(messages=messages, next_after=answer.next_after, done=answer.done)


def ndjson(page: MessagePage) -> bytes:
    """A page as lines, a message each; whether there are more, the last one's ``last`` says."""
    lines = (json.dumps(message, ensure_ascii=False, separators=(",", ":")) for message in page.messages)
    return "".join(f"{line}\n" for line in lines).encode()
