"""A queue as an operator empties it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from formtrace.adapters.aws.error_mapping import map_errors

if TYPE_CHECKING:
    import boto3

_HIDDEN_S = 120
"""How long a received message is hidden from others; what is left alone comes back afterwards."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was received: its text, and what it is deleted by."""

    body: str
    receipt: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object in it; an empty one if it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class MessageQueue:
    """An SQS queue."""

    def __init__(self, session: boto3.session.Session, url: str) -> None:
        self._client: Any = session.client("sqs")
        self._url = url

    def messages(self) -> Iterator[Message]:
        """Each message that waits, once."""
        with map_errors("The queue"):
            while received := self._client.receive_message(
                QueueUrl=self._url, MaxNumberOfMessages=10, VisibilityTimeout=_HIDDEN_S, WaitTimeSeconds=1
            ).get("Messages"):
                yield from (Message(one["Body"], one["ReceiptHandle"]) for one in received)

    def delete(self, message: Message) -> None:
        """Take a message out for good."""
        with map_errors("The queue"):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message.receipt)

    def put(self, body: str) -> None:
        """Send a message."""
        with map_errors("The queue"):
            self._client.send_message(QueueUrl=self._url, MessageBody=body)
