from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from formtrace.media.decode import decode_chunk, decode_file
from formtrace.media.probe import probe
from formtrace.media.split import split

from .clips import BY_NAME
from .conftest import Clip

ClipFile = Callable[[Clip], Path]


@pytest.fixture
def with_a_hole(tmp_path: Path, clip_file: ClipFile) -> Path:
    """Motion JPEG whose picture 10 is overwritten."""
    whole = clip_file(BY_NAME["mjpeg.avi"])
    data = bytearray(whole.read_bytes())
    with av.open(str(whole)) as container:
        packet = list(container.demux(video=0))[10]
    at = data.index(bytes(packet))
    data[at : at + packet.size] = bytes(packet.size)
    path = tmp_path / "hole.avi"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("chunk_s", [0.1, 0.4, 99])
def test_a_hole_is_grey_wherever_the_cuts_are(
    chunk_s: float, with_a_hole: Path, clip_file: ClipFile, tmp_path: Path
) -> None:
    whole = [frame.y for frame in decode_file(probe(clip_file(BY_NAME["mjpeg.avi"])))]
    source = probe(with_a_hole)
    manifest = split(source, tmp_path, redetection_interval=2, chunk_s=chunk_s)
    frames = [f for c in manifest.chunks for f in decode_chunk(tmp_path / c.file, manifest, c)]
    assert [frame.index for frame in frames] == list(range(60))
    for frame in frames:
        if frame.index == 10:
            assert np.ptp(frame.rgb()) == 0
        else:
            assert np.array_equal(frame.y, whole[frame.index])


def test_frames_may_be_kept(clip_file: ClipFile) -> None:
    """The decoder does not write to the memory of a frame that is still held."""
    source = probe(clip_file(BY_NAME["h264.mp4"]))
    held = list(decode_file(source))
    fresh = [frame.y.copy() for frame in decode_file(source)]
    assert all(np.array_equal(frame.y, y) for frame, y in zip(held, fresh, strict=True))


def test_a_decode_may_be_left_early(clip_file: ClipFile) -> None:
    frames = decode_file(probe(clip_file(BY_NAME["h264.mp4"])), threads=2)
    assert next(frames).index == 0
    frames.close()


def test_chunk_files_hold_no_paths_and_no_code(clip_file: ClipFile, tmp_path: Path) -> None:
    import json
    import zipfile

    split(probe(clip_file(BY_NAME["h264.mp4"])), tmp_path, redetection_interval=8, chunk_s=0.5)
    for path in sorted(tmp_path.iterdir()):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert set(archive.namelist()) == {"packets", "index.npy", "extradata", "decoder.json"}
            assert str(tmp_path.parent) not in archive.read("decoder.json").decode()
            assert json.loads(archive.read("decoder.json"))["name"] == "h264"
