"""Token records in DynamoDB."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from formtrace.access.tokens import Token
from formtrace.adapters.aws.error_mapping import conditional_write, map_errors
from formtrace.adapters.aws.paging import all_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    import boto3

_TOKENS = "The token table"
_USED = "used:"


class DynamoTokenStore:
    """A :class:`~formtrace.access.ports.TokenStore` in a table keyed by ``id``.

    Jobs are counted in attributes of their own, ``used:2026-11``, because DynamoDB adds to a top-level number
    without reading it.
    """

    def __init__(self, session: boto3.session.Session, table: str) -> None:
        self._session, self._name = session, table

    @cached_property
    def _table(self) -> Any:  # not every function uses every table
        return self._session.resource("dynamodb").Table(self._name)

    def create(self, token: Token) -> bool:
        """Store a new record; false when there is one of that id."""
        item = token.model_dump(mode="json", exclude={"used"}, exclude_none=True)
        return conditional_write(
            _TOKENS, lambda: self._table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
        )

    def get(self, token_id: str) -> Token | None:
        """The record, if there is one."""
        with map_errors(_TOKENS):
            item = self._table.get_item(Key={"id": token_id}, ConsistentRead=True).get("Item")
        return _token(item) if item else None

    def all(self) -> Iterator[Token]:
        """Every record, in no order."""
        with map_errors(_TOKENS):
            yield from map(_token, all_items(self._table))

    def revoke(self, token_id: str, at: datetime) -> bool:
        """End a token for good; false when there is none. The first time stays."""
        return conditional_write(
            _TOKENS,
            lambda: self._table.update_item(
                Key={"id": token_id},
                UpdateExpression="SET revoked_at = if_not_exists(revoked_at, :at)",
                ConditionExpression="attribute_exists(id)",
                ExpressionAttributeValues={":at": at.isoformat()},
            ),
        )

    def consume_quota(self, token_id: str, month: str, limit: int | None) -> bool:
        """Count one job of ``month`` unless ``limit`` are counted already; say whether it was counted."""
        if limit is not None and limit <= 0:
            return False
        room, values = "attribute_exists(id)", {":one": 1}
        if limit is not None:
            room += " AND (attribute_not_exists(#used) OR #used < :limit)"
            values[":limit"] = limit
        return conditional_write(
            _TOKENS,
            lambda: self._table.update_item(
                Key={"id": token_id},
                UpdateExpression="ADD #used :one",
                ConditionExpression=room,
                ExpressionAttributeNames={"#used": f"{_USED}{month}"},
                ExpressionAttributeValues=values,
            ),
        )


def _token(item: dict[str, Any]) -> Token:
    used = {name.removeprefix(_USED): int(count) for name, count in item.items() if name.startswith(_USED)}
    return Token.model_validate({**item, "used": used})
