"""Links that show one result and nothing else: signed, expiring, revocable, and without the token.

The value is ``fs_<job>.<share>.<seconds>.<signature>``: an HMAC-SHA256 over what stands before it, with a key
that is derived from the secret of the token that made the link. The job's record lists its shares; a link
whose share is not listed was revoked.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from formtrace.access.authorise import Access, access_of
from formtrace.errors import InvalidTokenError

if TYPE_CHECKING:
    from formtrace.access.ports import TokenStore
    from formtrace.access.tokens import Token

PREFIX = "fs_"
_VALUE = re.compile(
    r"fs_(?P<job>[0-9a-f-]{36})\.(?P<share>[0-9a-f]{16})\.(?P<until>[0-9]{1,12})\.(?P<sign>[A-Za-z0-9_-]{43})"
)
_INVALID = "This link does not work any more: it has expired or was withdrawn; ask for a new one."


class Share(BaseModel):
    """A link to a job's result, as the job's record has it.

    Attributes:
        token_id: the token that made it.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    token_id: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ShareLink:
    """The parts of a link's value."""

    job_id: str
    share_id: str
    expires_s: int
    signature: str


def new_share(token_id: str, now: datetime, days: int) -> Share:
    """A share that works for some days."""
    now = now.astimezone(UTC).replace(microsecond=0)
    return Share(
        id=secrets.token_hex(8), token_id=token_id, created_at=now, expires_at=now + timedelta(days=days)
    )


def share_value(share: Share, job_id: str, token: Token) -> str:
    """What the link carries instead of a token."""
    seconds = int(share.expires_at.timestamp())
    return f"{PREFIX}{job_id}.{share.id}.{seconds}.{_signature(token, job_id, share.id, seconds)}"


def read_share(value: str) -> ShareLink:
    """The parts of a value, not yet verified.

    Raises:
        InvalidTokenError: it is not a value of a link.
    """
    match = _VALUE.fullmatch(value)
    if match is None:
        raise InvalidTokenError(_INVALID)
    return ShareLink(match["job"], match["share"], int(match["until"]), match["sign"])


def authorise_share(link: ShareLink, shares: Iterable[Share], tokens: TokenStore, now: datetime) -> Access:
    """Say what the bearer of a link may do: read one job.

    Args:
        link: the parts of the value.
        shares: those that the job's record lists.
        tokens: the records of tokens.
        now: aware time.

    Raises:
        InvalidTokenError: it has expired, was revoked, or was not made here.
    """
    share = next((one for one in shares if one.id == link.share_id), None)
    token = None if share is None else tokens.get(share.token_id)
    if share is None or token is None or token.state(now) != "active" or share.expires_at <= now:
        raise InvalidTokenError(_INVALID)
    signature = _signature(token, link.job_id, link.share_id, link.expires_s)
    if not hmac.compare_digest(signature, link.signature) or link.expires_s != share.expires_at.timestamp():
        raise InvalidTokenError(_INVALID)
    return replace(access_of(token), only_job=link.job_id, all_jobs=False)


def _signature(token: Token, job_id: str, share_id: str, expires_s: int) -> str:
    key = hmac.digest(token.webhook_secret.encode(), b"formtrace share link", "sha256")
    digest = hmac.digest(key, f"{job_id}.{share_id}.{expires_s}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
