"""The routes of reference movements; see :mod:`formtrace.adapters.http.routes`."""

from __future__ import annotations

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from formtrace.adapters.http.requests import JobId, Requests, Routes
from formtrace.http import references
from formtrace.http.reference_models import (
    MovementView,
    NewReference,
    ReferenceAnswer,
    ReferenceChanges,
    ReferenceCreated,
    ReferenceList,
)

ReferenceId = Annotated[str, Path(description="Id of a reference movement of this token.")]


def add_references(routes: Routes, requests: Requests) -> None:
    """Add them."""
    _add_creation(routes, requests)
    _add_collection(routes, requests)
    _add_one(routes, requests)


def _add_creation(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "POST",
        "/v1/references",
        "Make a reference movement of a completed job, or of a video to come",
        status=201,
        tag="References",
        operation_id="createReference",
    )
    def create(reference: Annotated[NewReference, Body()]) -> ReferenceCreated:
        return references.create_reference(requests.api, requests.access, reference)

    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/movement",
        "See what a completed job's video is about, and which repetition would make a reference",
        tag="References",
        operation_id="getMovement",
    )
    def movement(job_id: JobId) -> MovementView:
        return references.show_movement(requests.api, requests.access, job_id)


def _add_collection(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "GET",
        "/v1/references",
        "List the token's reference movements, newest first",
        tag="References",
        operation_id="listReferences",
    )
    def list_all(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        cursor: Annotated[
            str | None, Query(description="`next_cursor` of the previous answer.", min_length=1)
        ] = None,
    ) -> ReferenceList:
        return references.list_references(requests.api, requests.access, limit, cursor)


def _add_one(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "GET",
        "/v1/references/<reference_id>",
        "See a reference movement, or how far it is",
        tag="References",
        operation_id="getReference",
    )
    def show(reference_id: ReferenceId) -> ReferenceAnswer:
        return references.show_reference(requests.api, requests.access, reference_id)

    @routes.add(
        "PATCH",
        "/v1/references/<reference_id>",
        "Rename a reference movement",
        tag="References",
        operation_id="renameReference",
    )
    def rename(reference_id: ReferenceId, changes: Annotated[ReferenceChanges, Body()]) -> ReferenceAnswer:
        return references.rename_reference(requests.api, requests.access, reference_id, changes)

    @routes.add(
        "DELETE",
        "/v1/references/<reference_id>",
        "Delete a reference movement; results that were made with it stay",
        status=204,
        tag="References",
        operation_id="deleteReference",
    )
    def delete(reference_id: ReferenceId) -> Response[Any]:
        references.delete_reference(requests.api, requests.access, reference_id)
        return Response(204, body="")
