"""Sends a file to where a job waits for it: small ones by a form, large ones in parts."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from formtrace.client.connection import Connection, ConnectionLostError, UploadRefusedError, path_of
from formtrace.http.models import JobCreated, JobView, PartsTicket

PARTS_FROM_BYTES = 16 * 2**20
"""Larger files are uploaded in parts."""

OnShare = Callable[[float], None]
"""Gets the share of the file that has arrived, 0..1."""

_ATTEMPTS = 8
_LONGEST_WAIT_S = 20.0

T = TypeVar("T")


def upload(connection: Connection, created: JobCreated, file: Path, on_share: OnShare) -> None:
    """Send the file of a job that was just made.

    Raises:
        UploadRefusedError: the storage does not take it.
        ConnectionLostError: the connection did not come back.
    """
    if created.parts is not None:
        upload_parts(connection, created.job_id, created.parts, file, on_share)
    elif (form := created.upload) is not None:
        content = file.read_bytes()
        persistently(lambda: connection.post_form(form.url, form.fields, content))
        on_share(1.0)


def upload_parts(
    connection: Connection, job_id: str, ticket: PartsTicket, file: Path, on_share: OnShare
) -> JobView:
    """Send the parts that have not arrived, and complete the upload; the job as it is then.

    Raises:
        ApiError: the parts do not fit the file that was promised.
        UploadRefusedError, ConnectionLostError: as of :func:`upload`.
    """
    links = {part.number: part.url for part in ticket.parts}
    done = sum(url is None for url in links.values())
    on_share(done / len(links))
    with file.open("rb") as content:
        for number in sorted(links):
            if links[number] is None:
                continue
            content.seek((number - 1) * ticket.part_bytes)
            piece = content.read(ticket.part_bytes)
            try:
                _put(connection, links[number], piece)
            except UploadRefusedError:  # the link has expired
                links = {part.number: part.url for part in parts_ticket(connection, job_id).parts}
                _put(connection, links[number], piece)
            done += 1
            on_share(done / len(links))
    complete = path_of("jobs", job_id, "upload", "complete")
    return JobView.model_validate(persistently(lambda: connection.json("POST", complete, {})))


def parts_ticket(connection: Connection, job_id: str) -> PartsTicket:
    """Which parts have arrived, and where the others go."""
    return PartsTicket.model_validate(
        persistently(lambda: connection.json("GET", path_of("jobs", job_id, "upload")))
    )


def persistently(action: Callable[[], T]) -> T:
    """Do it again, a little later each time, while the connection is lost."""
    for attempt in range(1, _ATTEMPTS):
        try:
            return action()
        except ConnectionLostError:
            time.sleep(min(_LONGEST_WAIT_S, 0.25 * 2**attempt))
    return action()


def _put(connection: Connection, url: str | None, piece: bytes) -> None:
    if url is not None:
        persistently(lambda: connection.put(url, piece))
