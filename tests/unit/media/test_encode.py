"""One part of an overlay video: exact times, closed GOPs, nothing left behind when it fails."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from formtrace.media.encode import VideoFormat, encoding

WIDTH, HEIGHT = 96, 64
UNEVEN_PTS = [1000 + 3003 * i + (i % 5) * 700 for i in range(80)]


def video_format(time_base: Fraction = Fraction(1, 90_000), **changes: object) -> VideoFormat:
    values = {"colour_matrix": "bt709", "full_range": False} | changes
    return VideoFormat(WIDTH, HEIGHT, time_base, Fraction(30), **values)  # type: ignore[arg-type]


def encode(path: Path, pts: Sequence[int], video: VideoFormat, threads: int = 1) -> Path:
    with encoding(path, video, threads) as encoder:
        for number, time in enumerate(pts):
            picture = encoder.picture()
            picture.planes[0][:] = 40 + 2 * number
            picture.planes[1][:] = picture.planes[2][:] = 128
            encoder.write(picture, time)
    assert encoder.frames == len(pts)
    return path


@pytest.mark.parametrize("time_base", [Fraction(1, 90_000), Fraction(1, 1000), Fraction(1001, 30_000)])
def test_times_are_exact(tmp_path: Path, time_base: Fraction) -> None:
    pts = UNEVEN_PTS if time_base.denominator == 90_000 else [7 + 2 * i + i // 3 for i in range(50)]
    with av.open(str(encode(tmp_path / "part.mp4", pts, video_format(time_base)))) as part:
        stream = part.streams.video[0]
        frames = list(part.decode(stream))
        assert stream.time_base is not None
        times = [frame.pts * stream.time_base for frame in frames if frame.pts is not None]
    assert times == [(time - pts[0]) * time_base for time in pts]
    levels = [int(np.frombuffer(frame.planes[0], np.uint8)[0]) for frame in frames]
    assert np.abs(np.array(levels) - (40 + 2 * np.arange(len(pts)))).max() <= 2


def test_every_gop_is_closed(tmp_path: Path) -> None:
    with av.open(str(encode(tmp_path / "part.mp4", UNEVEN_PTS, video_format()))) as part:
        packets = [packet for packet in part.demux(part.streams.video[0]) if packet.size]
    assert packets[0].is_keyframe
    assert sum(packet.is_keyframe for packet in packets) >= 2
    latest = -1
    for packet in packets:
        assert packet.pts is not None
        if packet.is_keyframe:
            # Nothing that is decoded later is shown before, so nothing can refer across.
            assert packet.pts > latest
            newest_key = packet.pts
        assert packet.pts >= newest_key
        latest = max(latest, packet.pts)
    assert any(packet.pts != packet.dts for packet in packets)


def test_stream_is_what_browsers_play(tmp_path: Path) -> None:
    with av.open(str(encode(tmp_path / "part.mp4", UNEVEN_PTS, video_format()))) as part:
        context = part.streams.video[0].codec_context
        assert (context.name, context.pix_fmt, context.profile) == ("h264", "yuv420p", "High")
        assert (context.width, context.height) == (WIDTH, HEIGHT)


@pytest.mark.parametrize(("matrix", "code"), [("bt601", 6), ("bt709", 1), ("bt2020", 9)])
@pytest.mark.parametrize("full_range", [False, True])
def test_colours_are_tagged(tmp_path: Path, matrix: str, code: int, full_range: bool) -> None:
    video = video_format(colour_matrix=matrix, full_range=full_range)
    with av.open(str(encode(tmp_path / "part.mp4", UNEVEN_PTS[:3], video))) as part:
        frame = next(part.decode(video=0))
    assert (int(frame.colorspace), int(frame.color_range)) == (code, 2 if full_range else 1)


def test_what_comes_out_depends_on_what_goes_in_alone(tmp_path: Path) -> None:
    """The pictures, not the bytes: x264 was seen, once in thousands, to code them in a byte more."""
    shown = []
    for name in ("a.mp4", "b.mp4"):
        with av.open(str(encode(tmp_path / name, UNEVEN_PTS, video_format(), threads=2))) as part:
            shown.append([(frame.pts, frame.to_ndarray().tobytes()) for frame in part.decode(video=0)])
    assert shown[0] == shown[1]
    assert len(shown[0]) == len(UNEVEN_PTS)


def test_single_frame(tmp_path: Path) -> None:
    with av.open(str(encode(tmp_path / "part.mp4", [555], video_format()))) as part:
        assert [frame.pts for frame in part.decode(video=0)] == [0]


def test_failure_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "part.mp4"
    with pytest.raises(RuntimeError, match="on purpose"), encoding(path, video_format(), 1) as encoder:
        encoder.write(encoder.picture(), 0)
        raise RuntimeError("on purpose")
    assert not path.exists()
