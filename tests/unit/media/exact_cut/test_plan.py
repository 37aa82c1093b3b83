from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.clip.limits import Limits
from formtrace.errors import MediaLimitError
from formtrace.media.exact_cut.decoder import DecoderSetup
from formtrace.media.exact_cut.plan import plan_chunks
from formtrace.media.probe import Probe

from ..test_frames import media_info


def clip(frames: int, restarts: list[int], packet_bytes: int = 1000, limits: Limits | None = None) -> Probe:
    """A clip of 30 frames per second with keyframes at the given frames, nothing reordered."""
    number = np.arange(frames, dtype=np.int64)
    pairs = np.array(sorted({0, *restarts}), dtype=np.int64).repeat(2).reshape(-1, 2)
    setup = DecoderSetup("h264", 0, b"", 64, 64, 0, 0, 10_000)
    media = media_info(64, 64)
    sizes = np.full(frames, packet_bytes)
    limits = limits or Limits()
    return Probe(Path(), media, Fraction(1, 30), number, (), number, pairs, sizes, setup, None, limits)


def starts(probe: Probe, redetection_interval: int, chunk_s: float) -> list[int]:
    return [plan.first_frame for plan in plan_chunks(probe, redetection_interval, chunk_s)]


def test_boundaries_on_keyframes_need_no_preroll() -> None:
    plans = plan_chunks(clip(1800, list(range(0, 1800, 30))), 30, 10)
    assert [plan.first_frame for plan in plans] == [0, 300, 600, 900, 1200, 1500]
    assert sum(plan.preroll_frames for plan in plans) == 0


def test_boundaries_move_towards_keyframes() -> None:
    # Keyframes every 250 frames, as x264 sets them; boundaries at multiples of 30 and about 300 apart.
    plans = plan_chunks(clip(3000, list(range(0, 3000, 250))), 30, 10)
    assert sum(plan.preroll_frames for plan in plans) <= 20 * len(plans)


def test_one_gop_is_cut_in_growing_chunks() -> None:
    plans = plan_chunks(clip(3000, []), 30, 10)
    assert [plan.first_frame for plan in plans] == [0, 300, 600, 1200]
    assert [plan.preroll_frames for plan in plans] == [0, 300, 600, 1200]


def test_one_keyframe_in_half_an_hour_makes_no_chunk_of_half_an_hour() -> None:
    plans = plan_chunks(clip(54_000, []), 60, 10)
    assert max(plan.end_frame - plan.first_frame for plan in plans) <= Limits().max_chunk_frames
    assert [plan.preroll_frames for plan in plans] == [plan.first_frame for plan in plans]
    decoded = sum(plan.end_frame for plan in plans)
    assert decoded < 6 * 54_000, "the chunks share the cost of decoding from the beginning"


def test_a_chunk_keeps_within_its_bytes() -> None:
    # 4K ProRes: 18 MB for each picture, all of them keyframes.
    plans = plan_chunks(clip(900, list(range(900)), 18_000_000), 20, 10)
    bytes_of = [18_000_000 * (plan.end_packet - plan.first_packet) for plan in plans]
    assert max(bytes_of) <= Limits().max_chunk_bytes


@pytest.mark.parametrize(
    "limits",
    [Limits(max_chunk_bytes=50_000), Limits(max_chunk_pixels=64 * 64 * 700), Limits(max_chunk_bytes=1)],
)
def test_a_clip_that_cannot_be_cut_small_enough_is_refused(limits: Limits) -> None:
    with pytest.raises(MediaLimitError, match="keyframe every few seconds"):
        plan_chunks(clip(1000, [], 1000, limits), 60, 10)


def test_a_short_rest_joins_the_last_chunk() -> None:
    assert starts(clip(310, list(range(0, 310, 10))), 30, 10) == [0]


@given(
    frames=st.integers(1, 4000),
    restarts=st.lists(st.integers(0, 3999), max_size=30),
    redetection_interval=st.integers(1, 60),
    chunk_s=st.floats(0.01, 200),
    frames_of_chunk=st.integers(100, 5000),
    kilobytes_of_chunk=st.integers(5000, 9000),
    data=st.data(),
)
def test_every_plan_is_sound(
    frames: int,
    restarts: list[int],
    redetection_interval: int,
    chunk_s: float,
    frames_of_chunk: int,
    kilobytes_of_chunk: int,
    data: st.DataObject,
) -> None:
    limits = Limits(max_chunk_frames=frames_of_chunk, max_chunk_bytes=1000 * kilobytes_of_chunk)
    probe = clip(frames, [restart for restart in restarts if restart < frames], limits=limits)
    first = data.draw(st.integers(0, frames - 1))
    end = data.draw(st.integers(first + 1, frames))
    plans = plan_chunks(probe, redetection_interval, chunk_s, first, end)
    assert plans[0].first_frame <= first < plans[0].first_frame + redetection_interval
    assert end <= plans[-1].end_frame < end + redetection_interval
    assert [plan.index for plan in plans] == list(range(len(plans)))
    for before, after in pairwise(plans):
        assert before.end_frame == after.first_frame
    for plan in plans:
        assert plan.first_frame < plan.end_frame <= frames
        assert plan.first_frame % redetection_interval == 0
        assert plan.first_packet <= plan.first_frame - plan.preroll_frames
        assert plan.end_packet >= min(plan.end_frame, frames)
        assert plan.end_frame - plan.first_frame <= frames_of_chunk
        assert plan.end_packet - plan.first_packet <= kilobytes_of_chunk
    if frames < frames_of_chunk:
        for plan in plans[1:]:
            assert plan.preroll_frames <= plan.end_frame - plan.first_frame
        assert sum(plan.preroll_frames for plan in plans[1:]) <= frames


@pytest.mark.parametrize("wrong", [(0, 0), (5, 4), (-1, 4), (0, 11)])
def test_ranges_outside_the_clip_are_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        plan_chunks(clip(10, []), 8, 1, *wrong)
