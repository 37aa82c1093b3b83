"""The routes of uploads in parts; see :mod:`formtrace.adapters.http.routes`."""

from __future__ import annotations

from formtrace.adapters.http.requests import JobId, Requests, Routes
from formtrace.http import multipart
from formtrace.http.models import JobView, PartsTicket


def add_uploads(routes: Routes, requests: Requests) -> None:
    """Add them."""

    @routes.add(
        "GET",
        "/v1/jobs/<job_id>/upload",
        "See which parts of a job's file have arrived, and where the others go",
        tag="Jobs",
        operation_id="getUpload",
    )
    def show(job_id: JobId) -> PartsTicket:
        return multipart.show_upload(requests.api, requests.access, job_id)

    @routes.add(
        "POST",
        "/v1/jobs/<job_id>/upload/complete",
        "Say that all parts of a job's file are uploaded",
        tag="Jobs",
        operation_id="completeUpload",
    )
    def complete(job_id: JobId) -> JobView:
        return multipart.complete_upload(requests.api, requests.access, job_id)
