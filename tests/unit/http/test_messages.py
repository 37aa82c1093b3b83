"""From the tracks of two chunks to what a listener gets: the real steps, all around them in memory."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formtrace.clip.manifest import Chunk
from formtrace.pose.tracks import Tracks
from formtrace.workflow.aggregate import aggregate
from formtrace.workflow.job_files import prefix_of
from formtrace.workflow.jobs import JobStatus
from tests.support.filming import exerciser, film, frame_times
from tests.support.memory import RESULTS
from tests.support.movements import sets
from tests.unit.contracts.upload_tracking.messages.samples import assert_valid
from tests.unit.http.conftest import World

ASKED = {"exercise": "squat", "keypoints": True, "angles": True, "progression": True, "export": True}


def rows(tracks: Tracks, first: int, end: int) -> Tracks:
    return tracks.select((tracks.frame >= first) & (tracks.frame < end))


@pytest.fixture
def job_id(world: World, tmp_path: Path) -> str:
    """A job whose chunks are all looked at."""
    made = world.call("POST", "/v1/jobs", {"source": "video", **ASKED})
    job_id: str = made.json["job_id"]
    schedule = sets(3)
    tracks, manifest = film([exerciser("squat", schedule)], frame_times(schedule.duration_s, 30))
    frames = len(manifest.pts)
    half = frames // 2 // manifest.redetection_interval * manifest.redetection_interval
    cuts = [(0, half), (half, frames)]
    chunks = tuple(
        Chunk(index=i, file=f"{i}", first_frame=a, frame_count=b - a, preroll_frames=0)
        for i, (a, b) in enumerate(cuts)
    )
    manifest = manifest.model_copy(update={"chunks": chunks})
    services = world.memory.services
    files = services.files(job_id)
    text = manifest.model_dump_json().encode()
    services.objects.write(files.manifest, text)
    for chunk in chunks:
        part = tmp_path / "part.npz"
        rows(tracks, chunk.first_frame, chunk.end_frame).save(part)
        services.objects.upload(part, files.poses(chunk.index))
    services.jobs.advance(job_id, JobStatus.ANALYSING, chunks=2)
    return job_id


def hear(world: World, job_id: str, query: str = "") -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []
    after, done = -1, False
    while not done:
        answer = world.call("GET", f"/v1/jobs/{job_id}/messages?after={after}{query}")
        assert answer.status == 200, answer.body
        assert len(answer.body) < 4_000_000
        heard += answer.json["messages"]
        done = answer.json["done"] or not answer.json["messages"]
        after = answer.json["next_after"]
    return heard


def test_the_whole_way(world: World, job_id: str, tmp_path: Path) -> None:
    before = hear(world, job_id)
    assert [message["seq"] for message in before] == [0, 10]

    folder = tmp_path / "aggregate"
    folder.mkdir()
    assert aggregate(world.memory.services, job_id, folder) is JobStatus.RENDERING
    assert [message["seq"] for message in hear(world, job_id)] == [0, 60], "nothing before the video is there"

    world.memory.jobs.advance(job_id, JobStatus.COMPLETED)
    heard = hear(world, job_id)
    for message in heard:
        assert_valid(message)
    assert [message["seq"] for message in heard[:3]] == [0, 100, 101]
    seqs = [message["seq"] for message in heard[2:]]
    assert seqs == list(range(101, 101 + len(seqs)))
    assert len(seqs) > 500, "more than one page"
    counters = [m for m in heard if m["type"] == "counter"]
    assert [m["current_count"] for m in counters] == [1, 2, 3, 3]
    np.testing.assert_allclose(np.diff([m["t"] for m in counters[:3]]), np.diff(sets(3).peaks_s), atol=0.1)
    frames = len(sets(3).depths(frame_times(sets(3).duration_s, 30) / 90_000)["left"])
    assert sum(m["type"] == "keypoints" for m in heard) == frames
    video = f"https://storage.test/{RESULTS}/{prefix_of(job_id) + 'overlay.mp4'}?expires=3600"
    assert heard[-1]["url"] == video

    pages = [key for key in world.memory.objects.keys(RESULTS) if "/messages/" in key]
    assert pages == [prefix_of(job_id) + f"messages/{n:06d}.ndjson" for n in range(len(pages))]

    batched = [m for m in hear(world, job_id, "&batch=true") if m["type"] in ("keypoints", "keypoints_batch")]
    assert {m["type"] for m in batched} == {"keypoints_batch"}
    assert sum(len(m["data"]) for m in batched) == frames


def test_answers_are_compressed_for_who_can_read_that(world: World, job_id: str, tmp_path: Path) -> None:
    aggregate(world.memory.services, job_id, tmp_path)
    world.memory.jobs.advance(job_id, JobStatus.COMPLETED)
    url = f"/v1/jobs/{job_id}/messages?after=100&format=ndjson"
    plain, packed = world.call("GET", url), world.call("GET", url, accept_encoding="gzip, br")
    assert plain.headers["content-type"] == packed.headers["content-type"] == "application/x-ndjson"
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 4
    assert gzip.decompress(packed.body) == plain.body
    assert [json.loads(line)["seq"] for line in plain.body.splitlines()] == list(range(101, 601))
