"""Tokens: made or imported, stored as a digest, shown once.

A token's value is never stored. Its record holds the SHA-256 digest of it, and its id is another digest of
it, so that one read finds the record of a value and the same value cannot be stored twice. Values are random
or keys that were random to begin with, which is why a plain digest is enough. The id says who a job belongs
to and may be shown and logged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from formtrace.access.plans import DEFAULT_PLAN, find_plan
from formtrace.errors import InvalidOptionsError

_IMPORTED = re.compile(r"[\x21-\x7e]{16,256}")
_HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)


class Token(BaseModel):
    """The record of a token.

    Attributes:
        id: names its owner's jobs; ``tok_`` and 20 hexadecimal digits.
        digest: SHA-256 of the value, hexadecimal.
        name: what the deployer calls it.
        plan: name of a plan.
        origins: origins of the pages that may use it, ``https://*.example.com`` for all subdomains; none for
            any.
        expires_at: when it ends, if ever.
        jobs_per_month: instead of the plan's; ``None`` takes the plan's.
        all_jobs: whether it also sees the jobs of other tokens and those that were dropped into the bucket.
        webhook_secret: signs the webhooks to its callback URLs, ``whsec_`` and base64 (Standard Webhooks).
            It has to be known to sign, so it is stored as it is.
        used: jobs that were started by calendar month, ``2026-11``.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    digest: str = Field(repr=False)
    name: str
    plan: str
    origins: tuple[str, ...] = ()
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    jobs_per_month: int | None = None
    all_jobs: bool = False
    webhook_secret: str = Field(repr=False)
    used: Mapping[str, int] = Field(default_factory=dict)

    def matches(self, value: str) -> bool:
        """Whether this is the record of that value."""
        return hmac.compare_digest(self.digest, digest_of(value))

    def state(self, now: datetime) -> str:
        """``active``, ``revoked`` or ``expired``."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token that was just made: ``value`` is nowhere else."""

    record: Token
    value: str


def issue(
    name: str,
    now: datetime,
    *,
    value: str | None = None,
    plan: str = DEFAULT_PLAN,
    origins: tuple[str, ...] = (),
    expires_at: datetime | None = None,
    jobs_per_month: int | None = None,
    all_jobs: bool = False,
) -> IssuedToken:
    """Make a token; nothing is stored.

    Args:
        name: what to call it.
        now: aware time.
        value: a key that apps have already; ``None`` makes a random one, ``ft_...``.
        plan: name of a plan.
        origins: see :class:`Token`; spelt as browsers spell them in the record.
        expires_at: aware time.
        jobs_per_month: instead of the plan's.
        all_jobs: see :class:`Token`.

    Raises:
        InvalidOptionsError: there is no such plan, or a value, an origin or a date that cannot be.
    """
    if value is not None and not _IMPORTED.fullmatch(value):
        raise InvalidOptionsError(
            "A token has 16 to 256 letters, digits or signs and no spaces; leave out the value for a new one."
        )
    if expires_at is not None and expires_at <= now:
        raise InvalidOptionsError("The token would have expired already; give a date to come.")
    value = value or f"ft_{secrets.token_urlsafe(32)}"
    record = Token(
        id=token_id_of(value),
        digest=digest_of(value),
        name=name,
        plan=find_plan(plan).name,
        origins=tuple(dict.fromkeys(normal_origin(origin) for origin in origins)),
        created_at=now,
        expires_at=expires_at,
        jobs_per_month=jobs_per_month,
        all_jobs=all_jobs,
        webhook_secret=new_webhook_secret(),
    )
    return IssuedToken(record, value)


def new_webhook_secret() -> str:
    """A random secret of 32 bytes as Standard Webhooks write it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def digest_of(value: str) -> str:
    """SHA-256 of a token's value, hexadecimal."""
    return _sha256(value)


def token_id_of(value: str) -> str:
    """The id of the token with that value: a digest that tells nothing of the stored one."""
    return f"tok_{_sha256(f'formtrace token id:{value}')[:20]}"


def normal_origin(origin: str) -> str:
    """An origin as browsers write it: ``https://App.Example:443/`` is ``https://app.example``.

    ``null`` is the origin of pages without one (local files, sandboxed frames).

    Raises:
        InvalidOptionsError: it is not an origin.
    """
    if origin == "null":
        return origin
    try:
        parts = urlsplit(origin.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = (parts.hostname or "").lower()
    written_bare = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or not written_bare:
        raise InvalidOptionsError(f"'{origin}' is not an origin; write it like https://app.example.com.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port in (None, usual) else f":{port}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
