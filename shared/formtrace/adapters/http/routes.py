"""The routes: which path gives what, typed for validation and for the OpenAPI document.

Annotations are read when the program runs, so what they name is imported, not only for type checking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from formtrace import __version__
from formtrace.adapters.http.openapi import openapi_json
from formtrace.adapters.http.reference_routes import add_references
from formtrace.adapters.http.requests import JobId, Requests, Routes
from formtrace.adapters.http.share_routes import add_shares
from formtrace.adapters.http.upload_routes import add_uploads
from formtrace.contracts.upload_tracking.query.interpret import session_of
from formtrace.contracts.upload_tracking.query.session import Session
from formtrace.exercises.schema import Exercise
from formtrace.http import exercises, images, jobs, messages, page, recounts, results
from formtrace.http.models import (
    ExerciseList,
    Health,
    JobChanges,
    JobCreated,
    JobList,
    JobView,
    MessagePage,
    NewJob,
    NewRecount,
    PhotoAnswer,
)
from formtrace.results.document import ResultDocument

if TYPE_CHECKING:
    from formtrace.adapters.http.requests import Requests

JSON = "application/json"
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_A_WHILE = "public, max-age=300"
_OPEN: list[dict[str, list[str]]] = [{}]  # no token needed

PREVIEW_SCHEMA = {
    "type": "object",
    "required": ["chunk", "skeleton", "names", "frames"],
    "properties": {
        "chunk": {"type": "integer"},
        "skeleton": {"type": "string"},
        "names": {"type": "array", "items": {"type": "string"}},
        "frames": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["t_s", "people"],
                "properties": {
                    "t_s": {"type": "number"},
                    "people": {
                        "type": "array",
                        "description": "Of each person `[x, y, visibility]` of every landmark in `names`.",
                        "items": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
                    },
                },
            },
        },
    },
}

After = Annotated[
    int, Query(description="Number of the last message that is known; -1 for none.", ge=-1, le=10**9)
]


def register(app: APIGatewayHttpResolver, requests: Requests) -> dict[str, list[str]]:
    """Add all routes; the methods that each path has."""
    routes = Routes(app)
    for add in (_jobs, add_uploads, _results, _photos, add_shares, add_references, _catalogue, _page):
        add(routes, requests)
    _about(routes, app)
    return routes.methods


def _jobs(routes: Routes, requests: Requests) -> None:
    @routes.add("POST", "/v1/jobs", "Make a job", status=201, tag="Jobs", operation_id="createJob")
    def create(job: Annotated[NewJob, Body()]) -> JobCreated:
        return jobs.create_job(requests.api, requests.access, job)

    @routes.add("GET", "/v1/jobs", "List the token's jobs, newest first", tag="Jobs", operation_id="listJobs")
    def list_all(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        cursor: Annotated[str | None, Query(description="`next_cursor` of the answer before.")] = None,
    ) -> JobList:
        return jobs.list_jobs(requests.api, requests.access, limit, cursor)

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


def _results(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/result",
        "Get the result of a completed job",
        tag="Results",
        operation_id="getResult",
        answer={"description": "The result document", "content": {JSON: {"model": ResultDocument}}},
    )
    def result(job_id: JobId) -> Response[Any]:
        return Response(200, JSON, results.result_json(requests.api, requests.reader, job_id).decode())

    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/messages",
        "Get messages of a job: its progress, then its result as the Upload Tracking contract tells it",
        tag="Results",
        operation_id="getMessages",
        answer={
            "description": "Messages; with `Accept: application/x-ndjson` or `format=ndjson` as lines",
            "content": {JSON: {"model": MessagePage}, messages.NDJSON: {"schema": {"type": "string"}}},
        },
    )
    def stream(
        job_id: JobId,
        after: After = messages.BEGINNING,
        limit: Annotated[int, Query(ge=1, le=500)] = 500,
        batch: Annotated[bool, Query(description="One `keypoints_batch` for all keypoints.")] = False,
        format: Annotated[str | None, Query(pattern="^(json|ndjson)$")] = None,
    ) -> Response[Any]:
        found = messages.message_page(requests.api, requests.reader, job_id, after, limit, bundle=batch)
        if format == "ndjson" or (format is None and requests.accepts(messages.NDJSON)):
            return Response(200, messages.NDJSON, messages.ndjson(found).decode(), compress=True)
        return Response(200, JSON, found.model_dump_json(), compress=True)

    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/previews/<chunk>",
        "Get the people detected in a chunk of a job that goes on",
        tag="Results",
        operation_id="getPreview",
        answer={"description": "Frames with people", "content": {JSON: {"schema": PREVIEW_SCHEMA}}},
    )
    def preview(
        job_id: JobId, chunk: Annotated[int, Path(ge=0, le=99_999, description="Number of the chunk.")]
    ) -> Response[Any]:
        return Response(200, JSON, jobs.preview(requests.api, requests.reader, job_id, chunk).decode())

    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/files/<role>",
        "Get a file of a job",
        status=302,
        tag="Results",
        operation_id="getFile",
        answer={"description": "Its content is at `Location`, for an hour"},
    )
    def file(
        job_id: JobId,
        role: Annotated[str, Path(description="A role in the result's `files`, `result` or `source`.")],
    ) -> Response[Any]:
        location = results.file_link(requests.api, requests.reader, job_id, role)
        return Response(302, body="", headers={"Location": location, "Cache-Control": "no-store"})


def _photos(routes: Routes, requests: Requests) -> None:
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


def _catalogue(routes: Routes, _: Requests) -> None:
    @routes.add(
        "GET",
        "/v1/exercises",
        "List the exercises that can be counted",
        tag="Exercises",
        operation_id="listExercises",
        security=_OPEN,
        cache_control=_A_WHILE,
    )
    def list_all() -> ExerciseList:
        return exercises.list_exercises()

    @routes.add(
        "GET",
        "/v1/exercises/<name>",
        "See how an exercise is counted and scored",
        tag="Exercises",
        operation_id="getExercise",
        security=_OPEN,
        cache_control=_A_WHILE,
    )
    def show(name: Annotated[str, Path(description="Its id, or any of its names.")]) -> Exercise:
        return exercises.show_exercise(name)


def _page(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "GET",
        "/v1/session",
        "Understand a query of the upload page",
        tag="Page",
        operation_id="getSession",
    )
    def session() -> Session:
        return session_of(requests.query, requests.reader, requests.api.deployment)

    @routes.add(
        "GET",
        "/pose_tracker/upload_tracking",
        "The upload page",
        tag="Page",
        operation_id="getPage",
        security=_OPEN,
        answer={"description": "A page", "content": {"text/html": {"schema": {"type": "string"}}}},
    )
    def html() -> Response[Any]:
        return shown("upload_tracking")

    @routes.add(
        "GET",
        "/pose_tracker/references",
        "The page where reference movements are made",
        tag="Page",
        operation_id="getReferencesPage",
        security=_OPEN,
        answer={"description": "A page", "content": {"text/html": {"schema": {"type": "string"}}}},
    )
    def references_html() -> Response[Any]:
        return shown("references")

    def shown(name: str) -> Response[Any]:
        found, headers = page.page(requests.api, name, requests.token, requests.now)
        return Response(200, found.media_type, found.content, headers)

    @routes.add("GET", "/assets/<name>", "A file of the page", tag="Page", include_in_schema=False)
    def asset(name: str) -> Response[Any]:
        found = page.asset(requests.api, name)
        return Response(200, found.media_type, found.content, _FOREVER)


def _about(routes: Routes, app: APIGatewayHttpResolver) -> None:
    @routes.add(
        "GET",
        "/v1/health",
        "See that the service answers",
        tag="About",
        operation_id="getHealth",
        security=_OPEN,
    )
    def health() -> Health:
        return Health(version=__version__)

    @routes.add(
        "GET",
        "/v1/openapi.json",
        "This document",
        tag="About",
        operation_id="getOpenapi",
        security=_OPEN,
        cache_control=_A_WHILE,
        answer={"description": "An OpenAPI document", "content": {JSON: {"schema": {"type": "object"}}}},
    )
    def openapi() -> Response[Any]:
        return Response(200, JSON, openapi_json(app))
