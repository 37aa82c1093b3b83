from __future__ import annotations

import json
from typing import Any

from formtrace.adapters.aws.functions import StepFunctionsExecutions

DEFINITION = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}}


def test_starting_an_execution_again_is_as_good_as_having_started_it(session: Any) -> None:
    client = session.client("stepfunctions")
    arn = client.create_state_machine(
        name="analysis", definition=json.dumps(DEFINITION), roleArn="arn:aws:iam::123456789012:role/x"
    )["stateMachineArn"]
    executions = StepFunctionsExecutions(session, arn)
    executions.start("job-1", {"job_id": "job-1", "export": False})
    executions.start("job-1", {"job_id": "job-1", "export": True})
    (only,) = client.list_executions(stateMachineArn=arn)["executions"]
    described = client.describe_execution(executionArn=only["executionArn"])
    assert described["name"] == "job-1"
    assert json.loads(described["input"]) == {"job_id": "job-1", "export": False}


def test_stopping_stops_what_runs_and_minds_nothing_else(session: Any) -> None:
    client = session.client("stepfunctions")
    arn = client.create_state_machine(
        name="analysis", definition=json.dumps(DEFINITION), roleArn="arn:aws:iam::123456789012:role/x"
    )["stateMachineArn"]
    executions = StepFunctionsExecutions(session, arn)
    executions.stop("never-was")
    executions.start("job-1", {})
    executions.stop("job-1")
    executions.stop("job-1")
    (only,) = client.list_executions(stateMachineArn=arn)["executions"]
    assert only["status"] == "ABORTED"
