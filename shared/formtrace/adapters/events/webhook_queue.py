"""The queue of webhooks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from formtrace.workflow.notifications import WebhookDelivery


@dataclass(frozen=True, slots=True)
class QueuedDelivery:
    """A webhook as the queue delivered it.

    Attributes:
        message_id: what the queue calls it.
        receipt: what it is postponed by.
        attempts: how often it was received, this time included.
    """

    delivery: WebhookDelivery
    message_id: str
    receipt: str
    attempts: int


def deliveries_in(event: dict[str, Any]) -> list[QueuedDelivery]:
    """The webhooks in an event of the queue."""
    return [
        QueuedDelivery(
            delivery=WebhookDelivery(**json.loads(record["body"])),
            message_id=record["messageId"],
            receipt=record["receiptHandle"],
            attempts=int(record["attributes"]["ApproximateReceiveCount"]),
        )
        for record in event["Records"]
    ]
