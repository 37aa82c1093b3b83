"""Job events on EventBridge and webhooks on SQS."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import boto3

from formtrace.adapters.aws.error_mapping import map_errors
from formtrace.adapters.aws.settings import Settings
from formtrace.adapters.aws.token_table import DynamoTokenStore
from formtrace.errors import TransientError
from formtrace.workflow.notifications import WebhookDelivery

if TYPE_CHECKING:
    from formtrace.access.ports import TokenStore
    from formtrace.workflow.notifications import JobEvent

EVENT_SOURCE = "formtrace"


class EventBridgeBus:
    """An :class:`~formtrace.workflow.notifications.EventBus`: the account's default one."""

    def __init__(self, session: boto3.session.Session) -> None:
        self._client: Any = session.client("events")

    def put(self, event: JobEvent) -> None:
        """Put the event."""
        entry = {
            "Source": EVENT_SOURCE,
            "DetailType": event.detail_type,
            "Detail": event.model_dump_json(),
            "Time": event.ended_at,
        }
        with map_errors("EventBridge"):
            answer = self._client.put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            code = answer["Entries"][0].get("ErrorCode")
            raise TransientError(f"EventBridge did not take the event ({code}); try again.")


class SqsWebhookQueue:
    """A :class:`~formtrace.workflow.notifications.WebhookQueue` that can also be told to wait."""

    def __init__(self, session: boto3.session.Session, url: str) -> None:
        self._client: Any = session.client("sqs")
        self._url = url

    def put(self, delivery: WebhookDelivery) -> None:
        """Send the webhook to the queue."""
        with map_errors("The webhook queue"):
            self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(asdict(delivery)))

    def postpone(self, receipt: str, seconds: int) -> None:
        """Hide a message that was received for so long; afterwards it comes again."""
        with map_errors("The webhook queue"):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds
            )


@dataclass(frozen=True, slots=True)
class NotificationServices:
    """What the notify and webhook functions need beside the workflow's services."""

    bus: EventBridgeBus
    queue: SqsWebhookQueue
    tokens: TokenStore
    api_url: str


@lru_cache(maxsize=1)
def notification_services() -> NotificationServices:
    """Those of this function's deployment."""
    settings, session = Settings.from_environment(), boto3.session.Session()
    return NotificationServices(
        bus=EventBridgeBus(session),
        queue=SqsWebhookQueue(session, settings.webhook_queue_url),
        tokens=DynamoTokenStore(session, settings.tokens_table),
        api_url=settings.api_url,
    )
