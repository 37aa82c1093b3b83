"""The routes of shared links; see :mod:`formtrace.adapters.http.routes`."""

from __future__ import annotations

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from formtrace.adapters.http.requests import JobId, Requests, Routes
from formtrace.http import link_cards, shares
from formtrace.http.models import NewShare, ShareList, ShareView

ShareId = Annotated[str, Path(description="Id of a link to this job.")]


def add_shares(routes: Routes, requests: Requests) -> None:
    """Add them."""
    _add_links(routes, requests)
    _add_card(routes, requests)


def _add_links(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "POST",
        "/v1/jobs/<job_id>/shares",
        "Make a read-only link to the result of a completed job",
        status=201,
        tag="Shares",
        operation_id="createShare",
    )
    def create(job_id: JobId, share: Annotated[NewShare, Body()]) -> ShareView:
        return shares.create_share(
            requests.api, requests.access, job_id, share, requests.base_url, requests.now
        )

    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/shares",
        "List the links to a job's result that work",
        tag="Shares",
        operation_id="listShares",
    )
    def list_all(job_id: JobId) -> ShareList:
        return shares.list_shares(requests.api, requests.access, job_id, requests.base_url, requests.now)

    @routes.add(
        "DELETE",
        "/v1/jobs/<job_id>/shares/<share_id>",
        "Revoke a link to a job's result",
        status=204,
        tag="Shares",
        operation_id="deleteShare",
    )
    def delete(job_id: JobId, share_id: ShareId) -> Response[Any]:
        shares.delete_share(requests.api, requests.access, job_id, share_id)
        return Response(204, body="")


def _add_card(routes: Routes, requests: Requests) -> None:
    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/card",
        "Get a picture of a completed job's verdict, as messengers show it beside a link",
        tag="Shares",
        operation_id="getCard",
        cache_control="private, max-age=3600",
        enable_validation=False,  # it would read the picture as text
        answer={
            "description": "1200 by 630 pixels",
            "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
        },
    )
    def card(job_id: JobId) -> Response[Any]:
        return Response(200, "image/png", link_cards.card_image(requests.api, requests.reader, job_id))
