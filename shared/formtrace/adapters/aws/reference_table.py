"""Records of reference movements in DynamoDB."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from formtrace.adapters.aws.error_mapping import conditional_write, map_errors
from formtrace.adapters.aws.paging import all_items, items_of
from formtrace.workflow.jobs import timestamp
from formtrace.workflow.reference_records import ReferenceCursor, StoredReference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import boto3

_TABLE = "The table of references"


class DynamoReferenceStore:
    """A :class:`~formtrace.workflow.ports.ReferenceStore` in a table keyed by ``id``.

    What lists and conditions do not need is one attribute, ``details``: JSON keeps numbers as they were.
    """

    def __init__(self, session: boto3.session.Session, table: str) -> None:
        self._session, self._name = session, table

    @cached_property
    def _table(self) -> Any:  # not every function uses every table
        return self._session.resource("dynamodb").Table(self._name)

    def create(self, stored: StoredReference) -> bool:
        """Record a new one; false when there is one of that id, which is left alone."""
        apart = {"id", "owner", "name", "created_at"}
        item = {
            **stored.model_dump(include=apart, exclude_none=True),
            "created_at": timestamp(stored.created_at),
            "details": stored.model_dump_json(exclude=apart),
        }
        free = "attribute_not_exists(id)"
        return conditional_write(_TABLE, lambda: self._table.put_item(Item=item, ConditionExpression=free))

    def get(self, reference_id: str) -> StoredReference | None:
        """The record, if there is one."""
        with map_errors(_TABLE):
            item = self._table.get_item(Key={"id": reference_id}, ConsistentRead=True).get("Item")
        return _stored(item) if item else None

    def all(self) -> Iterator[StoredReference]:
        """Every record, in no order; reads them all, for a person at a terminal."""
        with map_errors(_TABLE):
            yield from map(_stored, all_items(self._table))

    def list_by_owner(
        self, owner: str, limit: int, after: ReferenceCursor | None = None
    ) -> tuple[list[StoredReference], ReferenceCursor | None]:
        """A page of the references of an owner, newest first, and where the next page begins."""
        with map_errors(_TABLE):
            items, last = items_of(self._table, owner, limit, None if after is None else after._asdict())
        mark = ReferenceCursor(last["created_at"], last["id"]) if last else None
        return [_stored(item) for item in items], mark

    def rename(self, reference_id: str, name: str) -> bool:
        """Give one another name; false when there is none."""
        return conditional_write(
            _TABLE,
            lambda: self._table.update_item(
                Key={"id": reference_id},
                UpdateExpression="SET #name = :name",
                ConditionExpression="attribute_exists(id)",
                ExpressionAttributeNames={"#name": "name"},
                ExpressionAttributeValues={":name": name},
            ),
        )

    def delete(self, reference_id: str) -> None:
        """Forget one; none is as good."""
        with map_errors(_TABLE):
            self._table.delete_item(Key={"id": reference_id})


def _stored(item: dict[str, Any]) -> StoredReference:
    details = json.loads(item["details"])
    return StoredReference.model_validate({**details, **item})
