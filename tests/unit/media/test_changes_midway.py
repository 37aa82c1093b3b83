"""Streams whose picture or encoding changes midway."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.packet import PacketSideData, packet_sidedata_type_from_literal
from PIL import Image

from formtrace.media.decode import decode_file
from formtrace.media.probe import probe

from .chunked import seen, through_chunks
from .conftest import TIME_BASE, Clip, picture, sequential_decode

ClipFile = Callable[[Clip], Path]

CHANGING = [
    ("vp8.webm", "libvpx"),
    ("vp9.webm", "libvpx-vp9"),
    ("h264.ts", "libx264"),
    ("h264.mkv", "libx264"),
    ("hevc.ts", "libx265"),
    ("av1.mkv", "libsvtav1"),
    ("mjpeg.avi", "mjpeg"),
    ("mpeg2.ts", "mpeg2video"),
]


@pytest.mark.parametrize(("name", "codec"), CHANGING)
def test_a_picture_that_changes_its_size_midway_is_letterboxed(
    name: str, codec: str, tmp_path: Path, clip_file: ClipFile
) -> None:
    path = _turned_midway(tmp_path / name, codec, clip_file)
    found = probe(path)
    geometry = found.media.geometry
    assert (geometry.coded_width, geometry.coded_height) == (128, 96)
    expected = sequential_decode(path)
    change = len(expected) - 24  # MPEG-2's decoder loses the picture that it holds back when the size changes
    assert change in (23, 24)
    segments = [(segment.first_frame, segment.geometry.coded_width) for segment in found.segments]
    assert segments == [(0, 96), (change, 128)]
    whole = list(decode_file(found))
    assert len(whole) == len(expected)
    for frame in (whole[5], whole[12]):
        assert frame.y[:, :26].max() <= 17, "black beside the tall picture"
        assert np.abs(frame.rgb()[4:-4, 32:96].astype(int) - _small(frame.index)[4:-4, 4:-4]).mean() < 25
    _, frames = through_chunks(found, redetection_interval=7, chunk_s=0.3)
    assert seen(frames) == seen(whole)
    wide = [content for _, content in expected][change:]
    assert [content for _, content in seen(whole)][change:] == wide, "the canvas' own pictures are untouched"


def _small(number: int) -> np.ndarray:
    """A picture of 96 x 128 as it looks in 72 x 96."""
    image = Image.fromarray(picture(number, 96, 128))
    return np.asarray(image.resize((72, 96), Image.Resampling.BICUBIC))


def _turned_midway(path: Path, codec: str, clip_file: ClipFile) -> Path:
    """A tall half and a wide one in one stream, each with its own parameter sets in its keyframes."""
    kind = {"libx264": ".ts", "libx265": ".ts"}.get(codec, path.suffix)
    options = {"g": "12", "bf": "0"} if codec not in ("libsvtav1", "libx265") else {"g": "12"}
    if codec == "libx265":
        options = {"x265-params": "keyint=12:log-level=none:bframes=0"}
    pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    base = Fraction(1, 30) if codec == "mpeg2video" else TIME_BASE
    halves = [
        Clip(
            f"half{size[0]}{codec}{kind}",
            codec,
            options,
            frames=24,
            size=size,
            pix_fmt=pix_fmt,
            time_base=base,
        )
        for size in ((96, 128), (128, 96))
    ]
    with ExitStack() as files:
        parts = [files.enter_context(av.open(str(clip_file(half)))) for half in halves]
        out = files.enter_context(av.open(str(path), "w"))
        stream = out.add_stream_from_template(parts[0].streams.video[0], opaque=True)
        for number, part in enumerate(parts):
            packets = [packet for packet in part.demux(video=0) if packet.size]
            for place, packet in enumerate(packets):
                time = Fraction(24 * number + place, 30)
                packet.time_base = Fraction(1, 90_000)
                packet.pts = packet.dts = int(time * 90_000)
                packet.stream = stream
                out.mux(packet)
    return path


def test_an_mp4_may_change_its_encoding_midway(tmp_path: Path, clip_file: ClipFile) -> None:
    path = _two_sample_descriptions(tmp_path, clip_file)
    source, expected = probe(path), sequential_decode(path)
    assert source.doubt is not None
    _, frames = through_chunks(source, redetection_interval=8, chunk_s=0.5)
    assert seen(frames) == expected
    assert len(frames) == 48


def _two_sample_descriptions(folder: Path, clip_file: ClipFile) -> Path:
    short = {"g": "12", "bf": "2"}
    first = clip_file(Clip("first.mp4", "libx264", short, frames=24))
    second = clip_file(
        Clip("second.mp4", "libx264", {**short, "x264-params": "ref=1:cabac=0"}, frames=24, first_picture=24)
    )
    with av.open(str(folder / "two.mp4"), "w") as out, av.open(str(first)) as a, av.open(str(second)) as b:
        stream = out.add_stream_from_template(a.streams.video[0])
        for offset, part in ((0, a), (24 * 3000, b)):
            header = part.streams.video[0].codec_context.extradata
            for packet in part.demux(video=0):
                if not packet.size:
                    continue
                if part is b and header:
                    side = PacketSideData(packet_sidedata_type_from_literal("new_extradata"), len(header))
                    side.update(header)
                    packet.set_sidedata(side)
                    header = None
                packet.pts, packet.dts, packet.stream = packet.pts + offset, packet.dts + offset, stream
                out.mux(packet)
    return folder / "two.mp4"
