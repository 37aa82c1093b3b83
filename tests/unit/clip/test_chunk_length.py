"""The choice against the best of all numbers of chunks, by the model's own clock."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.clip.chunk_length import LAMBDA, MAX_CHUNK_S, PROCESSES, Capacity, chunk_length_s, work_s
from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import MediaInfo


def clip(duration_s: float, fps: float = 30.0, width: int = 1280, height: int = 720) -> MediaInfo:
    return MediaInfo(
        width=width,
        height=height,
        fps=fps,
        frames=max(1, round(duration_s * fps)),
        duration_s=duration_s,
        rotation=0,
        codec="h264",
        vfr=False,
        has_audio=False,
        container="mp4",
        geometry=Geometry(width, height),
        colour_matrix="bt709",
        full_range=False,
    )


def chunks(media: MediaInfo, capacity: Capacity, model: str = "full") -> int:
    """How many chunks the clip is cut into."""
    return round(media.duration_s / chunk_length_s(media, media.frames, 30.0, model, capacity))


@pytest.mark.parametrize("workers", [8, 1000])
def test_a_short_clip_is_not_split_in_vain(workers: int) -> None:
    assert chunks(clip(10), LAMBDA.of(workers)) == 1


def test_an_hour_takes_little_longer_than_a_minute_with_enough_workers() -> None:
    minute, hour = clip(60), clip(3600)
    times = []
    for media in (minute, hour):
        capacity = LAMBDA.of(1000)
        times.append(capacity.wall_s(work_s(media, media.duration_s, 30.0, "full"), chunks(media, capacity)))
    assert times[1] < 4 * times[0]
    assert times[1] < 60


def test_work_is_shared_out_evenly_among_few_workers() -> None:
    assert chunks(clip(60), PROCESSES.of(2)) == 2
    assert chunks(clip(600), LAMBDA.of(8)) % 8 == 0


def test_what_needs_more_work_is_cut_into_more_chunks() -> None:
    few = chunks(clip(30), LAMBDA.of(100))
    assert chunks(clip(30, width=3840, height=2160), LAMBDA.of(100)) > few
    assert chunks(clip(30), LAMBDA.of(100), "heavy") > few


@given(
    duration_s=st.floats(0.1, 14_400),
    fps=st.sampled_from([5.0, 30.0, 60.0, 240.0]),
    workers=st.integers(1, 1000),
)
def test_no_other_number_of_chunks_is_done_clearly_earlier(
    duration_s: float, fps: float, workers: int
) -> None:
    media, capacity = clip(duration_s, fps), LAMBDA.of(workers)
    work, chosen = work_s(media, duration_s, 30.0, "full"), chunks(media, capacity)
    length_s = duration_s / chosen
    assert 0 < length_s <= MAX_CHUNK_S + 1e-6
    least = ceil(duration_s / MAX_CHUNK_S)
    affordable = max(least, 0.3 * work / capacity.start_s)
    assert chosen <= affordable or chosen >= workers
    for other in (least, 2 * least, chosen - 1):
        if least <= other <= affordable:
            assert capacity.wall_s(work, chosen) <= capacity.wall_s(work, other) + 0.02


def test_a_clip_without_duration_is_one_chunk() -> None:
    media = clip(0.0)
    assert chunk_length_s(media, 1, None, "full", LAMBDA) == MAX_CHUNK_S
