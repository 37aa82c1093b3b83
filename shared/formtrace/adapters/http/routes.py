"""The routes: which path gives what, typed for validation and for the OpenAPI document.

Annotations are read when the program runs, so what they name is imported, not only for type checking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from formtrace.adapters.http.job_routes import add_jobs, add_photos
from formtrace.adapters.http.openapi import openapi_json
from formtrace.adapters.http.reference_routes import add_references
from formtrace.adapters.http.requests import JSON, Requests, Routes
from formtrace.adapters.http.result_routes import add_results
from formtrace.adapters.http.share_routes import add_shares
from formtrace.adapters.http.upload_routes import add_uploads
from formtrace.contracts.upload_tracking.query.interpret import session_of
from formtrace.contracts.upload_tracking.query.session import Session
from formtrace.exercises.schema import Exercise
from formtrace.http import exercises, page
from formtrace.http.models import (
    ExerciseList,
    Health,
)
from formtrace.version import __version__

if TYPE_CHECKING:
    from formtrace.adapters.http.requests import Requests

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_A_WHILE = "public, max-age=300"
_OPEN: list[dict[str, list[str]]] = [{}]  # no token needed


def register(app: APIGatewayHttpResolver, requests: Requests) -> dict[str, list[str]]:
    """Add all routes; the methods that each path has."""
    routes = Routes(app)
    for add in (
        add_jobs,
        add_uploads,
        add_results,
        add_photos,
        add_shares,
        add_references,
        _catalogue,
        _page,
    ):
        add(routes, requests)
    _documentation(routes, requests)
    _about(routes, app)
    return routes.methods


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
        found, headers = page.page(requests.api, name, requests.token, requests.now, requests.base_url)
        return Response(200, found.media_type, found.content, headers)

    @routes.add("GET", "/assets/<name>", "A file of the page", tag="Page", include_in_schema=False)
    def asset(name: str) -> Response[Any]:
        found = page.asset(requests.api, name)
        return Response(200, found.media_type, found.content, _FOREVER)


def _documentation(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "GET",
        "/docs",
        "This API, to read",
        tag="About",
        operation_id="getDocs",
        security=_OPEN,
        answer={"description": "A page", "content": {"text/html": {"schema": {"type": "string"}}}},
    )
    def reference() -> Response[Any]:
        found, headers = page.page(requests.api, "docs", None, requests.now, requests.base_url)
        return Response(200, found.media_type, found.content, headers)

    @routes.add("GET", "/docs/<name>", "A page of the documentation", tag="About", include_in_schema=False)
    def guide(name: str) -> Response[Any]:
        return shown("docs", name)

    @routes.add("GET", "/prompts/<name>", "A prompt", tag="About", include_in_schema=False)
    def prompt(name: str) -> Response[Any]:
        return shown("prompts", name)

    @routes.add("GET", "/llms.txt", "The documentation's pages", tag="About", include_in_schema=False)
    def llms() -> Response[Any]:
        return shown("", "llms.txt")

    @routes.add("GET", "/llms-full.txt", "The documentation in one", tag="About", include_in_schema=False)
    def llms_full() -> Response[Any]:
        return shown("", "llms-full.txt")

    def shown(folder: str, name: str) -> Response[Any]:
        found = page.text(requests.api, folder, name)
        return Response(200, found.media_type, found.content, {"Cache-Control": _A_WHILE})


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
