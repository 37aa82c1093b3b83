"""The services and settings that all steps work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from formtrace.clip.chunk_length import LAMBDA, Capacity
from formtrace.clip.limits import Limits
from formtrace.outbound.url import HostList
from formtrace.workflow.job_files import Buckets, JobFiles

if TYPE_CHECKING:
    from formtrace.results.sink import MessageWriter
    from formtrace.workflow.ports import (
        Executions,
        JobFunction,
        JobStore,
        Leases,
        MultipartStore,
        ObjectStore,
    )
    from formtrace.workflow.reference_library import ReferenceLibrary


@dataclass(frozen=True, slots=True)
class Services:
    """The ports, and the settings of the deployment.

    Attributes:
        photos: analyses the photo of a job.
        fetches: fetches the file of a job in state ``fetching`` from its ``remote_url``.
        recounts: makes the result of a job with ``recount_of``.
        messages: writes the message stream of a result.
        coached: a language model writes notes on the results of videos.
        capacity: how many chunks are worked on at the same time, and what each costs.
        remote_media_hosts: hosts that videos and photos may be fetched from; none switches it off.
        webhook_hosts: hosts of callback URLs; none switches them off.
    """

    objects: ObjectStore
    multipart: MultipartStore
    jobs: JobStore
    references: ReferenceLibrary
    leases: Leases
    executions: Executions
    photos: JobFunction
    fetches: JobFunction
    recounts: JobFunction
    messages: MessageWriter
    buckets: Buckets
    limits: Limits
    model_variant: str
    threads: int
    coached: bool = False
    capacity: Capacity = LAMBDA
    remote_media_hosts: HostList = field(default_factory=HostList)
    webhook_hosts: HostList = field(default_factory=HostList)

    def files(self, job_id: str) -> JobFiles:
        """The objects of a job."""
        return self.buckets.files(job_id)
