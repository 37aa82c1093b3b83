"""From an upload to its result, through the built functions, the state machine and the buckets."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from formtrace.options import JOB_FORMATS
from formtrace.workflow.jobs import Job, JobStatus
from tests.support import clips
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

PEAKS_S = (0.8, 2.0)  # read off the demo clip by eye


@pytest.fixture(scope="module")
def whole(stack: Stack, demo: bytes) -> Job:
    """The demo clip as one chunk, keypoints and count only."""
    return stack.drop("jumping_jack/whole.mp4", demo, **{"chunk-s": "60", "exercise": "jumping_jack"})


@pytest.fixture(scope="module")
def exported(stack: Stack, demo: bytes) -> Job:
    """The demo clip in several chunks, with a video, under a key that needs care."""
    key = "deep/er/Übung 1+2 \"roof\" 'n' 100%.mp4"
    options = {"exercise": "jumping_jack", "export": "true", "angles": "true", "chunk-s": "1"}
    options["formats"] = ",".join(JOB_FORMATS)
    return stack.drop(key, demo, timeout_s=240, **options)


def document(stack: Stack, job: Job) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(stack.read_result(job.job_id, "result.json"))
    return loaded


def test_two_jumping_jacks_are_counted_where_they_turn(stack: Stack, exported: Job) -> None:
    assert exported.status is JobStatus.COMPLETED
    result = document(stack, exported)
    assert result["count"] == 2
    assert [rep["peak_s"] for rep in result["reps"]] == pytest.approx(PEAKS_S, abs=0.3)
    assert result["job_id"] == exported.job_id
    assert exported.posed == exported.rendered == frozenset(range(exported.chunks or 0))


def test_how_a_clip_is_cut_changes_nothing(stack: Stack, whole: Job, exported: Job) -> None:
    assert whole.chunks == 1
    assert (exported.chunks or 0) >= 2
    for name in ("keypoints.npz", "angles.csv", "signal.npz"):
        assert stack.read_result(whole.job_id, name) == stack.read_result(exported.job_id, name)
    one, many = document(stack, whole), document(stack, exported)
    for differing in ("job_id", "options", "files", "timings"):
        del one[differing], many[differing]
    assert one == many


def test_all_files_are_there_before_the_result_is(stack: Stack, exported: Job) -> None:
    appeared = stack.result_files(exported.job_id)
    named = set(document(stack, exported)["files"].values())
    made = {"keypoints.npz", "angles.csv", "signal.npz", "frames.json", "messages/000000.ndjson"}
    exports = {name for name in named if name.startswith("exports/")}
    assert named - exports == made | {"overlay.mp4", "stills/001.jpg", "stills/002.jpg"}
    assert len(exports) == len(JOB_FORMATS)
    with Image.open(io.BytesIO(stack.read_result(exported.job_id, "exports/result.gif"))) as preview:
        assert preview.n_frames > 20
    assert set(appeared) == named | {"result.json"}
    assert all(appeared[name] <= appeared["result.json"] for name in named)


def test_the_keypoints_have_a_row_for_every_frame(stack: Stack, exported: Job, demo: bytes) -> None:
    with av.open(io.BytesIO(demo)) as container:
        frames = sum(1 for _ in container.decode(video=0))
    with np.load(io.BytesIO(stack.read_result(exported.job_id, "keypoints.npz"))) as stored:
        assert stored["t_s"].shape == (frames,)
        assert stored["xy_norm"].shape == (frames, 33, 2)
        assert stored["score"].shape == (frames, 33)
        assert stored["world_m"].shape == (frames, 33, 3)
        assert len(stored["names"]) == 33


def test_the_video_has_the_frames_and_times_of_the_source(
    stack: Stack, exported: Job, demo: bytes, tmp_path: Path
) -> None:
    def times(content: bytes) -> list[float]:
        with av.open(io.BytesIO(content)) as container:
            stamps = [frame.time or 0.0 for frame in container.decode(video=0)]
        return [stamp - stamps[0] for stamp in stamps]

    overlay = stack.read_result(exported.job_id, "overlay.mp4")
    assert times(overlay) == pytest.approx(times(demo), abs=1e-3)
    assert overlay.index(b"moov") < overlay.index(b"mdat")


def test_options_may_come_from_a_sidecar_and_a_part_may_be_asked_for(stack: Stack, demo: bytes) -> None:
    options = {"exercise": "jumping jacks", "end_s": 1.4, "formats": ["vtt", "sheet"]}
    stack.put("clip with sidecar.mp4.json", json.dumps(options).encode())
    job = stack.drop("clip with sidecar.mp4", demo)
    result = document(stack, job)
    assert (result["exercise"], result["count"]) == ("jumping_jack", 1)
    assert result["options"]["end_s"] == 1.4
    assert {role for role in result["files"] if role.startswith("export_")} == {"export_vtt", "export_sheet"}
    assert stack.job_of("clip with sidecar.mp4.json") is None


def test_a_video_without_anybody_is_completed_with_a_warning(stack: Stack) -> None:
    job = stack.drop("squat/nobody.mp4", clips.video(frames=60, width=320, height=240))
    assert job.status is JobStatus.COMPLETED
    result = document(stack, job)
    assert result["count"] == 0
    assert result["quality"]["warnings"] != []


def test_a_photo_is_answered_without_the_state_machine(stack: Stack, demo_clip: Path) -> None:
    with av.open(str(demo_clip)) as container:
        picture = next(container.decode(video=0)).to_image()
    photo = io.BytesIO()
    picture.save(photo, "JPEG", quality=95)
    job = stack.drop("photos/man on a roof", photo.getvalue())
    assert job.status is JobStatus.COMPLETED
    result = document(stack, job)
    assert result["source"] == "image"
    assert len(result["keypoints"]) == 33
    assert stack.executions_named(job.job_id) == []
    assert set(stack.result_files(job.job_id)) == {*result["files"].values(), "result.json"}
