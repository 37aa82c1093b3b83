"""Another result of a video that was analysed before: other options, the same keypoints."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from formtrace.contracts.upload_tracking.query.interpret import session_of
from formtrace.errors import InvalidOptionsError
from formtrace.http.jobs import finished_job
from formtrace.http.problems import FileNotFoundInJobError, JobFailedError
from formtrace.http.waiting import wait_for
from formtrace.options import AnalysisOptions
from formtrace.workflow.jobs import Job, JobStatus
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from formtrace.access.authorise import Access
    from formtrace.http.api import Api
    from formtrace.http.models import NewRecount
    from formtrace.workflow.services import Services

_NAMESPACE = uuid.UUID("0c5b7a52-6a2f-5e0e-8f7e-3f6a2f1c9d10")
_KEPT = ("model", "start_s", "end_s", "subject", "subject_s", "analysis_hz", "chunk_s")
"""Options that decide which keypoints there are, or whose; a recount takes those of the analysis."""
_FIXED = ("model", "start_s", "end_s", "analysis_hz")


def recount_job(api: Api, access: Access, job_id: str, asked: NewRecount) -> tuple[Job, bool]:
    """Make a result of a job's video with other options; the job that has it, and whether it is new.

    Options that are not given are those of the job. The same options always give the same job.

    Raises:
        InvalidOptionsError: the options cannot be, would take another analysis, or the job is of a photo.
        FileNotFoundInJobError: the keypoints are not kept any more.
        JobNotFoundError, JobNotFinishedError, JobFailedError: about the job, or the recount itself.
        AccessError: the token's plan does not allow it.
    """
    services = api.services
    job = finished_job(services, access, job_id)
    if job.kind == "image":
        raise InvalidOptionsError("A photo has nothing to count; recount the job of a video.")
    options = _options(api, access, job, asked)
    recount = _record(job, access, options)
    known = services.jobs.get(recount.job_id)
    if known is None:
        _check_kept(services, job)
        services.jobs.create(recount)
        services.jobs.add_recount(recount.recount_of or job.job_id, recount.job_id)
        services.recounts.submit(recount.job_id)
    ended = wait_for(services, recount.job_id)
    if ended.failure is not None:
        raise JobFailedError(ended.failure)
    return ended, known is None


def _options(api: Api, access: Access, job: Job, asked: NewRecount) -> AnalysisOptions:
    """Those of the job, with what is asked for instead."""
    given, before = asked.given_names(), job.options.given()
    for name in _FIXED:
        if name in given and given[name] != getattr(job.options, name):
            raise InvalidOptionsError(
                f"The option '{name}' decides what is analysed; make a new job to change it.",
                details={"parameter": name},
            )
    if {"exercise", "reference"} & given.keys():
        before = {name: value for name, value in before.items() if name not in ("exercise", "reference")}
    kept_names = set(_KEPT) - given.keys()
    if "subject" in given:  # the moment belongs to the place
        before.pop("subject_s", None)
        kept_names.discard("subject_s")
    query = {name: value for name, value in {**before, **given}.items() if value not in (None, "")}
    session = session_of({name: _parameter(value) for name, value in query.items()}, access, api.deployment)
    kept = {name: getattr(job.options, name) for name in kept_names}
    return AnalysisOptions.from_mapping({**session.options, **kept, "export": False})


def _parameter(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _record(job: Job, access: Access, options: AnalysisOptions) -> Job:
    identity = json.dumps([job.analysed_job_id, access.token_id, options.given()], sort_keys=True)
    now = datetime.now(UTC)
    return Job(
        job_id=str(uuid.uuid5(_NAMESPACE, identity)),
        status=JobStatus.RECEIVED,
        source=job.source,
        kind="video",
        owner=access.token_id,
        options=options,
        labels=job.labels,
        recount_of=job.analysed_job_id,
        created_at=now,
        updated_at=now,
    )


def _check_kept(services: Services, job: Job) -> None:
    try:
        services.objects.describe(services.files(job.analysed_job_id).tracks)
    except MissingObjectError as error:
        raise FileNotFoundInJobError(
            "The keypoints of this job are not kept any more; analyse the video again."
        ) from error
