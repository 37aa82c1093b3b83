"""A deployed stack, seen from outside: what the command line does with it, on AWS and here alike."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from formtrace.adapters.aws.error_mapping import map_errors
from formtrace.adapters.aws.functions import LambdaJobFunction, StepFunctionsExecutions
from formtrace.adapters.aws.job_table import DynamoJobStore, DynamoLeases
from formtrace.adapters.aws.message_queue import MessageQueue
from formtrace.adapters.aws.multipart import S3MultipartStore
from formtrace.adapters.aws.object_store import S3ObjectStore, content_type
from formtrace.adapters.aws.reference_table import DynamoReferenceStore
from formtrace.adapters.aws.token_table import DynamoTokenStore
from formtrace.cli.stack_names import FUNCTIONS, UnknownStackError
from formtrace.results.document import ResultDocument
from formtrace.workflow.job_files import INTERNAL, Buckets, prefix_of
from formtrace.workflow.jobs import ObjectRef
from formtrace.workflow.reference_library import ReferenceLibrary
from formtrace.workflow.retry import RetryServices


class LocalSession(boto3.session.Session):  # type: ignore[misc]  # boto3 has no types
    """A session whose clients all speak to one address, with the environment's credentials out of the way."""

    def __init__(self, endpoint: str, account: str, region: str) -> None:
        super().__init__(aws_access_key_id=account, aws_secret_access_key="local", region_name=region)
        self._endpoint = endpoint

    def client(self, *args: Any, **kwargs: Any) -> Any:
        """A client of a service at that address."""
        return super().client(*args, **{**kwargs, "endpoint_url": self._endpoint})


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line that a function logged."""

    function: str
    timestamp_ms: int
    text: str


class DeployedStack:
    """Uploads, jobs, results and logs of one stack, found by its name.

    Args:
        name: the CloudFormation stack.
        session: how to reach it; by default with the credentials and the region of the environment.

    Raises:
        UnknownStackError: CloudFormation does not know it.
    """

    def __init__(self, name: str, session: boto3.session.Session | None = None) -> None:
        session = session or boto3.session.Session()
        self.name, self._session = name, session
        self.outputs = _outputs(session, name)
        self.uploads_bucket = self.outputs["UploadsBucketName"]
        self.results_bucket = self.outputs["ResultsBucketName"]
        self.jobs = DynamoJobStore(session, self.outputs["JobsTableName"], keep_days=0)
        self.tokens = DynamoTokenStore(session, self.outputs["TokensTableName"])
        self.objects = S3ObjectStore(session)
        self.multipart = S3MultipartStore(session)
        self.executions = StepFunctionsExecutions(session, self.outputs["StateMachineArn"])
        self.buckets = Buckets(self.uploads_bucket, self.outputs["WorkBucketName"], self.results_bucket)
        self.reference_records = DynamoReferenceStore(session, self.outputs["ReferencesTableName"])
        self.references = ReferenceLibrary(self.reference_records, self.objects, self.results_bucket)

    @cached_property
    def leases(self) -> DynamoLeases:
        """What was begun. A stack that was deployed before it had this output needs another deployment."""
        return DynamoLeases(self._session, self.outputs["IdempotencyTableName"])

    @cached_property
    def retries(self) -> RetryServices:
        """What failed jobs are run again with."""
        return RetryServices(
            objects=self.objects,
            jobs=self.jobs,
            leases=self.leases,
            executions=self.executions,
            work_bucket=self.buckets.work,
            splits=LambdaJobFunction(self._session, f"{self.name}-split"),
            photos=LambdaJobFunction(self._session, f"{self.name}-image:live"),
            fetches=LambdaJobFunction(self._session, f"{self.name}-fetch"),
            recounts=LambdaJobFunction(self._session, f"{self.name}-aggregate:live"),
        )

    def drop(self, path: Path, metadata: Mapping[str, str], job_id: str = "") -> str:
        """Put a file into the uploads bucket, under a key that names its job; return the job's id."""
        job_id = job_id or str(uuid.uuid4())
        key = prefix_of(job_id) + path.name
        arguments = {"Metadata": dict(metadata), "ContentType": content_type(path.name)}
        client: Any = self._session.client("s3")
        with map_errors(path.name), path.open("rb") as file:
            client.upload_fileobj(file, self.uploads_bucket, key, ExtraArgs=arguments)
        return job_id

    def put(self, path: Path, key: str) -> str:
        """Put a file into the uploads bucket under a key of its own; return its ETag."""
        client: Any = self._session.client("s3")
        with map_errors(path.name), path.open("rb") as content:
            stored = client.put_object(Bucket=self.uploads_bucket, Key=key, Body=content)
        return str(stored["ETag"]).strip('"')

    def invoke(self, function: str, event: Mapping[str, Any]) -> bool:
        """Invoke a function and wait for it; say whether it succeeded."""
        client: Any = self._session.client("lambda")
        with map_errors(f"The function {function}"):
            answer = client.invoke(FunctionName=f"{self.name}-{function}", Payload=json.dumps(event).encode())
        return "FunctionError" not in answer

    def queue(self, output: str) -> MessageQueue:
        """A queue, by the output of the stack that has its URL."""
        return MessageQueue(self._session, self.outputs[output])

    def environment(self, function: str) -> dict[str, str]:
        """The environment variables of a function."""
        variables: dict[str, str] = self._configuration(function)["Environment"]["Variables"]
        return variables

    def _configuration(self, function: str) -> dict[str, Any]:
        client: Any = self._session.client("lambda")
        found: dict[str, Any] = client.get_function_configuration(FunctionName=f"{self.name}-{function}")
        return found

    def result(self, job_id: str) -> ResultDocument:
        """The result document of a completed job."""
        return ResultDocument.model_validate_json(self.objects.read(self.result_file(job_id, "result.json")))

    def download(self, document: ResultDocument, folder: Path) -> None:
        """Copy all files of a result into a folder."""
        for name in self._result_names(document.job_id):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            self.objects.download(self.result_file(document.job_id, name), folder / name)

    def logs(self, functions: tuple[str, ...] = FUNCTIONS, since_ms: int = 0) -> list[LogLine]:
        """What functions logged, in order of time."""
        lines = [line for function in functions for line in self._log_lines(function, since_ms)]
        return sorted(lines, key=lambda line: line.timestamp_ms)

    def _log_lines(self, function: str, since_ms: int) -> Iterator[LogLine]:
        client: Any = self._session.client("logs")
        pages = client.get_paginator("filter_log_events").paginate(
            logGroupName=self._configuration(function)["LoggingConfig"]["LogGroup"], startTime=since_ms
        )
        for page in pages:
            for event in page["events"]:
                yield LogLine(function, int(event["timestamp"]), str(event["message"]).rstrip())

    def _result_names(self, job_id: str) -> list[str]:
        """All files of a result; there are more pages of messages than the document names."""
        prefix, client = prefix_of(job_id), self._session.client("s3")
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.results_bucket, Prefix=prefix)
        names = (item["Key"].removeprefix(prefix) for page in pages for item in page.get("Contents", ()))
        return [name for name in names if not name.startswith(INTERNAL)]

    def result_file(self, job_id: str, name: str) -> ObjectRef:
        """Where a file of a result lies."""
        return ObjectRef(bucket=self.results_bucket, key=prefix_of(job_id) + name)


def _outputs(session: boto3.session.Session, name: str) -> dict[str, str]:
    client: Any = session.client("cloudformation")
    try:
        with map_errors("CloudFormation"):
            stacks = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        raise UnknownStackError(f"There is no stack '{name}' here: {error}") from error
    return {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", ())}
