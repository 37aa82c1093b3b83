from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from formtrace.clip.limits import Limits
from formtrace.clip.manifest import Manifest
from formtrace.errors import TransientError
from formtrace.workflow.ingest import IngestOutcome, ingest
from formtrace.workflow.jobs import JobStatus, ObjectRef
from formtrace.workflow.uploads import Upload
from tests.support import clips
from tests.support.memory import WORK, Memory, MemoryObjects

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture
def memory() -> Memory:
    return Memory()


def drop(memory: Memory, key: str, content: bytes, **metadata: str) -> Upload:
    return Upload(memory.objects.put(key, content, **metadata), "0001")


def test_a_video_becomes_chunks_a_manifest_and_one_execution(memory: Memory) -> None:
    video = drop(memory, "jumping_jack/a b+c'ü.mp4", clips.video(frames=45), export="true")
    assert ingest(memory.services, video, "me") is IngestOutcome.VIDEO

    files = memory.services.files(video.job_id)
    manifest = Manifest.model_validate_json(memory.objects.read(files.manifest))
    assert (manifest.media.frames, manifest.media.width, manifest.media.height) == (45, 64, 48)
    assert sum(chunk.frame_count for chunk in manifest.chunks) == 45
    items = json.loads(memory.objects.read(files.chunk_list))
    assert items == [{"chunk": chunk.index} for chunk in manifest.chunks]
    assert all(memory.objects.read(files.chunk(chunk.file)) for chunk in manifest.chunks)
    pointers = {"job_id": video.job_id, "chunks_key": files.chunk_list.key}
    assert memory.recorder.started == {video.job_id: {**pointers, "export": True, "notes": False}}
    assert memory.jobs.history == [JobStatus.RECEIVED, JobStatus.SPLITTING, JobStatus.ANALYSING]
    assert memory.jobs.records[video.job_id].chunks == len(items)


def test_a_photo_goes_to_its_function_and_starts_no_execution(memory: Memory) -> None:
    photo = drop(memory, "x.mp4", PNG)
    assert ingest(memory.services, photo, "me") is IngestOutcome.PHOTO
    assert memory.recorder.photos == [photo.job_id]
    assert memory.recorder.started == {}


def test_the_same_event_twenty_times_at_once_is_one_execution(memory: Memory) -> None:
    video = drop(memory, "a.mp4", clips.video())
    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(lambda n: ingest(memory.services, video, f"request-{n}"), range(20)))
    assert outcomes.count(IngestOutcome.VIDEO) == 1
    assert outcomes.count(IngestOutcome.DUPLICATE) == 19
    assert len(memory.recorder.started) == 1


@pytest.mark.parametrize(
    ("key", "content", "code"),
    [
        ("a.mp4", b"", "media_empty"),
        ("squat/", b"", "media_empty"),
        ("a.mp4", b"dear diary, today I did squats\n" * 100, "media_unrecognised"),
        ("a.mp4", clips.without_moov(clips.video()), "media_decode_error"),
        ("a.mp4", clips.sound(), "media_no_video"),
        ("a.mp4", clips.tiny_video(), "media_limit"),
        ("a.mp4", clips.video(frames=40 * 60, rate=1), "media_limit"),
    ],
    ids=["empty", "folder", "text", "no moov", "sound only", "1x1", "40 minutes"],
)
def test_bad_input_ends_the_job_with_a_code_and_leaves_nothing(
    memory: Memory, key: str, content: bytes, code: str
) -> None:
    bad = drop(memory, key, content)
    assert ingest(memory.services, bad, "me") is IngestOutcome.REJECTED
    job = memory.jobs.records[bad.job_id]
    assert job.status is JobStatus.FAILED
    assert job.failure is not None
    assert job.failure.code == code
    assert job.failure.message.count("\n") == 0
    assert job.failure.message.endswith(".")
    assert memory.objects.keys(WORK) == []
    assert memory.recorder.started == {}


def test_limits_are_those_of_the_deployment() -> None:
    memory = Memory(limits=Limits(max_bytes=1000))
    big = drop(memory, "a.mp4", clips.video())
    ingest(memory.services, big, "me")
    failure = memory.jobs.records[big.job_id].failure
    assert failure is not None
    assert failure.code == "media_limit"


def test_an_unknown_exercise_is_refused_without_reading_the_video(memory: Memory) -> None:
    wrong = drop(memory, "a.mp4", b"not even a video", exercise="juggling")
    ingest(memory.services, wrong, "me")
    failure = memory.jobs.records[wrong.job_id].failure
    assert failure is not None
    assert failure.code == "invalid_exercise"


def test_sidecars_make_no_job(memory: Memory) -> None:
    assert ingest(memory.services, drop(memory, "a.mp4.json", b"{}"), "me") is IngestOutcome.IGNORED
    assert memory.jobs.records == {}


@pytest.mark.parametrize(
    "key", [".DS_Store", "squat/.DS_Store", "squat/._clip.mp4", "__MACOSX/squat/clip.mp4", "a/Thumbs.db"]
)
def test_what_file_managers_leave_behind_makes_no_job(memory: Memory, key: str) -> None:
    assert ingest(memory.services, drop(memory, key, b"\0\5\x16\7"), "me") is IngestOutcome.IGNORED
    assert memory.jobs.records == {}


def test_an_object_that_is_gone_is_a_job_that_failed(memory: Memory) -> None:
    gone = Upload(ObjectRef(bucket="uploads", key="gone.mp4"), "1")
    assert ingest(memory.services, gone, "me") is IngestOutcome.REJECTED
    failure = memory.jobs.records[gone.job_id].failure
    assert failure is not None
    assert failure.code == "media_missing"


class Flaky(MemoryObjects):
    """Fails the first download, as a throttled bucket does."""

    failures = 1

    def download(self, ref: ObjectRef, path: object) -> None:
        if self.failures:
            self.failures -= 1
            raise TransientError("The bucket is busy.")
        super().download(ref, path)  # type: ignore[arg-type]


def test_a_transient_error_is_raised_and_the_same_request_may_try_again() -> None:
    memory = Memory(objects=Flaky())
    video = drop(memory, "a.mp4", clips.video())
    with pytest.raises(TransientError):
        ingest(memory.services, video, "request")
    assert not memory.jobs.records[video.job_id].status.is_final
    assert ingest(memory.services, video, "another request") is IngestOutcome.DUPLICATE
    assert ingest(memory.services, video, "request") is IngestOutcome.VIDEO
    assert len(memory.recorder.started) == 1
