"""What is deleted of a job."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from formtrace.options import AnalysisOptions
from formtrace.workflow.erase import discard_video, erase
from formtrace.workflow.jobs import Failure, Job, JobStatus, ObjectRef
from tests.support.memory import BUCKETS, RESULTS, UPLOADS, WORK, Memory

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def job(memory: Memory, job_id: str = "j1", *, keep_video: bool = True, **known: Any) -> Job:
    """A recorded job with an upload, work files and results."""
    key = f"squat/{job_id}.mp4"
    made = Job(
        job_id=job_id,
        status=JobStatus.RECEIVED,
        source=ObjectRef(bucket=UPLOADS, key=key),
        options=AnalysisOptions(keep_video=keep_video),
        created_at=NOW,
        updated_at=NOW,
        **known,
    )
    memory.jobs.create(made)
    memory.objects.put(key, b"video")
    memory.objects.put(f"{key}.json", b"{}")
    for bucket, name in ((WORK, "chunks/0000.packets"), (WORK, "manifest.json"), (RESULTS, "result.json")):
        memory.objects.write(ObjectRef(bucket=bucket, key=f"jobs/{job_id}/{name}"), b"x")
    return made


def ended(memory: Memory, job_id: str = "j1") -> Job:
    memory.jobs.advance(job_id, JobStatus.COMPLETED)
    return memory.jobs.records[job_id]


def test_a_video_that_is_not_to_be_kept_goes_with_what_was_cut_from_it() -> None:
    memory = Memory()
    job(memory, keep_video=False)
    job(memory, "j10")
    assert discard_video(memory.objects, BUCKETS, ended(memory))
    assert memory.objects.keys(UPLOADS) == ["squat/j1.mp4.json", "squat/j10.mp4", "squat/j10.mp4.json"]
    assert memory.objects.keys(WORK) == ["jobs/j10/chunks/0000.packets", "jobs/j10/manifest.json"]
    assert memory.objects.keys(RESULTS) == ["jobs/j1/result.json", "jobs/j10/result.json"]


def test_a_failed_jobs_video_goes_too() -> None:
    memory = Memory()
    job(memory, keep_video=False)
    memory.jobs.fail("j1", Failure(code="internal", message="x"))
    assert discard_video(memory.objects, BUCKETS, memory.jobs.records["j1"])
    assert "squat/j1.mp4" not in memory.objects.keys(UPLOADS)


@pytest.mark.parametrize("known", [{"recount_of": "j0"}, {}])
def test_nothing_is_discarded_of_a_recount_or_of_a_job_that_runs(known: dict[str, str]) -> None:
    memory = Memory()
    made = job(memory, keep_video=False, **known)
    assert not discard_video(memory.objects, BUCKETS, ended(memory) if known else made)
    assert "squat/j1.mp4" in memory.objects.keys(UPLOADS)


def test_a_video_is_kept_unless_the_options_say_so() -> None:
    memory = Memory()
    job(memory)
    assert not discard_video(memory.objects, BUCKETS, ended(memory))
    assert "squat/j1.mp4" in memory.objects.keys(UPLOADS)


def test_erasing_leaves_nothing_of_a_job_and_of_its_recounts_and_all_of_others() -> None:
    memory = Memory()
    job(memory, "other")
    before = dict(memory.objects.content)
    job(memory)
    job(memory, "recount", recount_of="j1")
    memory.objects.delete(ObjectRef(bucket=UPLOADS, key="squat/recount.mp4"))
    memory.objects.delete(ObjectRef(bucket=UPLOADS, key="squat/recount.mp4.json"))
    memory.jobs.add_recount("j1", "recount")
    assert erase(memory.services, memory.jobs.records["j1"]) == ["j1", "recount"]
    assert memory.objects.content == before
    assert list(memory.jobs.records) == ["other"]
    assert not memory.leases.acquire("j1", "a late event", 60)
    assert memory.recorder.stopped == ["j1", "recount"]
