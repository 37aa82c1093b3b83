"""A failed job is run again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from formtrace.adapters.events.failures import failures_in
from formtrace.workflow.ingest import IngestOutcome, ingest
from formtrace.workflow.jobs import Failure, Job, JobStatus, ObjectRef, attempt_of
from formtrace.workflow.ports import MissingObjectError
from formtrace.workflow.retry import NotFailedError, RetryServices, retry, upload_of
from formtrace.workflow.uploads import Upload
from tests.support import clips
from tests.support.memory import UPLOADS, WORK, Memory, Submissions

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
INTERNAL = Failure(code="internal", message="Something went wrong.")


def services_of(memory: Memory, splits: Submissions, photos: Submissions) -> RetryServices:
    return RetryServices(
        objects=memory.objects,
        jobs=memory.jobs,
        leases=memory.leases,
        executions=memory.recorder,
        work_bucket=WORK,
        splits=splits,
        photos=photos,
        fetches=memory.fetches,
        recounts=memory.recounts,
    )


class Operator:
    """Retries, and what they asked for."""

    def __init__(self) -> None:
        self.memory, self.splits, self.photos = Memory(), Submissions(), Submissions()
        self.services = services_of(self.memory, self.splits, self.photos)

    def failed(
        self, job_id: str = "j1", bucket: str = UPLOADS, key: str = "squat/a.mp4", **known: Any
    ) -> Job:
        source = ObjectRef(bucket=bucket, key=key)
        job = Job(
            job_id=job_id, status=JobStatus.RECEIVED, source=source, created_at=NOW, updated_at=NOW, **known
        )
        self.memory.jobs.create(job)
        assert self.memory.jobs.fail(job_id, INTERNAL)
        return job

    def retry(self, job_id: str = "j1") -> Job:
        return retry(self.services, job_id)


@pytest.fixture
def operator() -> Operator:
    return Operator()


def test_a_dropped_video_is_split_and_executed_once_more_under_another_name(operator: Operator) -> None:
    memory = operator.memory
    upload = Upload(memory.objects.put("squat/a.mp4", clips.video(frames=20)))
    assert ingest(memory.services, upload, "first") is IngestOutcome.VIDEO
    memory.jobs.mark_posed(upload.job_id, 0)
    memory.jobs.fail(upload.job_id, INTERNAL)
    assert ingest(memory.services, upload, "second") is IngestOutcome.DUPLICATE

    reopened = operator.retry(upload.job_id)
    assert (reopened.status, reopened.attempts, reopened.failure) == (JobStatus.RECEIVED, 2, None)
    assert (reopened.chunks, reopened.posed) == (None, frozenset())
    assert operator.splits.submitted == [upload.job_id]
    assert memory.recorder.stopped == [upload.job_id]

    again = upload_of(memory.services, upload.job_id)
    assert again.job_id == upload.job_id
    assert ingest(memory.services, again, "third") is IngestOutcome.VIDEO
    assert ingest(memory.services, again, "fourth") is IngestOutcome.DUPLICATE
    assert list(memory.recorder.started) == [upload.job_id, f"{upload.job_id}_2"]


def test_the_end_of_the_attempt_before_does_not_end_the_new_one(operator: Operator) -> None:
    operator.failed()
    operator.memory.objects.put("squat/a.mp4", b"x")
    operator.retry()
    aborted = {"detail": {"name": "j1", "status": "ABORTED"}}
    step = {"job_id": "j1", "execution": "j1", "error": {"Error": "States.Timeout", "Cause": ""}}
    for event in (aborted, step):
        (late,) = failures_in(event)
        assert late.attempt == 1
        assert not operator.memory.jobs.fail("j1", late.failure, late.attempt)
    (current,) = failures_in({**step, "execution": "j1_2"})
    assert operator.memory.jobs.fail("j1", current.failure, current.attempt)


def test_each_kind_of_job_begins_where_it_began(operator: Operator) -> None:
    operator.failed("recount", recount_of="j0")
    operator.failed("photo", bucket=WORK, key="jobs/photo/source")
    operator.memory.objects.write(ObjectRef(bucket=WORK, key="jobs/photo/source"), b"x")
    operator.failed("remote", key="jobs/remote/a.mp4", remote_url="https://media.example/a.mp4", kind="video")
    assert operator.retry("recount").status is JobStatus.RECEIVED
    assert operator.retry("photo").status is JobStatus.RECEIVED
    assert operator.retry("remote").status is JobStatus.FETCHING
    assert operator.memory.recounts.submitted == ["recount"]
    assert operator.photos.submitted == ["photo"]
    assert operator.memory.fetches.submitted == ["remote"]
    assert operator.splits.submitted == []


def test_a_remote_file_that_is_there_is_not_fetched_again(operator: Operator) -> None:
    operator.failed(remote_url="https://media.example/a.mp4", kind="video")
    operator.memory.objects.put("squat/a.mp4", b"x")
    operator.retry()
    assert operator.splits.submitted == ["j1"]


def test_the_lease_of_a_fetch_is_free_again(operator: Operator) -> None:
    operator.failed("remote", key="jobs/remote/a.mp4", remote_url="https://media.example/a.mp4", kind="video")
    operator.memory.leases.acquire("fetch:remote", "first", 60)
    operator.memory.leases.complete("fetch:remote")
    operator.retry("remote")
    assert operator.memory.leases.acquire("fetch:remote", "second", 60)


@pytest.mark.parametrize("status", [JobStatus.ANALYSING, JobStatus.COMPLETED])
def test_only_failed_jobs_are_run_again(operator: Operator, status: JobStatus) -> None:
    job = operator.failed()
    operator.memory.jobs.records["j1"] = job.model_copy(update={"status": status, "chunks": 3})
    with pytest.raises(NotFailedError, match=status.value):
        operator.retry()
    assert operator.splits.submitted == []


def test_a_job_whose_upload_is_gone_says_so_and_stays_failed(operator: Operator) -> None:
    operator.failed()
    with pytest.raises(MissingObjectError, match="upload it again"):
        operator.retry()
    assert operator.memory.jobs.records["j1"].status is JobStatus.FAILED
    with pytest.raises(MissingObjectError, match="no job"):
        operator.retry("nothing")


def test_two_operators_at_once_begin_one_attempt(operator: Operator) -> None:
    job = operator.failed()
    operator.memory.objects.put("squat/a.mp4", b"x")
    assert operator.memory.jobs.reopen(job, JobStatus.RECEIVED) is not None
    assert operator.memory.jobs.reopen(job, JobStatus.RECEIVED) is None


@pytest.mark.parametrize(
    ("name", "job"),
    [("a-b", ("a-b", 1)), ("a-b_2", ("a-b", 2)), ("a-b_12", ("a-b", 12)), ("by_hand", ("by_hand", 1))],
)
def test_an_execution_is_named_after_the_job_and_the_attempt(name: str, job: tuple[str, int]) -> None:
    assert attempt_of(name) == job
