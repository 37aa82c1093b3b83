"""Cursors: where a list goes on, for clients to keep and not to read."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import datetime

from formtrace.http.problems import InvalidRequestError

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MAX_CHARACTERS = 200


def encode_cursor(position: tuple[str, str] | None) -> str | None:
    """Write a position in a list as one word."""
    if position is None:
        return None
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> tuple[str, str] | None:
    """Read a cursor: the creation time and the id of the last item of the page before.

    Raises:
        InvalidRequestError: it was not made by :func:`encode_cursor`.
    """
    if cursor is None:
        return None
    try:
        if len(cursor) > _MAX_CHARACTERS:
            raise ValueError("longer than any")
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        created_at, last_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        datetime.fromisoformat(created_at)
        if not _ID.fullmatch(last_id):
            raise ValueError("no id")
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise InvalidRequestError("Take the cursor from the previous answer, or leave it out.") from error
    return created_at, last_id
