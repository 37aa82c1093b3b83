"""How notices travel on AWS: a table's stream, EventBridge, a queue."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.types import TypeDeserializer

from formtrace.adapters.aws.error_mapping import translated
from formtrace.adapters.aws.job_table import job_from_item
from formtrace.adapters.aws.settings import Settings
from formtrace.adapters.aws.token_table import DynamoTokenStore
from formtrace.errors import TransientError
from formtrace.workflow.notifications import Notice

if TYPE_CHECKING:
    from formtrace.access.ports import TokenStore
    from formtrace.workflow.jobs import Job
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
        with translated("EventBridge"):
            answer = self._client.put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            code = answer["Entries"][0].get("ErrorCode")
            raise TransientError(f"EventBridge did not take the event ({code}); try again.")


class SqsNoticeQueue:
    """A :class:`~formtrace.workflow.notifications.NoticeQueue` that can also be told to wait."""

    def __init__(self, session: boto3.session.Session, url: str) -> None:
        self._client: Any = session.client("sqs")
        self._url = url

    def put(self, notice: Notice) -> None:
        """Send the notice."""
        with translated("The webhook queue"):
            self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(asdict(notice)))

    def postpone(self, receipt: str, seconds: int) -> None:
        """Hide a message that was received for so long; afterwards it comes again."""
        with translated("The webhook queue"):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds
            )


@dataclass(frozen=True, slots=True)
class ReceivedNotice:
    """A notice as the queue gave it.

    Attributes:
        message_id: what the queue calls it.
        receipt: what it is postponed by.
        attempts: how often it was received, this time included.
    """

    notice: Notice
    message_id: str
    receipt: str
    attempts: int


@dataclass(frozen=True, slots=True)
class NoticeServices:
    """What the notify and webhook functions need beside the workflow's services."""

    bus: EventBridgeBus
    queue: SqsNoticeQueue
    tokens: TokenStore
    api_url: str


@lru_cache(maxsize=1)
def notice_services() -> NoticeServices:
    """Those of this function's deployment."""
    settings, session = Settings.from_environment(), boto3.session.Session()
    return NoticeServices(
        bus=EventBridgeBus(session),
        queue=SqsNoticeQueue(session, settings.webhook_queue_url),
        tokens=DynamoTokenStore(session, settings.tokens_table),
        api_url=settings.api_url,
    )


def ended_jobs_in(event: dict[str, Any]) -> list[Job]:
    """The jobs that ended, according to an event of the table's stream; other changes are passed over."""
    changes = (record["dynamodb"] for record in event["Records"])
    pairs = ((_job(change.get("OldImage")), _job(change.get("NewImage"))) for change in changes)
    return [new for old, new in pairs if new and new.status.is_final and not (old and old.status.is_final)]


def notices_in(event: dict[str, Any]) -> list[ReceivedNotice]:
    """The notices of an event of the queue."""
    return [
        ReceivedNotice(
            notice=Notice(**json.loads(record["body"])),
            message_id=record["messageId"],
            receipt=record["receiptHandle"],
            attempts=int(record["attributes"]["ApproximateReceiveCount"]),
        )
        for record in event["Records"]
    ]


def _job(image: dict[str, Any] | None) -> Job | None:
    """The job of an item as streams have it, every value with its type."""
    if image is None:
        return None
    read = TypeDeserializer().deserialize
    return job_from_item({name: read(value) for name, value in image.items()})
