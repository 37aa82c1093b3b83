"""What all handlers share: structured logs, metrics, and errors under names that retries go by."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics

from formtrace.errors import PermanentError, TransientError, storage_full_is_transient

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

# An invocation that has nothing to count (an event that came twice) is nothing to warn of.
warnings.filterwarnings("ignore", message="No application metrics to publish", category=UserWarning)

logger = Logger()
metrics = Metrics()

Handler = Callable[[dict[str, Any], "LambdaContext"], dict[str, Any]]


def lambda_handler(function: Handler) -> Handler:
    """Decorate a handler.

    Step Functions retries by the exact name of the exception's class, so every transient error leaves as
    :class:`TransientError` itself; permanent ones keep their names. Lambda reports ``str(error)``, which is
    the code and the message.
    """

    @wraps(function)
    def with_plain_errors(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        try:
            with storage_full_is_transient():
                return function(event, context)
        except TransientError as error:
            logger.warning("worth another try", exc_info=True)
            raise TransientError(error.message, code=error.code) from error
        except PermanentError as error:
            logger.info("permanent error", code=error.code, reason=error.message)
            raise

    measured = metrics.log_metrics(with_plain_errors, capture_cold_start_metric=True)
    decorated: Handler = logger.inject_lambda_context(measured, clear_state=True)
    return decorated
