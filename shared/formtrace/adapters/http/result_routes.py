"""The routes of results; see :mod:`formtrace.adapters.http.routes`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from formtrace.adapters.http.requests import JSON, JobId, Requests, Routes
from formtrace.coaching import CoachNotes
from formtrace.http import jobs, messages, reports, results
from formtrace.http.models import MessagePage
from formtrace.results.changes import SessionChanges
from formtrace.results.document import ResultDocument

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


def add_results(routes: Routes, requests: Requests) -> None:
    """Add them."""
    _add_documents(routes, requests)
    _add_report(routes, requests)
    _add_files(routes, requests)


def _add_documents(routes: Routes, requests: Requests) -> None:
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
        "/v1/jobs/<job_id>/coach",
        "Get coaching notes on a completed job, each with the repetition or moment that it is about",
        tag="Results",
        operation_id="getCoachNotes",
    )
    def coach(job_id: JobId) -> CoachNotes:
        return results.coach_notes(requests.api, requests.reader, job_id)

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


def _add_report(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/changes",
        "See what changed from an earlier job's result to this one's",
        tag="Results",
        operation_id="getChanges",
    )
    def changes(
        job_id: JobId, since: Annotated[str, Query(description="Id of the earlier job.", max_length=36)]
    ) -> SessionChanges:
        return results.changes(requests.api, requests.reader, since, job_id)

    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/report",
        "Get a completed job's result as a page to print, alone or with other sessions",
        tag="Results",
        operation_id="getReport",
        answer={"description": "The report", "content": {"text/html": {"schema": {"type": "string"}}}},
    )
    def report(
        job_id: JobId,
        also: Annotated[
            str,
            Query(alias="with", description="Ids of other jobs, with commas between them.", max_length=1000),
        ] = "",
        person: Annotated[str, Query(description="A name to print.", max_length=100)] = "",
        clinic: Annotated[str, Query(description="A name to print.", max_length=100)] = "",
        locale: Annotated[
            Literal["en", "fr"] | None, Query(description="Language; default: as the result.")
        ] = None,
    ) -> Response[Any]:
        others = [each.strip() for each in also.split(",") if each.strip()]
        html = reports.report(
            requests.api, requests.reader, [job_id, *others], person=person, clinic=clinic, language=locale
        )
        headers = {"Content-Security-Policy": reports.POLICY, "Referrer-Policy": "no-referrer"}
        return Response(200, "text/html; charset=utf-8", html, headers, compress=True)


def _add_files(routes: Routes, requests: Requests) -> None:
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
        save_as: Annotated[
            str | None,
            Query(description="A name to save it under.", max_length=120, pattern=r"^[^/\\\x00-\x1f]+$"),
        ] = None,
    ) -> Response[Any]:
        location = results.file_link(requests.api, requests.reader, job_id, role, save_as)
        return Response(302, body="", headers={"Location": location, "Cache-Control": "no-store"})
