"""What the SDK raises, in Formtrace's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.exceptions import ConnectionError as BotoConnectionError

from formtrace.errors import ThrottledError, TransientError
from formtrace.workflow.ports import MissingObjectError

_MISSING = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NoSuchUpload", "412", "PreconditionFailed"})
_SERVER_ERROR = 500
_THROTTLED = frozenset(
    {
        "429",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "ProvisionedThroughputExceededException",
        "RequestTimeout",
        "SlowDown",
        "TransactionConflictException",
    }
)


def error_code(error: ClientError) -> str:
    """The service's own name for an error."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def map_errors(what: str) -> Iterator[None]:
    """Raise Formtrace's errors for those of the SDK that mean something; others pass.

    Args:
        what: the object or service that is used, for the message.
    """
    try:
        yield
    except ClientError as error:
        code = error_code(error)
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if code in _MISSING:
            raise MissingObjectError(
                f"{what} is not there any more, or was replaced; upload it again."
            ) from error
        if code in _THROTTLED:
            raise ThrottledError(f"{what} is busy at the moment ({code}); try again.") from error
        if status >= _SERVER_ERROR:
            raise TransientError(f"{what} is not available at the moment ({code}); try again.") from error
        raise
    except (BotoConnectionError, BotoCoreError) as error:
        raise TransientError(f"{what} cannot be reached at the moment; try again.") from error


def conditional_write(table: str, write: Callable[[], Any]) -> bool:
    """Make a conditional write to a DynamoDB table, and say whether the condition held."""
    try:
        with map_errors(table):
            write()
    except ClientError as error:
        if error_code(error) == "ConditionalCheckFailedException":
            return False
        raise
    return True
