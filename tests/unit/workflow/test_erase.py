"""What is deleted of a job."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.reference.source import ReferenceSource
from formtrace.workflow.erase import discard_video, erase, leaving_nothing_behind
from formtrace.workflow.ingest import ingest
from formtrace.workflow.jobs import Failure, Job, JobStatus, ObjectRef
from formtrace.workflow.pose import estimate_chunk
from formtrace.workflow.reference_records import StoredReference
from formtrace.workflow.uploads import Upload
from tests.support import clips
from tests.support.memory import RESULTS, UPLOADS, WORK, Memory

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
    assert discard_video(memory.services, ended(memory))
    assert memory.objects.keys(UPLOADS) == ["squat/j1.mp4.json", "squat/j10.mp4", "squat/j10.mp4.json"]
    assert memory.objects.keys(WORK) == ["jobs/j10/chunks/0000.packets", "jobs/j10/manifest.json"]
    assert memory.objects.keys(RESULTS) == ["jobs/j1/result.json", "jobs/j10/result.json"]


def test_a_failed_jobs_video_goes_too() -> None:
    memory = Memory()
    job(memory, keep_video=False)
    memory.jobs.fail("j1", Failure(code="internal", message="x"))
    assert discard_video(memory.services, memory.jobs.records["j1"])
    assert "squat/j1.mp4" not in memory.objects.keys(UPLOADS)


def test_the_video_of_a_job_that_is_run_again_is_kept_until_that_ends() -> None:
    memory = Memory()
    job(memory, keep_video=False)
    memory.jobs.fail("j1", Failure(code="internal", message="x"))
    failed = memory.jobs.records["j1"]
    assert memory.jobs.reopen(failed, JobStatus.RECEIVED) is not None
    assert not discard_video(memory.services, failed)
    assert "squat/j1.mp4" in memory.objects.keys(UPLOADS)
    assert discard_video(memory.services, ended(memory))


@pytest.mark.parametrize("known", [{"recount_of": "j0"}, {}])
def test_nothing_is_discarded_of_a_recount_or_of_a_job_that_runs(known: dict[str, str]) -> None:
    memory = Memory()
    made = job(memory, keep_video=False, **known)
    assert not discard_video(memory.services, ended(memory) if known else made)
    assert "squat/j1.mp4" in memory.objects.keys(UPLOADS)


def test_a_video_is_kept_unless_the_options_say_so() -> None:
    memory = Memory()
    job(memory)
    assert not discard_video(memory.services, ended(memory))
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


def test_what_was_cut_from_a_job_is_erased_when_that_is_wanted() -> None:
    memory = Memory()
    for name, made_of in (("cut", "j1"), ("j1", "j1"), ("of recount", "recount"), ("file", None)):
        source = ReferenceSource(job_id=made_of, start_s=0, end_s=2, fps=30, width=640, height=360)
        known = {"duration_s": 2.0, "repetitions": 1, "view": None, "mirror_allowed": True, "signals": ()}
        memory.references.create(
            StoredReference(id=name, name=name, created_at=NOW, source=source, thumbnail=None, **known)
        )
        memory.objects.write(ObjectRef(bucket=RESULTS, key=f"references/{name}/reference.json"), b"{}")
    for with_references, left in ((False, ["cut", "file", "j1", "of recount"]), (True, ["file"])):
        job(memory)
        job(memory, "recount", recount_of="j1")
        memory.jobs.add_recount("j1", "recount")
        erase(memory.services, memory.jobs.records["j1"], with_references=with_references)
        assert sorted(memory.references.records) == left
        kept = [key for key in memory.objects.keys(RESULTS) if key.startswith("references/")]
        assert kept == [f"references/{name}/reference.json" for name in left]


class EndsMeanwhile:
    """A pose model during whose work the job ends, and what is to go has gone."""

    def __init__(self, memory: Memory, end: str) -> None:
        self._memory, self._end = memory, end

    def track(self, frames: Iterable[object], *_: object) -> Tracks:
        assert list(frames)
        (made,) = self._memory.jobs.records.values()
        if self._end == "fails":
            self._memory.jobs.fail(made.job_id, Failure(code="internal", message="another chunk failed"))
            discard_video(self._memory.services, self._memory.jobs.records[made.job_id])
        elif self._end == "is erased":
            erase(self._memory.services, made)
        return Tracks.empty(("none", "0" * 64))


@pytest.mark.parametrize(
    ("end", "keep_video", "left"),
    [("fails", "false", 0), ("is erased", "true", 0), ("fails", "true", 6), ("goes on", "false", 6)],
)
def test_a_chunk_that_is_done_after_its_job_leaves_nothing(
    end: str, keep_video: str, left: int, tmp_path: Path
) -> None:
    memory = Memory()
    upload = Upload(memory.objects.put("a.mp4", clips.video(), **{"keep-video": keep_video}), "0001")
    ingest(memory.services, upload, "me")
    model: Any = EndsMeanwhile(memory, end)
    estimate_chunk(memory.services, lambda _: model, upload.job_id, 0, tmp_path)
    names = [key.split("/", 2)[2] for key in memory.objects.keys(WORK)]
    assert len(names) == left, names


@pytest.mark.parametrize("results", [True, False])
def test_a_step_deletes_what_it_wrote_for_a_deleted_job(results: bool) -> None:
    memory = Memory()
    job(memory, "j10")
    before = dict(memory.objects.content)
    with pytest.raises(RuntimeError), leaving_nothing_behind(memory.services, "j1", results=results):
        for bucket in (WORK, RESULTS):
            memory.objects.write(ObjectRef(bucket=bucket, key="jobs/j1/x"), b"x")
        raise RuntimeError
    kept = {} if results else {(RESULTS, "jobs/j1/x"): b"x"}
    assert memory.objects.content == before | kept
