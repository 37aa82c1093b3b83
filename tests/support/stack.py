"""The stack in MiniStack, as the tests use it."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from formtrace.access.tokens import issue
from formtrace.cli.deployed_stack import DeployedStack, LocalSession
from formtrace.cli.local_stack import ACCOUNT, REGION, LocalStack
from formtrace.cli.stack import LOCAL_STACK
from formtrace.workflow.job_files import INTERNAL
from formtrace.workflow.jobs import Job

PROJECT = Path(__file__).parents[2]
FUNCTIONS = PROJECT / "functions"
EVENTS = PROJECT / "events"


def event(name: str) -> dict[str, Any]:
    """A sample event."""
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return loaded


class Stack:
    """A running local stack: uploads, invocations, jobs, executions."""

    def __init__(self, local: LocalStack) -> None:
        running = local.running
        assert running is not None
        self.local = local
        self.session = LocalSession(running.endpoint, ACCOUNT, REGION)
        self.deployed = DeployedStack(LOCAL_STACK, self.session)
        self.s3 = self.session.client("s3")
        self.lambda_ = self.session.client("lambda")
        self.states = self.session.client("stepfunctions")

    @property
    def endpoint(self) -> str:
        """Address of the page, the API and the services."""
        running = self.local.running
        assert running is not None
        return running.endpoint

    @property
    def work_bucket(self) -> str:
        return self.deployed.outputs["WorkBucketName"]

    def new_token(self, name: str, **options: Any) -> str:
        """The value of a new token."""
        issued = issue(name, datetime.now(UTC), **options)
        assert self.deployed.tokens.create(issued.record)
        return issued.value

    def objects_of(self, job_id: str) -> list[str]:
        """Everything that any bucket has of a job."""
        found = []
        for bucket in (self.deployed.uploads_bucket, self.work_bucket, self.deployed.results_bucket):
            listed = self.s3.list_objects_v2(Bucket=bucket, Prefix=f"jobs/{job_id}/").get("Contents", ())
            found += [f"{bucket}/{item['Key']}" for item in listed]
        return found

    def put(self, key: str, content: bytes, **metadata: str) -> None:
        bucket = self.deployed.uploads_bucket
        self.s3.put_object(Bucket=bucket, Key=key, Body=content, Metadata=metadata)

    def drop(self, key: str, content: bytes, timeout_s: float = 120.0, **metadata: str) -> Job:
        """Put an object and wait until its job has ended."""
        self.put(key, content, **metadata)
        return self.wait(key, timeout_s)

    def wait(self, key: str, timeout_s: float = 120.0) -> Job:
        """The job of an upload, when it has ended."""
        return self._when_ended(lambda: self.job_of(key), key, timeout_s)

    def ended(self, job_id: str, timeout_s: float = 120.0) -> Job:
        """A job, when it has ended."""
        return self._when_ended(lambda: self.deployed.jobs.get(job_id), job_id, timeout_s)

    def _when_ended(self, look: Callable[[], Job | None], what: str, timeout_s: float) -> Job:
        deadline = time.monotonic() + timeout_s
        job = None
        while time.monotonic() < deadline:
            job = look()
            if job is not None and job.status.is_final:
                return job
            time.sleep(0.2)
        raise AssertionError(f"{what} has not ended after {timeout_s} s: {job}")

    def job_of(self, key: str) -> Job | None:
        """The job of an upload, once its event has arrived."""
        return next((job for job in self.deployed.jobs.all() if job.source.key == key), None)

    def invoke(self, function: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Invoke a function; its answer, or Lambda's error document with ``FunctionError`` in it."""
        answer = self.lambda_.invoke(
            FunctionName=f"{LOCAL_STACK}-{function}", Payload=json.dumps(payload).encode()
        )
        document: dict[str, Any] = json.loads(answer["Payload"].read())
        return document | ({"FunctionError": answer["FunctionError"]} if "FunctionError" in answer else {})

    def result_files(self, job_id: str) -> dict[str, Any]:
        """The files of a job's result: when each appeared, by name; without those for the steps' own use."""
        prefix = f"jobs/{job_id}/"
        listed = self.s3.list_objects_v2(Bucket=self.deployed.results_bucket, Prefix=prefix)
        found = {
            item["Key"].removeprefix(prefix): item["LastModified"] for item in listed.get("Contents", ())
        }
        return {name: appeared for name, appeared in found.items() if not name.startswith(INTERNAL)}

    def read_result(self, job_id: str, name: str) -> bytes:
        body = self.s3.get_object(Bucket=self.deployed.results_bucket, Key=f"jobs/{job_id}/{name}")["Body"]
        return bytes(body.read())

    def waiting_in(self, output: str) -> int:
        """How many messages wait in a queue, named by the output that has its URL."""
        return int(self._queue_attribute(output, "ApproximateNumberOfMessages"))

    def arn_of_queue(self, output: str) -> str:
        """The ARN of a queue, named by the output that has its URL."""
        return self._queue_attribute(output, "QueueArn")

    def _queue_attribute(self, output: str, name: str) -> str:
        url = self.deployed.outputs[output]
        known = self.session.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
        return str(known["Attributes"][name])

    def executions_named(self, name: str) -> list[dict[str, Any]]:
        arn = self.deployed.outputs["StateMachineArn"]
        listed = self.states.list_executions(stateMachineArn=arn)["executions"]
        return [execution for execution in listed if execution["name"] == name]

    @contextmanager
    def handler_of(self, function: str, source: str) -> Iterator[None]:
        """Put ``source`` (a module with a ``handler``) in front of a function's own ``app`` for a while."""
        name = f"{LOCAL_STACK}-{function}"
        own = (FUNCTIONS / function / "app.py").read_text("utf-8")
        self.lambda_.update_function_code(
            FunctionName=name, ZipFile=zipped({"app.py": own, "wrapper.py": source})
        )
        self.lambda_.update_function_configuration(FunctionName=name, Handler="wrapper.handler")
        machine = self.deployed.outputs["StateMachineArn"]
        definition = self.states.describe_state_machine(stateMachineArn=machine)["definition"]
        # Executions call published versions; what is put in front is not published.
        unpublished = re.sub(rf"(:function:{name}):\d+", r"\1", definition)
        self.states.update_state_machine(stateMachineArn=machine, definition=unpublished)
        try:
            yield
        finally:
            self.states.update_state_machine(stateMachineArn=machine, definition=definition)
            self.lambda_.update_function_configuration(FunctionName=name, Handler="app.handler")
            self.lambda_.update_function_code(FunctionName=name, ZipFile=zipped({"app.py": own}))


def zipped(files: Mapping[str, str]) -> bytes:
    """A zip of text files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()
