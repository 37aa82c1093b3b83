"""Reading DynamoDB tables a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_BY_OWNER = "owner"  # the index of JobsTable and of ReferencesTable in template.yaml

Item = dict[str, Any]


def all_items(table: Any) -> Iterator[Item]:
    """Every item, in no order; reads the whole table, for a person at a terminal."""
    page = table.scan()
    yield from page["Items"]
    while "LastEvaluatedKey" in page:
        page = table.scan(ExclusiveStartKey=page["LastEvaluatedKey"])
        yield from page["Items"]


def items_of(
    table: Any, owner: str, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Item], Item | None]:
    """Items of an owner, newest first, that follow the key ``after``; and the key after which more follow."""
    start = {} if after is None else {"ExclusiveStartKey": {"owner": owner, **after}}
    page = table.query(
        IndexName=_BY_OWNER,
        KeyConditionExpression="#owner = :owner",
        ExpressionAttributeNames={"#owner": "owner"},
        ExpressionAttributeValues={":owner": owner},
        ScanIndexForward=False,
        Limit=limit,
        **start,
    )
    return page["Items"], page.get("LastEvaluatedKey")
