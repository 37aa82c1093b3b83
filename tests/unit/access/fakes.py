"""Tokens in a dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from formtrace.access.tokens import Token


class Tokens:
    """A :class:`~formtrace.access.ports.TokenStore` in memory."""

    def __init__(self, *records: Token) -> None:
        self.records = {record.id: record for record in records}

    def create(self, token: Token) -> bool:
        return self.records.setdefault(token.id, token) is token

    def get(self, token_id: str) -> Token | None:
        return self.records.get(token_id)

    def all(self) -> Iterable[Token]:
        return self.records.values()

    def revoke(self, token_id: str, at: datetime) -> bool:
        record = self.records.get(token_id)
        if record is None:
            return False
        self.records[token_id] = record.model_copy(update={"revoked_at": record.revoked_at or at})
        return True

    def consume_quota(self, token_id: str, month: str, limit: int | None) -> bool:
        record = self.records[token_id]
        used = record.used.get(month, 0)
        if limit is not None and used >= limit:
            return False
        self.records[token_id] = record.model_copy(update={"used": {**record.used, month: used + 1}})
        return True
