"""Lists of a token's jobs, all or those that fit a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from formtrace.http.models import JobList
from formtrace.http.paging import decode_cursor, encode_cursor
from formtrace.http.views import summary_of
from formtrace.workflow.jobs import Job, JobCursor, JobStatus

if TYPE_CHECKING:
    from formtrace.access.authorise import Access
    from formtrace.http.api import Api

_BATCH = 100
_MOST_BATCHES = 10
"""A search reads at most a thousand records; the answer's cursor goes on after them."""


@dataclass(frozen=True, slots=True)
class JobSearch:
    """Which jobs of a list are wanted; what is not given fits every job.

    Attributes:
        exercise: what was counted, or shall be; its id.
        tag: one of the job's tags.
        text: words that the name, the notes, a tag or the file's name hold.
    """

    status: JobStatus | None = None
    exercise: str | None = None
    tag: str | None = None
    text: str | None = None

    @property
    def is_for_all(self) -> bool:
        """Whether every job fits."""
        return self == JobSearch()

    def fits(self, job: Job) -> bool:
        """Whether a job is wanted."""
        labels = job.labels
        words = "\n".join((labels.name, labels.notes, *labels.tags, job.source.key.rpartition("/")[2]))
        return (
            self.status in (None, job.status)
            and self.exercise in (None, exercise_of(job))
            and (self.tag is None or self.tag in labels.tags)
            and all(word in words.casefold() for word in (self.text or "").casefold().split())
        )


def exercise_of(job: Job) -> str | None:
    """What was counted in a job; before that is known, what it asks for."""
    return (job.outcome.exercise if job.outcome else None) or job.options.exercise


def list_jobs(api: Api, access: Access, limit: int, cursor: str | None, search: JobSearch) -> JobList:
    """Some of the token's jobs that fit, newest first."""
    position = decode_cursor(cursor)
    after = None if position is None else JobCursor(*position)
    if search.is_for_all:
        jobs, last = api.services.jobs.list_by_owner(access.token_id, limit, after)
    else:
        jobs, last = _search(api, access.token_id, limit, after, search)
    return JobList(jobs=[summary_of(api.services, job) for job in jobs], next_cursor=encode_cursor(last))


def newest_jobs(api: Api, access: Access) -> list[Job]:
    """The token's jobs, newest first: as many as one search reads."""
    return _search(api, access.token_id, _BATCH * _MOST_BATCHES, None, JobSearch())[0]


def _search(
    api: Api, owner: str, limit: int, after: JobCursor | None, search: JobSearch
) -> tuple[list[Job], JobCursor | None]:
    """The jobs after a position that fit, and where to go on."""
    found: list[Job] = []
    for _ in range(_MOST_BATCHES):
        jobs, after = api.services.jobs.list_by_owner(owner, _BATCH, after)
        for job in filter(search.fits, jobs):
            if len(found) == limit:
                return found, JobCursor.of(found[-1])
            found.append(job)
        if after is None:
            break
    return found, after
