"""Files that lie, are broken, or want something: a typed error with advice, or a sound answer."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formtrace.clip.limits import Limits
from formtrace.errors import (
    EmptyMediaError,
    MediaError,
    MediaLimitError,
    NoVideoError,
    UndecodableMediaError,
    UnrecognisedMediaError,
)
from formtrace.media.decode import decode_file
from formtrace.media.probe import probe

from .clips import BY_NAME
from .conftest import Clip, write_clip
from .peak import cost_of

ClipFile = Callable[[Clip], Path]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server that must not be visited: its address, and the visits."""
    visits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", visits
        server.shutdown()


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{url}/a.mp4'\n",
    "dash": "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><BaseURL>{url}/</BaseURL></MPD>",
    "sdp": "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns={url}\r\n",
}


@pytest.mark.parametrize("name", ["clip.mp4", "clip.m3u8", "clip.ffconcat", "clip.sdp"])
@pytest.mark.parametrize("playlist", list(PLAYLISTS))
def test_playlists_open_nothing(
    name: str, playlist: str, tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    url, visits = listener
    path = tmp_path / name
    path.write_text(PLAYLISTS[playlist].format(url=url))
    with pytest.raises(UnrecognisedMediaError):
        probe(path)
    assert visits == []


@pytest.mark.parametrize(
    "name", ["concat:a|b.mp4", "http:clip.mp4", "subfile,,start,0:x.mp4", "clip.m3u8", "é '\"+.%20"]
)
def test_names_mean_nothing(name: str, tmp_path: Path, clip_file: ClipFile) -> None:
    path = tmp_path / name
    shutil.copy(clip_file(BY_NAME["h264.mp4"]), path)
    assert probe(path).media.frames == 60


def test_a_relative_path_is_a_path(
    tmp_path: Path, clip_file: ClipFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(clip_file(BY_NAME["h264.mp4"]), tmp_path / "clip.mp4")
    monkeypatch.chdir(tmp_path)
    assert probe("clip.mp4").media.frames == 60


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyMediaError),
        (b"\0", UnrecognisedMediaError),
        (b"This is a text file, whatever its name says.\n" * 50, UnrecognisedMediaError),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41", UndecodableMediaError),
        (b"\x1a\x45\xdf\xa3" + bytes(500), UndecodableMediaError),
        (b"RIFF\xff\xff\0\0AVI LIST" + bytes(500), UndecodableMediaError),
    ],
)
def test_files_without_video_say_what_to_do(content: bytes, error: type[MediaError], tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(error) as raised:
        probe(path)
    assert raised.value.message.endswith(".")


def test_a_truncated_mp4_without_index(tmp_path: Path, clip_file: ClipFile) -> None:
    whole = clip_file(BY_NAME["h264.mp4"]).read_bytes()
    path = tmp_path / "clip.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UndecodableMediaError, match="damaged or incomplete"):
        probe(path)


def test_a_truncated_mkv_gives_what_is_there(tmp_path: Path, clip_file: ClipFile) -> None:
    whole = clip_file(BY_NAME["h264_open_gop.mkv"]).read_bytes()
    path = tmp_path / "clip.mkv"
    path.write_bytes(whole[: len(whole) // 2])
    cut = probe(path)
    assert 15 < cut.media.frames < 60
    assert sum(1 for _ in decode_file(cut)) == cut.media.frames


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=16_000, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate, silence.pts = 16_000, 0
        out.mux(stream.encode(silence))
        out.mux(stream.encode(None))
    with pytest.raises(NoVideoError):
        probe(path)


def test_a_photo_is_sent_the_other_way(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(50))
    with pytest.raises(UnrecognisedMediaError, match="photo"):
        probe(path)


def test_zero_frames(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w", options={"movflags": "frag_keyframe+empty_moov"}) as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        out.start_encoding()
    with pytest.raises(MediaError) as raised:
        probe(path)
    assert raised.value.code in ("media_empty", "media_decode_error")


@pytest.mark.parametrize("size", [(1, 1), (15, 400)])
def test_a_picture_of_next_to_nothing(size: tuple[int, int], tmp_path: Path) -> None:
    path = write_clip(
        Clip("dot.mp4", "libx264", pix_fmt="yuv444p", size=size, frames=3), tmp_path / "dot.mp4"
    )
    with pytest.raises(MediaLimitError, match="pixels"):
        probe(path)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(max_bytes=1000), "MiB"),
        (Limits(max_pixels=128 * 96 - 1), "128x96"),
        (Limits(max_duration_s=1.5), "longer than"),
        (Limits(max_frames=59), "59 frames"),
        (Limits(max_streams=0), "streams"),
    ],
)
def test_limits(limits: Limits, message: str, clip_file: ClipFile) -> None:
    with pytest.raises(MediaLimitError, match=message):
        probe(clip_file(BY_NAME["h264.mp4"]), limits)


def test_what_is_exactly_at_the_limits_passes(clip_file: ClipFile) -> None:
    probe(clip_file(BY_NAME["h264.mp4"]), Limits(max_pixels=128 * 96, max_frames=60, max_duration_s=1.967))


def test_doubtful_files_may_be_too_long_to_check(clip_file: ClipFile) -> None:
    clip, pixels = BY_NAME["mpeg4_bframes.avi"], 128 * 96 * 60
    assert probe(clip_file(clip), Limits(max_doubtful_pixels=pixels)).doubt
    with pytest.raises(MediaLimitError, match="export it"):
        probe(clip_file(clip), Limits(max_doubtful_pixels=pixels - 1))


def test_checking_a_doubtful_file_takes_only_so_long(clip_file: ClipFile) -> None:
    with pytest.raises(MediaLimitError, match="export it"):
        probe(clip_file(BY_NAME["mpeg4_bframes.avi"]), Limits(max_doubtful_s=0))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is only limited on Linux")
def test_a_claim_of_many_samples_reserves_no_memory(tmp_path: Path, clip_file: ClipFile) -> None:
    data = bytearray(clip_file(BY_NAME["h264.mp4"]).read_bytes())
    claimed = 100_000_000
    for box, offset in ((b"stsz", 12), (b"stsc", 16), (b"stts", 12)):
        at = data.index(box) + offset
        data[at : at + 4] = claimed.to_bytes(4, "big")
    size = data.index(b"stsz") + 8
    data[size : size + 4] = (1).to_bytes(4, "big")
    path = tmp_path / "clip.mp4"
    path.write_bytes(data)
    cost = cost_of(path)
    assert cost.refused
    assert cost.peak_mib < 250
    assert not cost.still_limited


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_forty_minutes_are_too_long_whatever_the_header_says(container: str, clip_file: ClipFile) -> None:
    clip = Clip(f"long.{container}", "libx264", {"g": "10"}, pts=lambda i: i * 41 * 90_000, frames=60)
    with pytest.raises(MediaLimitError, match="30 minutes"):
        probe(clip_file(clip))


def test_a_header_that_claims_hours_is_not_believed(tmp_path: Path, clip_file: ClipFile) -> None:
    data = bytearray(clip_file(BY_NAME["h264.mp4"]).read_bytes())
    at = data.index(b"mvhd") + 20
    data[at : at + 4] = b"\x7f\xff\xff\xff"
    path = tmp_path / "clip.mp4"
    path.write_bytes(data)
    assert probe(path).media.duration_s == pytest.approx(2, abs=0.01)


def test_encrypted_video_is_recognised(tmp_path: Path, clip_file: ClipFile) -> None:
    path = tmp_path / "clip.mp4"
    options = {
        "encryption_scheme": "cenc-aes-ctr",
        "encryption_key": "00112233445566778899aabbccddeeff",
        "encryption_kid": "a7e61c373e219033c21091fa607bf3b8",
    }
    with (
        av.open(str(path), "w", options=options) as out,
        av.open(str(clip_file(BY_NAME["h264.mp4"]))) as source,
    ):
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    with pytest.raises(UndecodableMediaError, match="encrypted"):
        probe(path)


def test_a_codec_that_is_not_read(clip_file: ClipFile) -> None:
    with pytest.raises(UndecodableMediaError, match=r"ffv1.*H\.264"):
        probe(clip_file(Clip("lossless.mkv", "ffv1", frames=3)))


def test_the_largest_picture_is_one_of_twelve_million_pixels(tmp_path: Path) -> None:
    """As action cameras film in 4:3; a decoder compares what it aligned."""
    for width, accepted in ((4000, True), (4016, False)):
        path = tmp_path / f"{width}.mkv"
        with av.open(str(path), "w") as out:
            stream = out.add_stream("mjpeg", rate=30)
            stream.width, stream.height, stream.pix_fmt = width, 3000, "yuvj420p"
            out.mux(stream.encode(av.VideoFrame(width, 3000, "yuvj420p")))
            out.mux(stream.encode(None))
        if accepted:
            assert probe(path).media.frames == 1
        else:
            with pytest.raises(MediaLimitError, match="12 million"):
                probe(path)


@pytest.mark.parametrize(
    ("size", "sample_aspect"), [((8200, 16), 1), ((2048, 32), 8)], ids=["coded", "of wide pixels"]
)
def test_a_picture_too_wide_for_an_encoder_is_refused(
    size: tuple[int, int], sample_aspect: int, tmp_path: Path
) -> None:
    path = tmp_path / "wide.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mjpeg", rate=30)
        stream.width, stream.height = size
        stream.pix_fmt = "yuvj420p"
        stream.codec_context.sample_aspect_ratio = sample_aspect
        out.mux(stream.encode(av.VideoFrame(*size, "yuvj420p")))
        out.mux(stream.encode(None))
    with pytest.raises(MediaLimitError, match="at most 8192"):
        probe(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        [
            "h264.mp4",
            "h264_open_gop.ts",
            "hevc_open_gop.mkv",
            "vp9.webm",
            "av1.mp4",
            "mpeg4.avi",
            "mpeg2.vob",
            "h263.3gp",
            "sorenson.flv",
            "wmv2.asf",
            "animated.gif",
        ]
    ),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=20),
    keep=st.one_of(st.just(1.0), st.floats(0.2, 1)),
)
def test_damage_never_does_worse_than_an_error(
    name: str, flips: list[tuple[float, int]], keep: float, clip_file: ClipFile, tmp_path: Path
) -> None:
    data = bytearray(clip_file(BY_NAME[name]).read_bytes())
    for where, value in flips:
        data[int(where * len(data))] = value
    path = tmp_path / "damaged"
    path.write_bytes(data[: int(keep * len(data))])
    try:
        found = probe(path)
    except MediaError as error:
        assert error.message.endswith(".")
        return
    frames = list(decode_file(found))
    assert [frame.index for frame in frames] == list(range(found.media.frames))
    assert np.all(np.diff(found.t_s) >= 0)
    shapes = {frame.y.shape for frame in frames}
    assert shapes == {(found.media.geometry.coded_height, found.media.geometry.coded_width)}
