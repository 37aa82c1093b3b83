"""A signed webhook is posted to a job's callback URL. Invoked by the queue of webhooks, again and again."""

from __future__ import annotations

import random
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from formtrace.adapters.aws.notifications import notification_services
from formtrace.adapters.aws.services import services
from formtrace.adapters.events.handler import lambda_handler, logger, metrics
from formtrace.adapters.events.webhook_queue import deliveries_in
from formtrace.outbound.client import OutboundClient
from formtrace.workflow.notifications import DeliveryOutcome, deliver, wait_s

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@lru_cache(maxsize=1)
def client() -> OutboundClient:
    """The way to the hosts that may be called."""
    return OutboundClient(services().webhook_hosts)


@lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Deliver what the queue holds; what cannot be delivered now stays there for a while."""
    ways, postponed = notification_services(), []
    for received in deliveries_in(event):
        delivery = received.delivery
        attempt = deliver(services().jobs, ways.tokens, client(), delivery, int(time.time()))
        logger.info(
            "webhook",
            job_id=delivery.job_id,
            attempt=received.attempts,
            outcome=attempt.outcome,
            why=attempt.why,
        )
        metrics.add_metric(f"Webhooks{attempt.outcome.capitalize()}", MetricUnit.Count, 1)
        if attempt.outcome is DeliveryOutcome.POSTPONED:
            ways.queue.postpone(received.receipt, wait_s(received.attempts, random.random()))
            postponed.append({"itemIdentifier": received.message_id})
    return {"batchItemFailures": postponed}
