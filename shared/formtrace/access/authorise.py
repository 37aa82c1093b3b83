"""From a token's value to what its bearer may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from formtrace.access.plans import Plan, plans
from formtrace.access.tokens import normal_origin, token_id_of
from formtrace.errors import (
    InvalidOptionsError,
    InvalidTokenError,
    MissingTokenError,
    OriginNotAllowedError,
    QuotaExceededError,
)

if TYPE_CHECKING:
    from formtrace.access.ports import TokenStore
    from formtrace.access.tokens import Token

_WHY_INVALID: Mapping[str, str] = MappingProxyType(
    {
        "revoked": "this one was revoked; ask the operator of this service for another.",
        "expired": "this one has expired; ask the operator of this service for another.",
    }
)


@dataclass(frozen=True, slots=True)
class Access:
    """What the bearer of a token may do.

    Attributes:
        token_id: the owner of the jobs that are made with it.
        plan: which features they may use.
        origins: see :class:`~formtrace.access.tokens.Token`.
        all_jobs: whether jobs of others can be seen, too.
        jobs_per_month: how many jobs may be started; ``None`` for no bound.
        only_job: the one job that a shared link may read; ``None`` for tokens.
    """

    token_id: str
    plan: Plan
    origins: tuple[str, ...] = ()
    all_jobs: bool = False
    jobs_per_month: int | None = None
    only_job: str | None = None

    def may_see(self, owner: str | None) -> bool:
        """Whether what belongs to that owner may be seen; ``None`` owns the uploads of the bucket."""
        return self.only_job is None and (self.all_jobs or owner == self.token_id)

    def may_read(self, job_id: str, owner: str | None) -> bool:
        """Whether a job may be read."""
        return job_id == self.only_job if self.only_job is not None else self.may_see(owner)

    def allows(self, origin: str) -> bool:
        """Whether pages of that origin may use the token."""
        try:
            asked = normal_origin(origin)
        except InvalidOptionsError:
            return not self.origins
        return not self.origins or any(_covers(allowed, asked) for allowed in self.origins)

    @property
    def frame_ancestors(self) -> str:
        """The value of CSP's ``frame-ancestors`` for the page of this token."""
        if not self.origins:
            return "*"
        return " ".join(["'self'", *(origin for origin in self.origins if origin != "null")])


def authorise(value: str | None, origin: str | None, tokens: TokenStore, now: datetime) -> Access:
    """Say what the bearer of a token may do.

    Args:
        value: the token as it was sent.
        origin: the ``Origin`` of the request when it is a page of another site; ``None`` for our own page
            and for clients that are no browsers, which send none and could send any.
        tokens: the records.
        now: aware time.

    Raises:
        MissingTokenError: there is no value.
        InvalidTokenError: it is unknown, revoked or expired, or its plan is gone.
        OriginNotAllowedError: it has an allow-list that the origin is not on.
    """
    if value is None or not value.strip():
        raise MissingTokenError(
            "Invalid or missing token: add token=YOUR_API_KEY to the address, "
            "or send it in the header Authorization: Bearer YOUR_API_KEY."
        )
    value = value.strip()
    token = tokens.get(token_id_of(value))
    if token is None or not token.matches(value):
        raise InvalidTokenError("Invalid or missing token: this one is not known here; check its spelling.")
    state = token.state(now)
    if state != "active":
        raise InvalidTokenError(f"Invalid or missing token: {_WHY_INVALID[state]}")
    access = access_of(token)
    if origin is not None and not access.allows(origin):
        raise OriginNotAllowedError(
            f"This token is not for pages of {origin[:200]}; "
            "have its origin added to the token's list, or use a token without one.",
            details={"origin": origin[:200]},
        )
    return access


def access_of(token: Token) -> Access:
    """What an active token allows.

    Raises:
        InvalidTokenError: its plan is gone.
    """
    plan = plans().get(token.plan)
    if plan is None:
        raise InvalidTokenError(
            "Invalid or missing token: its plan is not offered any more; "
            "ask the operator of this service for another token."
        )
    limit = plan.jobs_per_month if token.jobs_per_month is None else token.jobs_per_month
    return Access(token.id, plan, token.origins, token.all_jobs, limit)


def consume_quota(access: Access, tokens: TokenStore, now: datetime) -> None:
    """Count one job against the token's quota of this calendar month (UTC).

    Raises:
        QuotaExceededError: the month's jobs are used up.
    """
    month = f"{now.astimezone(UTC):%Y-%m}"
    if not tokens.consume_quota(access.token_id, month, access.jobs_per_month):
        raise QuotaExceededError(
            f"This token's quota of jobs for {month} ({access.jobs_per_month}) is used up; "
            "wait for the next month or have it raised.",
            details={"quota": access.jobs_per_month, "month": month},
        )


def _covers(allowed: str, asked: str) -> bool:
    """Whether an entry of an allow-list, perhaps with ``*.`` before its host, stands for an origin."""
    if allowed == asked:
        return True
    scheme, _, host = allowed.partition("://")
    asked_scheme, _, asked_host = asked.partition("://")
    return host.startswith("*.") and asked_scheme == scheme and asked_host.endswith(host[1:])
