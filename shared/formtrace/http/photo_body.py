"""The photo in the body of a request: the bytes themselves, or a form with a file."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP

from formtrace.errors import EmptyMediaError, UnrecognisedMediaError
from formtrace.media.sniff import HEAD_BYTES, sniff

_FORM = "multipart/form-data"
_BASE64_STARTS = (b"data:image/", b"/9j/", b"iVBORw0KGgo", b"UklGR", b"R0lGOD")  # of JPEG, PNG, WebP, GIF
_SEND = "send the photo's bytes as the body, or a multipart form with one file"


def photo_in(body: bytes, media_type: str) -> bytes:
    """The photo's bytes.

    Args:
        body: as it was sent.
        media_type: the request's ``Content-Type``.

    Raises:
        EmptyMediaError: there is no photo.
        UnrecognisedMediaError: it is something else; the message says what was sent and what to send.
    """
    content = _file_of_form(body, media_type) if media_type.lower().startswith(_FORM) else body
    if not content:
        raise EmptyMediaError(f"The request has no photo; {_SEND}.")
    if content.startswith(_BASE64_STARTS):
        raise UnrecognisedMediaError(f"The body is base64 text; decode it and {_SEND}.")
    if content.lstrip().startswith((b"{", b"[")):
        raise UnrecognisedMediaError(f"The body is JSON; {_SEND}, and the options in the query string.")
    if not sniff(content[:HEAD_BYTES]).is_photo:
        raise UnrecognisedMediaError("The file is a video; make a job of it with POST /v1/jobs.")
    return content


def _file_of_form(body: bytes, media_type: str) -> bytes:
    """The content of a form's first file, or of its first field if it has no file."""
    head = f"Content-Type: {media_type}\r\n\r\n".encode("latin-1", "replace")
    try:
        parts = list(BytesParser(policy=HTTP).parsebytes(head + body).iter_parts())
    except (RecursionError, ValueError) as error:
        raise UnrecognisedMediaError(f"The form cannot be read; {_SEND}.") from error
    files = [part for part in parts if part.get_filename()] or parts
    payload = files[0].get_payload(decode=True) if files else b""
    return payload if isinstance(payload, bytes) else b""
