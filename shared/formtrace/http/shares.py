"""Read-only links to one result."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from formtrace.access.shares import authorise_share, new_share, read_share, share_value
from formtrace.errors import InvalidTokenError
from formtrace.http.jobs import find_job, finished_job
from formtrace.http.models import NewShare, ShareList, ShareView
from formtrace.http.problems import JobNotFoundError, ShareNotFoundError

if TYPE_CHECKING:
    from formtrace.access.authorise import Access
    from formtrace.access.shares import Share
    from formtrace.http.api import Api


def create_share(
    api: Api, access: Access, job_id: str, asked: NewShare, base_url: str, now: datetime
) -> ShareView:
    """Make a link to the result of a completed job.

    Raises:
        JobNotFoundError, JobNotFinishedError, JobFailedError: about the job.
    """
    finished_job(api.services, access, job_id)
    share = new_share(access.token_id, now, asked.expires_in_days)
    if not api.services.jobs.add_share(job_id, share):
        raise JobNotFoundError("The job was deleted.")
    return _view(api, share, job_id, base_url)


def list_shares(api: Api, access: Access, job_id: str, base_url: str, now: datetime) -> ShareList:
    """The links to a job's result that work.

    Raises:
        JobNotFoundError: there is no such job.
    """
    job = find_job(api.services, access, job_id)
    active = sorted((one for one in job.shares if one.expires_at > now), key=lambda one: one.created_at)
    return ShareList(shares=[_view(api, one, job_id, base_url) for one in active])


def delete_share(api: Api, access: Access, job_id: str, share_id: str) -> None:
    """Revoke a link.

    Raises:
        JobNotFoundError, ShareNotFoundError: there is no such job, or no such link to it.
    """
    job = find_job(api.services, access, job_id)
    share = next((one for one in job.shares if one.id == share_id), None)
    if share is None:
        raise ShareNotFoundError("There is no such link to this job; it may have been withdrawn.")
    api.services.jobs.remove_share(job_id, share)


def reader_of(api: Api, value: str, now: datetime) -> Access:
    """What the bearer of a link may do.

    Raises:
        InvalidTokenError: it does not work, or not any more.
    """
    link = read_share(value)
    job = api.services.jobs.get(link.job_id)
    return authorise_share(link, () if job is None else job.shares, api.tokens, now)


def _view(api: Api, share: Share, job_id: str, base_url: str) -> ShareView:
    token = api.tokens.get(share.token_id)
    if token is None:
        raise InvalidTokenError("The token that made this link is gone.")
    value = share_value(share, job_id, token)
    return ShareView(
        id=share.id,
        url=f"{base_url}/pose_tracker/upload_tracking?job={job_id}&token={value}",
        token=value,
        created_at=share.created_at,
        expires_at=share.expires_at,
    )
