"""Jobs as the API shows them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from formtrace.http.api import LINK_S
from formtrace.http.models import (
    FailureView,
    JobLinks,
    JobSummary,
    JobView,
    ProgressView,
    StageView,
)
from formtrace.results.summary import ResultSummary
from formtrace.workflow.job_files import RESULT
from formtrace.workflow.job_progress import percent, stages
from formtrace.workflow.jobs import Job, JobStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formtrace.workflow.services import Services

_WITHOUT_MEDIA = (JobStatus.AWAITING_UPLOAD, JobStatus.FETCHING)


def links_of(job_id: str) -> JobLinks:
    """The paths about a job."""
    path = f"/v1/jobs/{job_id}"
    return JobLinks(self=path, result=f"{path}/result", messages=f"{path}/messages")


def summary_of(services: Services, job: Job) -> JobSummary:
    """A job in a list."""
    return JobSummary(
        job_id=job.job_id,
        status=job.status,
        source=job.kind or "video",
        exercise=job.options.exercise,
        reference=job.options.reference,
        file_name=job.source.key.rpartition("/")[2],
        created_at=job.created_at,
        updated_at=job.updated_at,
        percent=percent(job, export=_exports(job)),
        failure=failure_of(job),
        links=links_of(job.job_id),
        **_described(services, job),
    )


def view_of(services: Services, job: Job, files: Mapping[str, str]) -> JobView:
    """A job, with links to its ``files``: names in the results bucket by role."""
    export = _exports(job)
    return JobView(
        job_id=job.job_id,
        status=job.status,
        source=job.kind or "video",
        options=job.options.given(),
        created_at=job.created_at,
        updated_at=job.updated_at,
        progress=ProgressView(
            percent=percent(job, export=export),
            stages=[StageView(**asdict(stage)) for stage in stages(job, export=export)],
        ),
        failure=failure_of(job),
        links=links_of(job.job_id),
        files=file_links(services, job.job_id, files),
        media_url=services.objects.link(job.source, LINK_S) if has_media(job) else None,
        previews=[f"/v1/jobs/{job.job_id}/previews/{chunk}" for chunk in previewed(job)],
        **_described(services, job),
    )


def previewed(job: Job) -> list[int]:
    """The chunks whose people can be seen already; none once the result is there."""
    return sorted(job.posed) if job.status is JobStatus.ANALYSING and job.kind != "image" else []


def _described(services: Services, job: Job) -> dict[str, Any]:
    """What lists and the job itself say alike."""
    outcome = job.outcome
    has_picture = outcome is not None and outcome.thumbnail
    return {
        **job.labels.model_dump(),
        "recount_of": job.recount_of,
        "outcome": None if outcome is None else ResultSummary(**outcome.model_dump()),
        "thumbnail_url": services.objects.link(services.files(job.job_id).thumbnail, LINK_S)
        if has_picture
        else None,
    }


def file_links(services: Services, job_id: str, files: Mapping[str, str]) -> dict[str, str]:
    """Links to the files of a result, and to the result document itself; none for folders."""
    named = {"result": RESULT, **files} if files else {}
    return {
        role: result_link(services, job_id, name) for role, name in named.items() if not name.endswith("/")
    }


def result_link(services: Services, job_id: str, name: str) -> str:
    """A link to one file of a result, which works for an hour."""
    return services.objects.link(services.files(job_id).result(name), LINK_S)


def has_media(job: Job) -> bool:
    """Whether the job's source was there: it arrived, or the job came with it, and it is to be kept."""
    if job.status.is_final and not job.options.keep_video:
        return False
    if job.failure is not None:
        return job.chunks is not None
    return job.status not in _WITHOUT_MEDIA


def failure_of(job: Job) -> FailureView | None:
    """Why a job has no result, if it has failed."""
    return FailureView(**job.failure.model_dump()) if job.failure else None


def _exports(job: Job) -> bool:
    return job.options.export
