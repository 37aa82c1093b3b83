"""The next messages of a job for a listener, in any state of the job."""

from __future__ import annotations

from collections.abc import Callable

from formtrace.contracts.upload_tracking.messages.common import Source
from formtrace.contracts.upload_tracking.messages.job_status import live_messages
from formtrace.contracts.upload_tracking.messages.pages import (
    PAGE_MESSAGES,
    Answer,
    Link,
    answer_from,
    page_after,
    page_name,
)
from formtrace.workflow.jobs import Job, JobStatus
from formtrace.workflow.ports import MissingObjectError

Read = Callable[[str], bytes]


def messages_after(
    job: Job,
    source: Source,
    after: int,
    read: Read,
    *,
    export: bool,
    limit: int = PAGE_MESSAGES,
    link: Link = str,
    bundle: bool = False,
) -> Answer:
    """The messages after number ``after`` (-1: from the beginning), as far as one answer can hold them.

    Args:
        job: its record.
        source: what it analyses.
        after: number of the last message that the listener has.
        read: gives the content of a file of the job's results.
        export: whether the job makes a video.
        limit: most messages to give.
        link: makes a link of the name of a file of the results.
        bundle: give one ``keypoints_batch`` instead of the keypoints messages.

    Raises:
        MissingObjectError: the result is no longer there.
    """
    live = [message for message in live_messages(job, source, export=export) if message["seq"] > after]
    live = live[:limit]
    after = live[-1]["seq"] if live else after
    if job.status is not JobStatus.COMPLETED or len(live) == limit:
        return Answer(live, after, done="last" in live[-1] if live else job.status is JobStatus.FAILED)
    number = page_after(after)
    try:
        page = read(page_name(number))
    except MissingObjectError:
        if number == 0:
            raise
        page = b""  # the stream ended with the page before
    stored = answer_from(page, after, limit=limit - len(live), link=link, bundle=bundle)
    return Answer([*live, *stored.messages], stored.next_after, stored.done)
