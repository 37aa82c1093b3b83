from __future__ import annotations

import re
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.bitstream import BitStreamFilterContext
from PIL import Image

from formtrace.clip.geometry import Geometry
from formtrace.media.decode import decode_file
from formtrace.media.exact_cut.nal_units import hevc
from formtrace.media.probe import probe

from .clips import BY_NAME
from .conftest import Clip, picture

ClipFile = Callable[[Clip], Path]


def test_an_ordinary_clip(clip_file: ClipFile) -> None:
    media = probe(clip_file(BY_NAME["h264.mp4"])).media
    assert (media.width, media.height, media.frames, media.rotation) == (128, 96, 60, 0)
    assert media.fps == pytest.approx(30, abs=0.01)
    assert media.duration_s == pytest.approx(2, abs=0.001)
    assert (media.codec, media.container, media.vfr, media.has_audio) == ("h264", "mov", False, False)


def test_a_turned_clip_with_sound(clip_file: ClipFile) -> None:
    found = probe(clip_file(BY_NAME["h264_audio_turned.mov"]))
    media = found.media
    assert media.has_audio
    # PyAV writes and reads the counter-clockwise turn.
    assert media.rotation == 270
    assert (media.width, media.height) == (96, 128)
    assert next(decode_file(found)).y.shape == (96, 128), "planes stay as they are coded"


def _with_track_matrix(mp4: bytes, a: int, b: int, c: int, d: int) -> bytes:
    """The MP4 with another display matrix in its track header (ISO/IEC 14496-12, 8.3.2)."""
    at = mp4.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    return mp4[:at] + matrix + mp4[at + len(matrix) :]


MIRRORED = {(-1, 0, 0, 1): 0, (0, 1, 1, 0): 90, (1, 0, 0, -1): 180, (0, -1, -1, 0): 270}
"""Display matrices a, b, c, d of front cameras, and the turn that goes before the mirroring."""


@pytest.mark.parametrize(("matrix", "turn"), list(MIRRORED.items()))
def test_mirroring_is_read_beside_the_turn(
    matrix: tuple[int, int, int, int], turn: int, tmp_path: Path, clip_file: ClipFile
) -> None:
    path = tmp_path / "selfie.mp4"
    path.write_bytes(_with_track_matrix(clip_file(BY_NAME["h264.mp4"]).read_bytes(), *matrix))
    assert probe(path).media.geometry == Geometry(128, 96, turn, mirrored=True)
    projected = tmp_path / "selfie.mkv"
    with av.open(str(path)) as source, av.open(str(projected), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    assert probe(projected).media.geometry == Geometry(128, 96, turn, mirrored=True), "Matroska's projection"


def _oriented(source: Path, path: Path, orientation: str, from_packet: int = 0) -> Path:
    """The clip with a display orientation message in every keyframe from a packet on."""
    with av.open(str(source)) as plain, av.open(str(path), "w") as out:
        taken = plain.streams.video[0]
        stream = out.add_stream_from_template(taken)
        keep, insert = (
            BitStreamFilterContext(f"h264_metadata=display_orientation={action}", taken, stream)
            for action in ("pass", f"insert:{orientation}")
        )
        for number, packet in enumerate(p for p in plain.demux(taken) if p.size):
            for changed in (insert if number >= from_packet else keep).filter(packet):
                moved = av.Packet(_messages_first(bytes(changed)))
                moved.pts, moved.dts, moved.time_base = changed.pts, changed.dts, changed.time_base
                moved.is_keyframe, moved.stream = changed.is_keyframe, stream
                out.mux(moved)
    return path


def _messages_first(packet: bytes) -> bytes:
    """The packet with its SEI messages before its slices, where they belong; the filter appends new ones."""
    units = [unit for unit in re.split(rb"\x00{2,3}\x01", packet) if unit]
    units.sort(key=lambda unit: unit[0] & 0x1F != 6)
    return b"".join(b"\0\0\0\1" + unit for unit in units)


@pytest.mark.parametrize(
    ("orientation", "turn", "mirrored"),
    [
        ("rotate=90", 270, False),  # anticlockwise
        ("rotate=180", 180, False),
        ("flip=horizontal", 0, True),
        ("flip=vertical", 180, True),
        ("rotate=90:flip=horizontal", 90, True),
    ],
)
def test_a_display_orientation_message_is_read(
    orientation: str, turn: int, mirrored: bool, tmp_path: Path, clip_file: ClipFile
) -> None:
    path = _oriented(clip_file(BY_NAME["h264_open_gop.mkv"]), tmp_path / "clip.mkv", orientation)
    found = probe(path)
    assert found.media.geometry == Geometry(128, 96, turn, mirrored=mirrored)
    assert found.doubt is None
    assert found.segments == ()


@pytest.mark.parametrize(("flip", "quarters", "turn"), [(0, 1, 270), (0, 2, 180), (1, 0, 0), (1, 1, 90)])
@pytest.mark.parametrize("before", [b"", b"\x03\x01\xff"], ids=["alone", "after filler"])
def test_a_display_orientation_message_of_hevc_is_read(
    flip: int, quarters: int, turn: int, before: bytes, tmp_path: Path, clip_file: ClipFile
) -> None:
    # HEVC, D.2.17: cancel 0, horizontal flip, vertical flip, anticlockwise turn (16 bits), persistence 1
    fields = flip << 18 | quarters << 15 | 1
    message = bytes([47, 3]) + (fields << 4 | 8).to_bytes(3, "big")
    unit = bytes([39 << 1, 1]) + before + message + b"\x80"
    assert hevc(b"").shape(b"\0\0\1" + unit) == message[2:], "one that comes midway is noticed"
    path = tmp_path / "clip.ts"
    recipe = Clip("hevc.ts", "libx265", {"x265-params": "keyint=12:bframes=0:log-level=none"}, frames=24)
    with av.open(str(clip_file(recipe))) as plain, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(plain.streams.video[0])
        for packet in plain.demux(video=0):
            if packet.size:
                moved = av.Packet(
                    _before_slices(bytes(packet), unit) if packet.is_keyframe else bytes(packet)
                )
                moved.pts, moved.dts, moved.time_base = packet.pts, packet.dts, packet.time_base
                moved.is_keyframe, moved.stream = packet.is_keyframe, stream
                out.mux(moved)
    found = probe(path)
    assert found.media.geometry == Geometry(128, 96, turn, mirrored=bool(flip))
    assert found.segments == ()


def _before_slices(packet: bytes, message: bytes) -> bytes:
    """The packet with a NAL unit before its first slice."""
    units = [unit for unit in re.split(rb"\x00{2,3}\x01", packet) if unit]
    first = next(place for place, unit in enumerate(units) if unit[0] >> 1 & 0x3F < 32)
    return b"".join(b"\0\0\0\1" + unit for unit in [*units[:first], message, *units[first:]])


def test_a_turn_midway_begins_a_segment(tmp_path: Path, clip_file: ClipFile) -> None:
    clip = Clip("h264_closed.mkv", "libx264", {"g": "12", "bf": "0", "sc_threshold": "0"})
    path = _oriented(clip_file(clip), tmp_path / "clip.mkv", "rotate=90", 24)
    found = probe(path)
    assert found.media.geometry == Geometry(128, 96)
    assert [(segment.first_frame, segment.geometry.rotation_deg) for segment in found.segments] == [
        (0, 0),
        (24, 270),
    ]
    frame = list(decode_file(found))[30]
    turned = np.asarray(Image.fromarray(np.rot90(picture(30))).resize((72, 96), Image.Resampling.BICUBIC))
    assert np.abs(frame.rgb()[4:-4, 32:96].astype(int) - turned[4:-4, 4:-4]).mean() < 25


@pytest.mark.parametrize("name", ["h264_uneven.mp4", "h264_uneven.mkv"])
def test_uneven_times_are_kept(name: str, clip_file: ClipFile) -> None:
    found = probe(clip_file(BY_NAME[name]))
    written = [(i * 3000 + i % 5 * 400 + i // 20 * 9000) / 90_000 for i in range(60)]
    assert found.media.vfr
    assert found.t_s == pytest.approx(written, abs=0.001)


def test_milliseconds_of_matroska_are_not_uneven(clip_file: ClipFile) -> None:
    assert not probe(clip_file(BY_NAME["h264_open_gop.mkv"])).media.vfr


def test_one_frame(clip_file: ClipFile) -> None:
    found = probe(clip_file(Clip("one.mp4", "libx264", frames=1)))
    assert (found.media.frames, found.t_s.tolist()) == (1, [0])
    assert found.media.fps > 0
    assert found.media.duration_s > 0


def test_time_is_zero_at_the_first_frame(clip_file: ClipFile) -> None:
    found = probe(clip_file(BY_NAME["h264_late_start.mp4"]))
    assert found.pts[0] == 90_000
    assert found.t_s[0] == 0


@pytest.mark.parametrize(
    ("start", "end", "frames"),
    [
        (None, None, (0, 60)),
        (0.5, 1.0, (15, 30)),
        (0.51, None, (16, 60)),
        (0, 0, (0, 1)),
        (99, None, (59, 60)),
    ],
)
def test_ranges_in_seconds(
    start: float | None, end: float | None, frames: tuple[int, int], clip_file: ClipFile
) -> None:
    assert probe(clip_file(BY_NAME["h264.mp4"])).frame_range(start, end) == frames


def test_the_larger_of_two_pictures_is_the_video(tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    with av.open(str(path), "w") as out:
        streams = [out.add_stream("libx264", rate=30, options={"bf": "0"}) for _ in range(2)]
        for stream, (width, height) in zip(streams, [(64, 48), (128, 96)], strict=True):
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.time_base = Fraction(1, 30)
        for i in range(10):
            for stream in streams:
                frame = av.VideoFrame.from_ndarray(picture(i, stream.width, stream.height), format="rgb24")
                frame.pts, frame.time_base = i, Fraction(1, 30)
                out.mux(stream.encode(frame))
        for stream in streams:
            out.mux(stream.encode(None))
    found = probe(path)
    assert (found.media.width, found.media.height, found.media.frames) == (128, 96, 10)


def test_a_cover_picture_is_not_the_video(tmp_path: Path, clip_file: ClipFile) -> None:
    path = tmp_path / "cover.mp4"
    still = clip_file(Clip("cover.mov", "mjpeg", pix_fmt="yuvj420p", frames=1, size=(512, 512)))
    with (
        av.open(str(path), "w") as out,
        av.open(str(still)) as cover,
        av.open(str(clip_file(BY_NAME["h264.mp4"]))) as video,
    ):
        cover_stream = out.add_stream_from_template(cover.streams.video[0])
        cover_stream.disposition = av.stream.Disposition.attached_pic
        video_stream = out.add_stream_from_template(video.streams.video[0])
        for source, stream in ((cover, cover_stream), (video, video_stream)):
            for packet in source.demux(video=0):
                if packet.size:
                    packet.stream = stream
                    out.mux(packet)
    found = probe(path)
    assert (found.media.width, found.media.frames) == (128, 60)


def test_frames_are_the_pictures_that_were_written(clip_file: ClipFile) -> None:
    clip = Clip(
        "sharp.mp4", "libx264", {"crf": "1", "bf": "2", "preset": "fast"}, pix_fmt="yuv444p", frames=20
    )
    for frame in decode_file(probe(clip_file(clip))):
        error = np.abs(frame.rgb().astype(int) - picture(frame.index))
        assert error.mean() < 2
