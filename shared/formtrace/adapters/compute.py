"""The state machine and the photo function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from formtrace.adapters.errors import error_code, translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3


class StepFunctionsExecutions:
    """:class:`~formtrace.workflow.ports.Executions` of one state machine."""

    def __init__(self, session: boto3.session.Session, state_machine_arn: str) -> None:
        self._client: Any = session.client("stepfunctions")
        self._arn = state_machine_arn

    def start(self, name: str, data: Mapping[str, Any]) -> None:
        """Start an execution; that it exists already is as good."""
        try:
            with translated("The state machine"):
                self._client.start_execution(
                    stateMachineArn=self._arn, name=name, input=json.dumps(dict(data))
                )
        except ClientError as error:
            if error_code(error) != "ExecutionAlreadyExists":
                raise


class LambdaPhotoQueue:
    """A :class:`~formtrace.workflow.ports.PhotoQueue`: Lambda's own queue in front of the image function."""

    def __init__(self, session: boto3.session.Session, function: str) -> None:
        self._client: Any = session.client("lambda")
        self._function = function

    def submit(self, job_id: str) -> None:
        """Invoke the function asynchronously."""
        with translated("The image function"):
            self._client.invoke(
                FunctionName=self._function,
                InvocationType="Event",
                Payload=json.dumps({"job_id": job_id}).encode(),
            )
