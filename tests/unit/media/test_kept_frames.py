"""The small pictures that stills are made of."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from formtrace.clip.geometry import Geometry
from formtrace.media.kept_frames import LONG_SIDE_PX, FrameKeeper, kept_frames, read_kept, small_rgb
from formtrace.media.pictures import to_frame
from tests.support.filming import manifest_of

from .test_frames import media_info, smooth_rgb


def frame_of(rgb: np.ndarray, matrix: str = "bt709", full_range: bool = False, index: int = 0) -> object:
    code = {"bt601": "ITU601", "bt709": "ITU709"}[matrix]
    yuv = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
        format="yuv420p", dst_colorspace=code, dst_color_range="JPEG" if full_range else "MPEG"
    )
    height, width = rgb.shape[:2]
    return to_frame(yuv, index, index, index / 30, media_info(width, height, matrix, full_range))


@pytest.mark.parametrize("matrix", ["bt601", "bt709"])
@pytest.mark.parametrize("full_range", [True, False])
def test_colours_are_those_that_were_encoded(matrix: str, full_range: bool) -> None:
    rgb = smooth_rgb(96, 120)
    small = small_rgb(frame_of(rgb, matrix, full_range), Geometry(120, 96))
    assert np.abs(small.astype(int) - rgb)[2:-2, 2:-2].max() <= 6


def test_a_large_picture_is_made_small_and_upright() -> None:
    rgb = np.zeros((540, 960, 3), np.uint8)
    rgb[:, :480] = (200, 30, 30)  # the left half, which a clockwise quarter turn brings to the top
    small = small_rgb(frame_of(rgb), Geometry(960, 540, rotation_deg=90))
    assert small.shape == (LONG_SIDE_PX, round(LONG_SIDE_PX * 540 / 960), 3)
    assert small[:350, :, 0].mean() > 180
    assert small[370:, :, 0].mean() < 20


@pytest.mark.parametrize("fps", [12, 30, 240])
def test_the_nearest_kept_frame_is_never_far(fps: int) -> None:
    manifest = manifest_of(np.arange(20 * fps) * 90_000 // fps, 640, 480, 60)
    kept_s = manifest.t_s[kept_frames(manifest)]
    nearest_s = np.abs(manifest.t_s[:, None] - kept_s).min(axis=1)
    assert nearest_s[manifest.t_s < kept_s[-1]].max() <= 1 / 8 / 2 + 1 / fps
    assert len(kept_s) <= 8 * 20 + 1


def test_a_long_clip_keeps_no_more_than_a_bounded_number() -> None:
    manifest = manifest_of(np.arange(30 * 60 * 30) * 3000, 640, 480, 60)
    assert 2000 < len(kept_frames(manifest)) <= 2401


def test_frames_outside_the_range_are_not_kept() -> None:
    manifest = manifest_of(np.arange(300) * 3000, 640, 480, 60)
    kept = kept_frames(manifest.model_copy(update={"first_frame": 60, "end_frame": 180}))
    assert (kept[0], kept[-1] < 180) == (60, True)


def test_what_is_saved_is_read_again_and_no_cut_changes_it(tmp_path: Path) -> None:
    manifest = manifest_of(np.arange(60) * 3000, 64, 48, 30)
    frames = [frame_of(np.full((48, 64, 3), 4 * index, np.uint8), index=index) for index in range(60)]
    whole, *parts = FrameKeeper(manifest), FrameKeeper(manifest), FrameKeeper(manifest)
    assert list(whole.passing(frames)) == frames
    for part, half in zip(parts, (frames[:30], frames[30:]), strict=True):
        assert len(list(part.passing(half))) == 30
    assert whole.jpegs == parts[0].jpegs | parts[1].jpegs
    whole.save(tmp_path / "kept.npz")
    wanted = set(list(whole.jpegs)[::2]) | {1}
    assert read_kept(tmp_path / "kept.npz", wanted) == {
        index: content for index, content in whole.jpegs.items() if index in wanted
    }
    FrameKeeper(manifest).save(tmp_path / "none.npz")
    assert read_kept(tmp_path / "none.npz", {0}) == {}
