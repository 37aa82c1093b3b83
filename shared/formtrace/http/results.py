"""What a finished job has: the result document, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.http.api import LINK_S
from formtrace.http.jobs import find_job, finished_job, read_result
from formtrace.http.problems import FileNotFoundInJobError
from formtrace.http.views import has_media
from formtrace.results.changes import SessionChanges, compare_sessions
from formtrace.workflow.coaching import notes_on
from formtrace.workflow.job_files import RESULT
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from formtrace.access.authorise import Access
    from formtrace.coaching import CoachNotes
    from formtrace.http.api import Api

_SOURCE = "source"


def result_json(api: Api, access: Access, job_id: str) -> bytes:
    """The result document as it was stored."""
    job = finished_job(api.services, access, job_id)
    return api.services.objects.read(api.services.files(job.job_id).result())


def coach_notes(api: Api, access: Access, job_id: str) -> CoachNotes:
    """The coaching notes on a completed job."""
    job = finished_job(api.services, access, job_id)
    return notes_on(api.services, read_result(api.services, job.job_id))


def changes(api: Api, access: Access, first_id: str, second_id: str) -> SessionChanges:
    """What differs between the results of two completed jobs."""
    first, second = (finished_job(api.services, access, job_id).job_id for job_id in (first_id, second_id))
    return compare_sessions(read_result(api.services, first), read_result(api.services, second))


def file_link(api: Api, access: Access, job_id: str, role: str, save_as: str | None = None) -> str:
    """A link to a file of a job: a role of the result, ``result``, or ``source``.

    With ``save_as`` browsers save it under that name instead of showing it.

    Raises:
        FileNotFoundInJobError: the job has none of that role, or it is not kept any more.
    """
    services = api.services
    if role == _SOURCE:
        job = find_job(services, access, job_id)
        if not has_media(job):
            raise FileNotFoundInJobError("The file has not arrived yet; upload it first.")
        try:
            services.objects.describe(job.source)
        except MissingObjectError as error:
            raise FileNotFoundInJobError("The source is not kept any more.") from error
        return services.objects.link(job.source, LINK_S, save_as)
    finished_job(services, access, job_id)
    files = {"result": RESULT, **read_result(services, job_id).files}
    name = files.get(role)
    if name is None or name.endswith("/"):
        raise FileNotFoundInJobError(f"This job has no file '{role}'; it has {', '.join((*files, _SOURCE))}.")
    return services.objects.link(services.files(job_id).result(name), LINK_S, save_as)
