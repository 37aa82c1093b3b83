"""Time stamps that do not rise: what is shown when is decided in the manifest, and the export follows it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest

from formtrace.media.decode import decode_chunk
from formtrace.media.encode import Clock, VideoFormat, encoding
from formtrace.media.join import publish
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.media.upright import UprightPicture

from .conftest import HEIGHT, WIDTH, Clip, picture, write_clip

FRAMES = 40
ODD: dict[str, Callable[[int], int]] = {
    "two of one time": lambda i: i - (i == 20),
    "all of one time": lambda _: 0,
    "pairs": lambda i: i // 2 * 2,
    "one backwards": lambda i: i - 9 * (i == 20),
    "a jump back": lambda i: i - 15 * (i >= 20),
    "far ahead now and then": lambda i: i + 300 * (i % 7 == 0),
}


def _written(path: Path, place: Callable[[int], int]) -> Path:
    """A clip of intra pictures whose time stamps are those of ``place``, in thirtieths of a second.

    No muxer writes times that fall, so they are put into the blocks of the finished Matroska file: two bytes
    before the flags, and these before the content.
    """
    contents = []
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        stream.codec_context.time_base = Fraction(1, 30)
        for i in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(picture(i), format="rgb24")
            frame.pts, frame.time_base = i, Fraction(1, 30)
            for packet in stream.encode(frame):
                contents.append(bytes(packet))
                out.mux(packet)
    data = bytearray(path.read_bytes())
    for i, content in enumerate(contents):
        at = data.index(content)
        data[at - 3 : at - 1] = round(place(i) * 1000 / 30).to_bytes(2, "big", signed=True)
    path.write_bytes(data)
    return path


def test_a_recorder_that_starts_again_leaves_no_gap_of_hours(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    clip = Clip("clip.mp4", "libx264", {"g": "10"}, pts=lambda i: i * 3000 + (i >= 30) * 90_000 * 5000)
    found = probe(write_clip(clip, path))
    assert found.media.frames == 60
    assert found.media.duration_s == pytest.approx(2)


@pytest.mark.parametrize("kind", list(ODD))
def test_every_frame_is_exported_in_a_time_of_its_own(kind: str, tmp_path: Path) -> None:
    path = _written(tmp_path / "clip.mkv", ODD[kind])
    found = probe(path)
    assert found.media.frames == FRAMES
    manifest = split(found, tmp_path, redetection_interval=8, chunk_s=0.5)
    assert all(before < after for before, after in pairwise(manifest.pts))
    layout = UprightPicture.of(manifest.media.geometry)
    ticks = Clock.of(manifest).ticks(manifest)
    parts = []
    for chunk in manifest.chunks:
        parts.append(tmp_path / f"{chunk.index}.mp4")
        with encoding(parts[-1], VideoFormat.of(manifest, layout.width, layout.height), 1) as encoder:
            for frame in decode_chunk(tmp_path / chunk.file, manifest, chunk):
                drawn = encoder.picture()
                layout.fill(frame, drawn.planes)
                encoder.write(drawn, int(ticks[frame.index]))
    assert publish(parts, path, manifest, tmp_path / "overlay.mp4").frames == FRAMES
    with av.open(str(tmp_path / "overlay.mp4")) as container:
        stream = container.streams.video[0]
        shown = [float(frame.pts * stream.time_base) for frame in container.decode(stream)]
    assert shown == pytest.approx(manifest.t_s.tolist(), abs=1e-5)
