"""The report of a job's result, with earlier or later sessions.

What makes it needs NumPy, and is imported when a report is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.http.jobs import finished_job, read_result
from formtrace.http.problems import InvalidRequestError
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formtrace.access.authorise import Access
    from formtrace.http.api import Api
    from formtrace.results.session_report import Session
    from formtrace.texts import Language

MOST_SESSIONS = 24
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""Content-Security-Policy of reports: they hold all that they show, and run nothing."""


def report(
    api: Api, access: Access, job_ids: Sequence[str], *, person: str, clinic: str, language: Language | None
) -> str:
    """The HTML of a report of one or several jobs.

    Raises:
        JobNotFoundError, JobNotFinishedError, JobFailedError: about one of the jobs.
        InvalidRequestError: there are too many.
    """
    from formtrace.results.session_report import ReportDetails, report_html

    wanted = list(dict.fromkeys(job_ids))
    if len(wanted) > MOST_SESSIONS:
        raise InvalidRequestError(f"Ask for at most {MOST_SESSIONS} sessions in one report.")
    sessions = [_session(api, access, job_id) for job_id in wanted]
    return report_html(sessions, ReportDetails(person, clinic, language))


def _session(api: Api, access: Access, job_id: str) -> Session:
    from formtrace.results.session_report import Session

    services = api.services
    job = finished_job(services, access, job_id)
    files = services.files(job.job_id)

    def read(name: str) -> bytes:
        try:
            return services.objects.read(files.result(name))
        except MissingObjectError as error:
            raise FileNotFoundError(name) from error

    return Session.of(read_result(services, job.job_id), job.created_at, read, job.labels.name)
