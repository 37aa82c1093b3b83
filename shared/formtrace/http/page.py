"""The pages and their files, and the documentation, from the web layer."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from formtrace.access.authorise import authorise
from formtrace.access.shares import PREFIX
from formtrace.errors import AccessError
from formtrace.http.link_cards import card_tags
from formtrace.http.problems import UnknownPathError
from formtrace.http.shares import reader_of
from formtrace.workflow.jobs import ObjectRef

if TYPE_CHECKING:
    from datetime import datetime

    from formtrace.access.authorise import Access
    from formtrace.http.api import Api

PAGES = {"upload_tracking": "index.html", "references": "references.html", "docs": "docs.html"}
"""The pages by the last part of their path."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,199}")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".map": "application/json",
    ".woff2": "font/woff2",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of a page."""

    content: bytes
    media_type: str


def page(
    api: Api, name: str, token: str | None, now: datetime, base_url: str
) -> tuple[StaticFile, dict[str, str]]:
    """One of :data:`PAGES`, and headers that allow the token's origins to embed it.

    With the token of a link to one result it has the tags that messengers make a card of. The page is also
    served without a valid token, because the page tells the user what is wrong.
    """
    found, frame_ancestors = _read(api, PAGES[name]), "*"
    try:
        access = _access(api, token or "", now)
    except AccessError:
        pass
    else:
        frame_ancestors = access.frame_ancestors
        tags = card_tags(api, access, token or "", base_url).encode()
        found = replace(found, content=found.content.replace(b"</head>", tags + b"</head>", 1))
    return found, {
        "Content-Security-Policy": content_security_policy(api, frame_ancestors),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


def _access(api: Api, token: str, now: datetime) -> Access:
    return reader_of(api, token, now) if token.startswith(PREFIX) else authorise(token, None, api.tokens, now)


def asset(api: Api, name: str) -> StaticFile:
    """A file that the page asks for; its name changes with its content.

    Raises:
        UnknownPathError: there is none of that name.
    """
    return _read(api, f"assets/{name}" if _NAME.fullmatch(name) else "")


def text(api: Api, folder: str, name: str) -> StaticFile:
    """A page of the documentation as Markdown, or the whole of it as plain text.

    Args:
        api: the deployment.
        folder: ``docs``, ``prompts``, or empty for ``llms.txt`` and ``llms-full.txt``.
        name: the file's name.

    Raises:
        UnknownPathError: there is none of that name.
    """
    return _read(api, str(PurePosixPath(folder, name)) if _NAME.fullmatch(name) else "")


def content_security_policy(api: Api, frame_ancestors: str) -> str:
    """The page loads everything from the API, except media, which it exchanges with the buckets.

    If any site may embed the page, ``frame-ancestors`` is left out: ``*`` would not cover pages without a
    host, such as those inside an app.
    """
    probe = ObjectRef(bucket=api.services.buckets.results, key="x")
    parts = urlsplit(api.services.objects.link(probe, 60))
    storage = f"{parts.scheme}://{parts.netloc}"
    rules = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        f"connect-src 'self' {storage}",
        f"img-src 'self' data: blob: {storage}",
        f"media-src 'self' blob: {storage}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if frame_ancestors != "*":
        rules.append(f"frame-ancestors {frame_ancestors}")
    return "; ".join(rules)


def _read(api: Api, path: str) -> StaticFile:
    file = api.web / path
    if not path or not file.is_file():
        raise UnknownPathError("There is nothing at this path.")
    suffix = file.suffix
    media_type = _TYPES.get(suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if suffix == ".html":
        media_type = "text/html; charset=utf-8"
    return StaticFile(file.read_bytes(), media_type)
