"""Everything the steps need, made from the environment once per execution environment."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import boto3

from formtrace.adapters.aws.functions import LambdaJobFunction, StepFunctionsExecutions
from formtrace.adapters.aws.job_table import DynamoJobStore, DynamoLeases
from formtrace.adapters.aws.multipart import S3MultipartStore
from formtrace.adapters.aws.object_store import S3ObjectStore
from formtrace.adapters.aws.reference_table import DynamoReferenceStore
from formtrace.adapters.aws.settings import Settings
from formtrace.outbound.url import HostList
from formtrace.workflow.job_files import Buckets
from formtrace.workflow.reference_library import ReferenceLibrary
from formtrace.workflow.services import Services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formtrace.results.document import ResultDocument
    from formtrace.results.frames import FrameTable


@lru_cache(maxsize=1)
def services() -> Services:
    """The services of this function's deployment."""
    settings, session = Settings.from_environment(), boto3.session.Session()
    objects = S3ObjectStore(session)
    references = DynamoReferenceStore(session, settings.references_table)
    return Services(
        objects=objects,
        multipart=S3MultipartStore(session),
        jobs=DynamoJobStore(session, settings.jobs_table, settings.job_retention_days),
        references=ReferenceLibrary(references, objects, settings.results_bucket),
        leases=DynamoLeases(session, settings.idempotency_table),
        executions=StepFunctionsExecutions(session, settings.state_machine_arn),
        photos=LambdaJobFunction(session, settings.image_function),
        fetches=LambdaJobFunction(session, settings.fetch_function),
        recounts=LambdaJobFunction(session, settings.aggregate_function),
        messages=_message_files,
        buckets=Buckets(settings.uploads_bucket, settings.work_bucket, settings.results_bucket),
        limits=settings.limits,
        model_variant=settings.model_variant,
        threads=settings.threads,
        coached=bool(settings.coach_model_id),
        capacity=settings.capacity,
        remote_media_hosts=HostList.parse(settings.remote_media_hosts),
        webhook_hosts=HostList.parse(settings.webhook_hosts),
    )


def _message_files(
    document: ResultDocument, table: FrameTable, picture_data_url: str = ""
) -> Iterator[tuple[str, bytes]]:
    """The stream of the Upload Tracking contract; it needs NumPy, which not every function has to load."""
    from formtrace.contracts.upload_tracking.messages.stream import message_files

    return message_files(document, table, picture_data_url)
