"""The state machine and the photo function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from formtrace.adapters.aws.error_mapping import error_code, map_errors
from formtrace.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3


_NOT_RUNNING = frozenset({"ExecutionDoesNotExist", "ValidationException"})
_PHOTO_TIMEOUT_S = 27  # API Gateway waits 30 s for its answer


class StepFunctionsExecutions:
    """:class:`~formtrace.workflow.ports.Executions` of one state machine."""

    def __init__(self, session: boto3.session.Session, state_machine_arn: str) -> None:
        self._client: Any = session.client("stepfunctions")
        self._arn = state_machine_arn

    def start(self, name: str, data: Mapping[str, Any]) -> None:
        """Start an execution; that it exists already is as good."""
        try:
            with map_errors("The state machine"):
                self._client.start_execution(
                    stateMachineArn=self._arn, name=name, input=json.dumps(dict(data))
                )
        except ClientError as error:
            if error_code(error) != "ExecutionAlreadyExists":
                raise

    def stop(self, name: str) -> None:
        """Stop an execution; one that never was, or that has ended, is as good."""
        arn = f"{self._arn.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            with map_errors("The state machine"):
                self._client.stop_execution(executionArn=arn, error="Deleted", cause="The job was deleted.")
        except ClientError as error:
            if error_code(error) not in _NOT_RUNNING:
                raise


class LambdaPhotoQueue:
    """A :class:`~formtrace.workflow.ports.PhotoQueue`: Lambda's own queue in front of the image function."""

    def __init__(self, session: boto3.session.Session, function: str) -> None:
        # An invocation that was not answered in time may have worked: it is not made twice.
        config = Config(read_timeout=_PHOTO_TIMEOUT_S, retries={"total_max_attempts": 1})
        self._client: Any = session.client("lambda", config=config)
        self._function = function

    def submit(self, job_id: str) -> None:
        """Invoke the function asynchronously."""
        with map_errors("The image function"):
            self._client.invoke(
                FunctionName=self._function,
                InvocationType="Event",
                Payload=json.dumps({"job_id": job_id}).encode(),
            )

    def analyse(self, job_id: str) -> None:
        """Invoke the function and wait for its answer."""
        with map_errors("The image function"):
            answer = self._client.invoke(
                FunctionName=self._function, Payload=json.dumps({"job_id": job_id}).encode()
            )
        if "FunctionError" in answer:
            raise TransientError("The photo could not be analysed at the moment; try again.")


class LambdaFetchQueue:
    """A :class:`~formtrace.workflow.ports.FetchQueue`: Lambda's own queue in front of the fetch function."""

    def __init__(self, session: boto3.session.Session, function: str) -> None:
        self._client: Any = session.client("lambda")
        self._function = function

    def submit(self, job_id: str) -> None:
        """Invoke the function asynchronously."""
        with map_errors("The fetch function"):
            self._client.invoke(
                FunctionName=self._function,
                InvocationType="Event",
                Payload=json.dumps({"job_id": job_id}).encode(),
            )
