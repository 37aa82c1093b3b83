"""Which frames are analysed: as many as asked for, whatever the cuts and the time stamps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.clip.sampling import analysed_frames


def manifest(t_s: np.ndarray, hz: float | None, interval: int = 60) -> Manifest:
    media = MediaInfo(
        width=64,
        height=48,
        fps=30.0,
        frames=len(t_s),
        duration_s=1.0,
        rotation=0,
        codec="h264",
        vfr=False,
        has_audio=False,
        container="mp4",
        geometry=Geometry(64, 48),
        colour_matrix="bt601",
        full_range=False,
    )
    return Manifest(
        source="video",
        media=media,
        time_base=(1, 1000),
        pts=tuple(int(ms) for ms in np.rint(t_s * 1000)),
        redetection_interval=interval,
        first_frame=0,
        end_frame=len(t_s),
        chunks=(),
        analysis_hz=hz,
    )


@pytest.mark.parametrize(("fps", "hz", "every"), [(60, 30, 2), (120, 30, 4), (240, 30, 8), (30, 15, 2)])
def test_every_nth_frame_although_the_times_are_rounded_to_milliseconds(
    fps: int, hz: float, every: int
) -> None:
    frames = analysed_frames(manifest(np.arange(480) / fps, hz, interval=480))
    np.testing.assert_array_equal(np.flatnonzero(frames), np.arange(0, 480, every))


@pytest.mark.parametrize("fps", [15, 23.976, 25, 29.97, 30, 30.02, 33])
def test_clips_of_about_the_rate_or_less_are_analysed_whole(fps: float) -> None:
    assert analysed_frames(manifest(np.arange(300) / fps, 30.0)).all()


def test_native_is_every_frame() -> None:
    assert analysed_frames(manifest(np.arange(300) / 240, None)).all()


@given(
    steps_ms=st.lists(st.integers(4, 90), min_size=2, max_size=300),
    hz=st.sampled_from([15.0, 30.0]),
    interval=st.integers(8, 60),
)
def test_gaps_are_no_longer_than_the_grid_or_the_clip_asks_for(
    steps_ms: list[int], hz: float, interval: int
) -> None:
    t_s = np.cumsum([0, *steps_ms]) / 1000
    chosen = np.flatnonzero(analysed_frames(manifest(t_s, hz, interval)))
    assert set(range(0, len(t_s), interval)) <= set(chosen.tolist())
    for left, right in pairwise(chosen.tolist()):
        assert right == left + 1 or t_s[right - 1] - t_s[left] <= 1 / hz + 1e-9
