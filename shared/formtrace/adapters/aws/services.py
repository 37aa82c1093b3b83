"""Everything the steps need, made from the environment once per execution environment."""

from __future__ import annotations

from functools import lru_cache

import boto3

from formtrace.adapters.aws.functions import LambdaFetchQueue, LambdaPhotoQueue, StepFunctionsExecutions
from formtrace.adapters.aws.job_table import DynamoJobStore, DynamoLeases
from formtrace.adapters.aws.object_store import S3ObjectStore
from formtrace.adapters.aws.reference_table import DynamoReferenceStore
from formtrace.adapters.aws.settings import Settings
from formtrace.outbound.url import HostList
from formtrace.workflow.ports import Services
from formtrace.workflow.reference_library import ReferenceLibrary


@lru_cache(maxsize=1)
def services() -> Services:
    """The services of this function's deployment."""
    settings, session = Settings.from_environment(), boto3.session.Session()
    objects = S3ObjectStore(session)
    references = DynamoReferenceStore(session, settings.references_table)
    return Services(
        objects=objects,
        jobs=DynamoJobStore(session, settings.jobs_table, settings.job_retention_days),
        references=ReferenceLibrary(references, objects, settings.results_bucket),
        leases=DynamoLeases(session, settings.idempotency_table),
        executions=StepFunctionsExecutions(session, settings.state_machine_arn),
        photos=LambdaPhotoQueue(session, settings.image_function),
        fetches=LambdaFetchQueue(session, settings.fetch_function),
        uploads_bucket=settings.uploads_bucket,
        work_bucket=settings.work_bucket,
        results_bucket=settings.results_bucket,
        limits=settings.limits,
        model_variant=settings.model_variant,
        threads=settings.threads,
        remote_media_hosts=HostList.parse(settings.remote_media_hosts),
        webhook_hosts=HostList.parse(settings.webhook_hosts),
    )
