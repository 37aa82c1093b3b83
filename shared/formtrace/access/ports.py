"""What tokens need from outside: :mod:`formtrace.adapters.aws.token_table` has it for AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from formtrace.access.tokens import Token


class TokenStore(Protocol):
    """Records of tokens by id. All methods may raise :class:`~formtrace.errors.TransientError`."""

    def create(self, token: Token) -> bool:
        """Store a new record; false when there is one of that id."""

    def get(self, token_id: str) -> Token | None:
        """The record, if there is one."""

    def all(self) -> Iterable[Token]:
        """Every record."""

    def revoke(self, token_id: str, at: datetime) -> bool:
        """End a token for good; false when there is none. The first time stays."""

    def consume_quota(self, token_id: str, month: str, limit: int | None) -> bool:
        """Count one job of ``month`` unless ``limit`` are counted already; say whether it was counted.

        Atomic: of any number of calls at once no more than ``limit`` succeed.
        """
