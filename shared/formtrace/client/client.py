"""The HTTP API of a deployment, typed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from formtrace.client import uploads
from formtrace.client.connection import Connection, JobFailedError, path_of
from formtrace.http.models import (
    ExerciseList,
    ExerciseSummary,
    JobCreated,
    JobList,
    JobView,
    MessagePage,
    PhotoAnswer,
    ShareView,
)
from formtrace.http.problems import FileNotFoundInJobError
from formtrace.http.reference_models import ReferenceAnswer, ReferenceCreated, ReferenceList
from formtrace.results.document import ResultDocument
from formtrace.workflow.jobs import JobStatus

if TYPE_CHECKING:
    from formtrace.contracts.upload_tracking.messages.types import Message

Stage = Literal["uploading"] | JobStatus
OnProgress = Callable[[Stage, float], None]
"""Gets the stage and its percentage: of the upload, then of the whole analysis."""

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 5.0
_BLOCK_BYTES = 1 << 20


class Client:
    """A deployment and a token.

    >>> from formtrace.client import Client  # doctest: +SKIP
    >>> client = Client("http://127.0.0.1:8000", token)  # doctest: +SKIP
    >>> client.analyze("squat.mp4", exercise="squat").count  # doctest: +SKIP
    8

    Requests raise :class:`ApiError` for what the API refuses and :class:`ConnectionLostError` where there is
    no answer; uploading and waiting outlast breaks of the connection.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self._connection = Connection(url, token)

    def analyze(
        self, file: str | Path, *, on_progress: OnProgress = lambda *_: None, **options: Any
    ) -> ResultDocument:
        """Upload a video or photo, wait for its analysis, and fetch the result.

        Args:
            file: path of the file.
            on_progress: told how far it is.
            options: of the analysis: ``exercise="squat"``, ``export=True``, ... (``docs/options.md``).

        Raises:
            JobFailedError: there is no result; the code and the message say why.
        """
        job_id = self.submit(file, on_progress=on_progress, **options).job_id
        self.wait(job_id, on_progress=on_progress)
        return self.result(job_id)

    def submit(
        self, file: str | Path, *, on_progress: OnProgress = lambda *_: None, **options: Any
    ) -> JobCreated:
        """Make a job and upload its file; the analysis begins. Arguments as of :meth:`analyze`."""
        path = Path(file)
        size = path.stat().st_size
        parts = {"multipart": True, "file_size": size} if size > uploads.PARTS_FROM_BYTES else {}
        created = self.create_job(file_name=path.name[-200:], **parts, **options)
        uploads.upload(self._connection, created, path, lambda share: on_progress("uploading", 100 * share))
        return created

    def resume(self, job_id: str, file: str | Path, *, on_progress: OnProgress = lambda *_: None) -> JobView:
        """Go on with an upload in parts: only what is missing is sent."""
        ticket = uploads.parts_ticket(self._connection, job_id)
        return uploads.upload_parts(
            self._connection, job_id, ticket, Path(file), lambda share: on_progress("uploading", 100 * share)
        )

    def wait(
        self, job_id: str, *, timeout_s: float | None = None, on_progress: OnProgress = lambda *_: None
    ) -> JobView:
        """Follow a job until it is completed.

        Raises:
            JobFailedError: it ended without a result.
            TimeoutError: it has not ended within ``timeout_s``.
        """
        end = None if timeout_s is None else time.monotonic() + timeout_s
        wait_s = _FIRST_WAIT_S
        while True:
            job = uploads.persistently(lambda: self.job(job_id))
            on_progress(job.status, job.progress.percent)
            if job.status is JobStatus.FAILED:
                raise JobFailedError(job)
            if job.status is JobStatus.COMPLETED:
                return job
            if end is not None and time.monotonic() > end:
                raise TimeoutError(f"The job {job_id} is {job.status.value} after {timeout_s:g} s.")
            time.sleep(wait_s)
            wait_s = min(_LONGEST_WAIT_S, 1.15 * wait_s)

    def stream(self, job_id: str, *, after: int = -1) -> Iterator[Message]:
        """The messages after number ``after`` as they come, to the last one."""
        wait_s = _FIRST_WAIT_S
        while True:
            page = uploads.persistently(lambda after=after: self.messages(job_id, after=after))  # type: ignore[misc]
            yield from page.messages  # type: ignore[misc]  # as types.py describes them
            if page.done:
                return
            if page.next_after == after:
                wait_s = min(_LONGEST_WAIT_S, 1.3 * wait_s)
            after = page.next_after
            if len(page.messages) < 2:
                time.sleep(wait_s)

    def download(self, job_id: str, role: str, to: str | Path) -> Path:
        """Save a file of a completed job: a role of its ``files``, or ``source``; the path.

        Raises:
            FileNotFoundInJobError: the job has no such file.
        """
        job, path = self.job(job_id), Path(to)
        link = job.media_url if role == "source" else job.files.get(role)
        if link is None:
            roles = ", ".join(job.files) or "none"
            raise FileNotFoundInJobError(f"This job has no file '{role}'; it has {roles}.")
        answer = self._connection.stream(link)
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            for block in answer.stream(_BLOCK_BYTES):
                file.write(block)
        return part.replace(path)

    # One request each

    def create_job(self, **options: Any) -> JobCreated:
        """Make a job; ``options`` are fields of :class:`~formtrace.http.models.NewJob`."""
        return JobCreated.model_validate(self._connection.json("POST", path_of("jobs"), options))

    def job(self, job_id: str) -> JobView:
        """A job as it is now."""
        return JobView.model_validate(self._connection.json("GET", path_of("jobs", job_id)))

    def jobs(self, *, limit: int = 20, cursor: str | None = None, **search: str) -> JobList:
        """The newest jobs; ``search`` may have ``q``, ``exercise``, ``tag`` and ``status``."""
        path = path_of("jobs", limit=limit, cursor=cursor, **search)
        return JobList.model_validate(self._connection.json("GET", path))

    def change_job(self, job_id: str, **changes: Any) -> JobView:
        """Give a job a ``name``, ``tags`` or ``notes``."""
        return JobView.model_validate(self._connection.json("PATCH", path_of("jobs", job_id), changes))

    def delete_job(self, job_id: str) -> None:
        """Stop a job and delete everything that there is of it."""
        self._connection.json("DELETE", path_of("jobs", job_id))

    def recount(self, job_id: str, **options: Any) -> JobView:
        """Count a completed job's video again with other options, as a job of its own."""
        answer = self._connection.json("POST", path_of("jobs", job_id, "recount"), options)
        return JobView.model_validate(answer)

    def result(self, job_id: str) -> ResultDocument:
        """The result of a completed job."""
        return ResultDocument.model_validate(self._connection.json("GET", path_of("jobs", job_id, "result")))

    def messages(self, job_id: str, *, after: int = -1) -> MessagePage:
        """Some of the messages after number ``after``."""
        path = path_of("jobs", job_id, "messages", after=after)
        return MessagePage.model_validate(self._connection.json("GET", path))

    def photo(self, file: str | Path, **options: Any) -> PhotoAnswer:
        """Analyse a photo of at most 4 MiB in one request.

        Raises:
            ApiError: the body is larger, or is not a photo; use :meth:`analyze` with ``source="image"``.
        """
        headers = {"Content-Type": "application/octet-stream"}
        text = {
            name: str(value).lower() if isinstance(value, bool) else value for name, value in options.items()
        }
        answer = self._connection.request("POST", path_of("images", **text), Path(file).read_bytes(), headers)
        return PhotoAnswer.model_validate_json(answer.data)

    def share(self, job_id: str, *, expires_in_days: int = 30) -> ShareView:
        """A link that shows the result to people without a token."""
        body = {"expires_in_days": expires_in_days}
        return ShareView.model_validate(
            self._connection.json("POST", path_of("jobs", job_id, "shares"), body)
        )

    def exercises(self) -> list[ExerciseSummary]:
        """The catalogue."""
        return ExerciseList.model_validate(self._connection.json("GET", path_of("exercises"))).exercises

    def references(self, *, limit: int = 20, cursor: str | None = None) -> ReferenceList:
        """The newest reference movements."""
        path = path_of("references", limit=limit, cursor=cursor)
        return ReferenceList.model_validate(self._connection.json("GET", path))

    def reference(self, reference_id: str) -> ReferenceAnswer:
        """A reference movement as it is now."""
        path = path_of("references", reference_id)
        return ReferenceAnswer.model_validate(self._connection.json("GET", path))

    def create_reference(self, job_id: str, *, name: str, start_s: float, end_s: float) -> ReferenceCreated:
        """Make a reference movement of a repetition in a completed job's video."""
        body = {"job_id": job_id, "name": name, "start_s": start_s, "end_s": end_s}
        return ReferenceCreated.model_validate(self._connection.json("POST", path_of("references"), body))

    def delete_reference(self, reference_id: str) -> None:
        """Delete a reference movement."""
        self._connection.json("DELETE", path_of("references", reference_id))
