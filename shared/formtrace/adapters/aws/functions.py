"""The state machine, and functions that work on a job."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from formtrace.adapters.aws.error_mapping import error_code, map_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3


_NOT_RUNNING = frozenset({"ExecutionDoesNotExist", "ValidationException"})


class StepFunctionsExecutions:
    """:class:`~formtrace.workflow.ports.Executions` of one state machine."""

    def __init__(self, session: boto3.session.Session, state_machine_arn: str) -> None:
        self._session, self._arn = session, state_machine_arn

    @cached_property
    def _client(self) -> Any:  # only two of the functions need one
        return self._session.client("stepfunctions")

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


class LambdaJobFunction:
    """A :class:`~formtrace.workflow.ports.JobFunction`: Lambda queues, retries and reports its failure."""

    def __init__(self, session: boto3.session.Session, function: str) -> None:
        self._session, self._function = session, function

    @cached_property
    def _client(self) -> Any:  # only two of the functions need one
        return self._session.client("lambda")

    def submit(self, job_id: str) -> None:
        """Invoke the function asynchronously."""
        with map_errors(f"The function {self._function}"):
            self._client.invoke(
                FunctionName=self._function,
                InvocationType="Event",
                Payload=json.dumps({"job_id": job_id}).encode(),
            )
