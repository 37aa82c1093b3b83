"""The results of a job, as they are written and published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from formtrace.results.sink import FolderSink, write_document
from formtrace.results.summary import summarise
from formtrace.workflow.jobs import JobOutcome, JobStatus
from formtrace.workflow.storage import load_job, seconds_since

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.results.document import ResultDocument
    from formtrace.workflow.services import Services


class JobSink:
    """The results of a job: files are written in ``folder`` and uploaded."""

    def __init__(self, services: Services, job_id: str, folder: Path) -> None:
        """Begin to write.

        Raises:
            MissingObjectError: the job was deleted meanwhile.
        """
        load_job(services, job_id)
        self._services, self._job_id, self._local = services, job_id, FolderSink(folder)

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """A file that is uploaded when it is complete."""
        with self._local.create(name) as file:
            yield file
        self.upload(name)

    def upload(self, name: str) -> None:
        """Upload a file of the folder."""
        ref = self._services.files(self._job_id).result(name)
        self._services.objects.upload(self._local.folder / name, ref)


def finish(
    services: Services,
    document: ResultDocument,
    sink: JobSink,
    *,
    thumbnail: bool,
    files: Mapping[str, str] | None = None,
) -> JobStatus:
    """Publish the result document, when all its files are there, and complete the job."""
    job = load_job(services, document.job_id)  # not if it was deleted meanwhile
    write_document(document, sink, {"total_s": seconds_since(job.created_at)}, files)
    outcome = outcome_of(document, thumbnail=thumbnail)
    services.jobs.advance(document.job_id, JobStatus.COMPLETED, outcome=outcome)
    return JobStatus.COMPLETED


def outcome_of(document: ResultDocument, *, thumbnail: bool) -> JobOutcome:
    """A result in one line."""
    return JobOutcome(**summarise(document).model_dump(), thumbnail=thumbnail)
