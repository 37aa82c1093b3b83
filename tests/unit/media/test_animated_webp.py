from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from formtrace.clip.limits import Limits
from formtrace.errors import MediaError, MediaLimitError, UnrecognisedMediaError
from formtrace.media.decode import decode_chunk, decode_file
from formtrace.media.photo import decode_photo
from formtrace.media.probe import probe
from formtrace.media.split import split

from .conftest import picture


def animation(path: Path, durations: list[int], mode: str = "RGB") -> Path:
    first, *others = [Image.fromarray(picture(i)).convert(mode) for i in range(len(durations))]
    first.save(path, save_all=True, append_images=others, duration=durations, lossless=True)
    return path


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_every_picture_is_a_frame_at_its_time(mode: str, tmp_path: Path) -> None:
    durations = [40, 100, 60, 5, 40, 40]
    found = probe(animation(tmp_path / "clip.webp", durations, mode))
    assert (found.media.width, found.media.height, found.media.container) == (128, 96, "webp")
    assert (found.t_s * 1000).round().tolist() == [0, 40, 140, 200, 300, 340], "5 ms are shown for 100"
    for frame in decode_file(found):
        assert np.abs(frame.rgb().astype(int) - picture(frame.index)).max() <= 5


def test_its_chunks_are_the_frames_of_one_decode(tmp_path: Path) -> None:
    found = probe(animation(tmp_path / "clip.webp", [40] * 45))
    manifest = split(found, tmp_path, redetection_interval=8, chunk_s=0.5)
    assert len(manifest.chunks) > 2
    frames = [f for chunk in manifest.chunks for f in decode_chunk(tmp_path / chunk.file, manifest, chunk)]
    for frame, expected in zip(frames, decode_file(found), strict=True):
        assert np.array_equal(frame.y, expected.y)


def test_its_video_lives_as_long_as_the_probe(tmp_path: Path) -> None:
    found = probe(animation(tmp_path / "clip.webp", [40] * 3))
    video = found.path
    assert video.exists()
    del found
    gc.collect()
    assert not video.parent.exists()


def test_an_animation_is_no_photo(tmp_path: Path) -> None:
    with pytest.raises(UnrecognisedMediaError, match="video"):
        decode_photo(animation(tmp_path / "clip.webp", [40] * 3))


def test_limits_hold_for_animations(tmp_path: Path) -> None:
    path = animation(tmp_path / "clip.webp", [40] * 5)
    for limits in (Limits(max_frames=4), Limits(max_pixels=1000), Limits(max_photo_bytes=100)):
        with pytest.raises(MediaLimitError):
            probe(path, limits)


@pytest.mark.parametrize("keep", [0.05, 0.3, 0.8])
def test_a_damaged_animation_is_a_media_error(keep: float, tmp_path: Path) -> None:
    path = animation(tmp_path / "clip.webp", [40] * 5)
    data = path.read_bytes()
    path.write_bytes(data[: int(keep * len(data))])
    with pytest.raises(MediaError):
        probe(path)
