"""Cursors: where a list goes on, for clients to keep and not to read."""

from __future__ import annotations

import base64
import binascii
import json

from formtrace.http.problems import InvalidRequestError


def encode_cursor(position: tuple[str, str] | None) -> str | None:
    """Write a place in a list as one word."""
    if position is None:
        return None
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> tuple[str, str] | None:
    """Read a cursor: the time and the id of the last one of the page before.

    Raises:
        InvalidRequestError: it is none of ours.
    """
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        created_at, last_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise InvalidRequestError("Take the cursor from the answer before, or leave it out.") from error
    if not (isinstance(created_at, str) and isinstance(last_id, str)):
        raise InvalidRequestError("Take the cursor from the answer before, or leave it out.")
    return created_at, last_id
