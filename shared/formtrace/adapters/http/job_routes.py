"""The routes of jobs and photos; see :mod:`formtrace.adapters.http.routes`."""

from __future__ import annotations

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from formtrace.adapters.http.requests import JSON, JobId, Requests, Routes
from formtrace.http import images, job_lists, jobs, recounts, trends
from formtrace.http.job_lists import JobSearch
from formtrace.http.models import (
    JobChanges,
    JobCreated,
    JobList,
    JobView,
    NewJob,
    NewRecount,
    PhotoAnswer,
)
from formtrace.http.trends import TrendList
from formtrace.workflow.jobs import JobStatus


def add_jobs(routes: Routes, requests: Requests) -> None:
    """Add those of jobs."""
    _add_collection(routes, requests)
    _add_one(routes, requests)


def _add_collection(routes: Routes, requests: Requests) -> None:
    @routes.add("POST", "/v1/jobs", "Make a job", status=201, tag="Jobs", operation_id="createJob")
    def create(job: Annotated[NewJob, Body()]) -> JobCreated:
        return jobs.create_job(requests.api, requests.access, job)

    @routes.add(
        "GET",
        "/v1/jobs",
        "List the token's jobs that fit the parameters, newest first",
        tag="Jobs",
        operation_id="listJobs",
    )
    def list_all(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        cursor: Annotated[
            str | None, Query(description="`next_cursor` of the previous answer.", min_length=1)
        ] = None,
        status: JobStatus | None = None,
        exercise: Annotated[str | None, Query(description="What was counted: an exercise's id.")] = None,
        tag: Annotated[str | None, Query(max_length=40)] = None,
        q: Annotated[
            str | None, Query(description="Words of its name, notes, tags or file name.", max_length=200)
        ] = None,
    ) -> JobList:
        search = JobSearch(status, exercise, tag, q)
        return job_lists.list_jobs(requests.api, requests.access, limit, cursor, search)

    @routes.add(
        "GET",
        "/v1/trends",
        "See how count, score, range and tempo of each exercise changed",
        tag="Jobs",
        operation_id="getTrends",
    )
    def trends_of(
        exercise: Annotated[str | None, Query(description="Only this exercise: its id.")] = None,
    ) -> TrendList:
        return trends.show_trends(requests.api, requests.access, exercise)


def _add_one(routes: Routes, requests: Requests) -> None:
    @routes.add("GET", "/v1/jobs/<job_id>", "See how far a job is", tag="Jobs", operation_id="getJob")
    def show(job_id: JobId) -> JobView:
        return jobs.show_job(requests.api, requests.reader, job_id)

    @routes.add(
        "PATCH",
        "/v1/jobs/<job_id>",
        "Name a job, tag it, add notes to it",
        tag="Jobs",
        operation_id="changeJob",
    )
    def change(job_id: JobId, changes: Annotated[JobChanges, Body()]) -> JobView:
        return jobs.change_job(requests.api, requests.access, job_id, changes)

    @routes.add(
        "POST",
        "/v1/jobs/<job_id>/recount",
        "Count a completed job's video again with other options, without analysing it again",
        status=201,
        tag="Jobs",
        operation_id="recountJob",
        answer={"description": "The job with the new result", "content": {JSON: {"model": JobView}}},
        other_answers={
            200: {"description": "The same was asked for before", "content": {JSON: {"model": JobView}}},
            202: {
                "description": "It is not ready yet; ask for the job",
                "content": {JSON: {"model": JobView}},
            },
        },
    )
    def recount(job_id: JobId, options: Annotated[NewRecount, Body()]) -> Response[Any]:
        job, is_new = recounts.recount_job(requests.api, requests.access, job_id, options)
        status = (201 if is_new else 200) if job.status.is_final else 202
        body = jobs.present(requests.api.services, job).model_dump_json()
        return Response(status, JSON, body, headers={"Location": f"/v1/jobs/{job.job_id}"})

    @routes.add(
        "DELETE",
        "/v1/jobs/<job_id>",
        "Stop a job and delete all that is kept of it",
        status=204,
        tag="Jobs",
        operation_id="deleteJob",
    )
    def delete(job_id: JobId) -> Response[Any]:
        jobs.delete_job(requests.api, requests.access, job_id)
        return Response(204, body="")


def add_photos(routes: Routes, requests: Requests) -> None:
    """Add the one of photos."""
    binary = {"type": "string", "format": "binary"}
    form = {"type": "object", "properties": {"file": binary}, "required": ["file"]}
    photo = {
        "required": True,
        "content": {"image/*": {"schema": binary}, "multipart/form-data": {"schema": form}},
    }

    @routes.add(
        "POST",
        "/v1/images",
        "Analyse a photo of at most 4 MiB now; options are query parameters",
        tag="Photos",
        operation_id="analysePhoto",
        openapi_extensions={"requestBody": photo},
        answer={"description": "The analysis", "content": {JSON: {"model": PhotoAnswer}}},
        other_answers={
            202: {"description": "It takes longer; ask for the job", "content": {JSON: {"model": JobCreated}}}
        },
    )
    def analyse() -> Response[Any]:
        answer = images.analyse_photo(
            requests.api, requests.access, requests.body, requests.media_type, dict(requests.query)
        )
        return Response(200 if isinstance(answer, PhotoAnswer) else 202, JSON, answer.model_dump_json())
