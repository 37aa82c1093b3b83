"""Parts and sound become one video: every frame once, in its place; the sound in sync."""

from __future__ import annotations

import struct
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.errors import PermanentError
from formtrace.media.encode import Clock, VideoFormat, encoding
from formtrace.media.join import Timing, publish

WIDTH, HEIGHT, FRAMES = 96, 64, 60
TIME_BASE = Fraction(1, 90_000)
VARIABLE = [45_000 + 3000 * i + (1500 * (i // 7)) + (i % 3) * 400 for i in range(FRAMES)]
CONSTANT = [45_000 + 3000 * i for i in range(FRAMES)]


def manifest_of(pts: list[int], first: int = 0, end: int | None = None) -> Manifest:
    media = MediaInfo(
        width=WIDTH,
        height=HEIGHT,
        fps=30.0,
        frames=len(pts),
        duration_s=float((pts[-1] - pts[0] + 3000) * TIME_BASE),
        rotation=0,
        codec="h264",
        vfr=True,
        has_audio=True,
        container="mov",
        geometry=Geometry(WIDTH, HEIGHT),
        colour_matrix="bt709",
        full_range=False,
    )
    return Manifest(
        source="video",
        media=media,
        time_base=(1, 90_000),
        pts=tuple(pts),
        redetection_interval=10,
        first_frame=first,
        end_frame=len(pts) if end is None else end,
        chunks=(),
    )


def level(number: int) -> int:
    """Luma by which a frame is recognised after it was encoded."""
    return 30 + 3 * number


def parts_of(manifest: Manifest, cuts: list[int], folder: Path) -> list[Path]:
    """The manifest's range, encoded in parts that begin at the range's start and at ``cuts``."""
    video = VideoFormat.of(manifest, WIDTH, HEIGHT)
    edges = [manifest.first_frame, *cuts, manifest.end_frame]
    ticks = Clock.of(manifest).ticks(manifest).tolist()
    paths = []
    for part, (first, end) in enumerate(pairwise(edges)):
        paths.append(folder / f"{part:04}.mp4")
        with encoding(paths[-1], video, 1) as encoder:
            for number in range(first, end):
                picture = encoder.picture()
                picture.planes[0][:] = level(number)
                picture.planes[1][:] = picture.planes[2][:] = 128
                encoder.write(picture, ticks[number])
    return paths


def decoded(path: Path) -> tuple[list[Fraction], NDArray[np.int64]]:
    """Times and numbers of the frames, by what they show."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        assert stream.time_base is not None
        times = [frame.pts * stream.time_base for frame in frames if frame.pts is not None]
    luma = np.array([np.frombuffer(frame.planes[0], np.uint8)[0] for frame in frames], np.int64)
    return times, np.rint((luma - level(0)) / 3).astype(np.int64)


@pytest.mark.parametrize("pts", [CONSTANT, VARIABLE], ids=["constant", "variable"])
@pytest.mark.parametrize("cuts", [[], [30], [1, 2, 20, 59], [10, 20, 30, 40, 50]])
def test_every_frame_once_at_its_time(tmp_path: Path, pts: list[int], cuts: list[int]) -> None:
    manifest = manifest_of(pts)
    out = tmp_path / "overlay.mp4"
    published = publish(parts_of(manifest, cuts, tmp_path), None, manifest, out)
    times, numbers = decoded(out)
    assert published.frames == FRAMES
    assert numbers.tolist() == list(range(FRAMES))
    assert times == [(time - pts[0]) * TIME_BASE for time in pts]
    with av.open(str(out)) as container:
        stream = container.streams.video[0]
        dts = [packet.dts for packet in container.demux(stream) if packet.size]
        assert stream.frames == FRAMES
        assert stream.duration is not None
        assert stream.time_base is not None
        shown_s = float(stream.duration * stream.time_base)
    assert all(a < b for a, b in pairwise(dts))
    last = float(np.median(np.diff(pts)))
    assert shown_s == pytest.approx((pts[-1] - pts[0] + last) / 90_000, abs=1e-4)


def test_nanoseconds_are_rounded_to_what_mp4_can_carry(tmp_path: Path) -> None:
    # In nanoseconds, three seconds between two frames are more than 32 bits.
    pts = [number * 3_000_000_000 + number % 3 * 1001 for number in range(12)]
    manifest = manifest_of(pts).model_copy(update={"time_base": (1, 1_000_000_000)})
    out = tmp_path / "overlay.mp4"
    publish(parts_of(manifest, [6], tmp_path), None, manifest, out)
    assert decoded(out)[0] == [Fraction(round(time / 1000), 1_000_000) for time in pts]


def test_seeking_lands_on_the_right_frame(tmp_path: Path) -> None:
    manifest = manifest_of(VARIABLE)
    out = tmp_path / "overlay.mp4"
    publish(parts_of(manifest, [20, 40], tmp_path), None, manifest, out)
    with av.open(str(out)) as container:
        stream = container.streams.video[0]
        container.seek(VARIABLE[45] - VARIABLE[0], stream=stream)
        frame = next(container.decode(stream))
    # The part's own first frame is the nearest picture that one can start from.
    assert np.frombuffer(frame.planes[0], np.uint8)[0] == pytest.approx(level(40), abs=1)


def top_level_boxes(path: Path) -> list[str]:
    content, position, names = path.read_bytes(), 0, []
    while position < len(content):
        size, name = struct.unpack(">I4s", content[position : position + 8])
        size = struct.unpack(">Q", content[position + 8 : position + 16])[0] if size == 1 else size
        names.append(name.decode())
        position += size
    return names


def test_index_comes_before_the_data(tmp_path: Path) -> None:
    manifest = manifest_of(CONSTANT)
    out = tmp_path / "overlay.mp4"
    publish(parts_of(manifest, [30], tmp_path), None, manifest, out)
    boxes = top_level_boxes(out)
    assert boxes.index("moov") < boxes.index("mdat")
    assert out.read_bytes()[8:12] == b"isom"


def test_same_parts_same_bytes(tmp_path: Path) -> None:
    manifest = manifest_of(VARIABLE)
    parts = parts_of(manifest, [30], tmp_path)
    publish(parts, None, manifest, tmp_path / "a.mp4")
    publish(parts, None, manifest, tmp_path / "b.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_missing_frames_are_not_papered_over(tmp_path: Path) -> None:
    manifest = manifest_of(CONSTANT)
    parts = parts_of(manifest, [20, 40], tmp_path)
    out = tmp_path / "overlay.mp4"
    with pytest.raises(PermanentError, match="40 frames instead of 60"):
        publish([parts[0], parts[2]], None, manifest, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0000.mp4", "0001.mp4", "0002.mp4"]


def test_parts_of_different_settings_are_refused(tmp_path: Path) -> None:
    manifest = manifest_of(CONSTANT)
    first, second = parts_of(manifest, [30], tmp_path)
    with encoding(second, VideoFormat.of(manifest, WIDTH + 2, HEIGHT), 1) as encoder:
        for number in range(30, 60):
            encoder.write(encoder.picture(), manifest.pts[number])
    with pytest.raises(PermanentError, match="encoded differently"):
        publish([first, second], None, manifest, tmp_path / "overlay.mp4")
    assert not (tmp_path / "overlay.mp4").exists()
    assert not list(tmp_path.glob(".*"))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_timing_is_sound_for_any_reordering(gops: list[int], random: object) -> None:
    # Pictures are reordered at random within each GOP, which begins with its first picture.
    ranks: list[int] = []
    for size in gops:
        rest = list(range(len(ranks) + 1, len(ranks) + size))
        random.shuffle(rest)  # type: ignore[attr-defined]
        ranks += [len(ranks), *rest]
    shown = np.cumsum(np.arange(len(ranks)) % 4 + 1) * 10
    shown -= shown[0]
    timing = Timing.of(np.array(ranks), shown, 10)
    assert sorted(timing.pts.tolist()) == shown.tolist()
    assert (np.diff(timing.dts) > 0).all()
    assert (timing.dts <= timing.pts).all()
    assert int(timing.duration.sum()) == int(shown[-1]) + 10


# Sound


def source_with_sound(
    path: Path, codec: str, pts: list[int], *, rate: int = 48_000, offset_s: float = 0.0, gap: bool = False
) -> Path:
    """A video with a tone that begins exactly one second after its first frame and lasts 0.2 s.

    The sound begins ``offset_s`` after the video; with ``gap`` a stretch of it around 0.5 s is missing.
    """
    seconds = (pts[-1] - pts[0]) / 90_000 + 0.1 - offset_s
    t_s = offset_s + np.arange(round(seconds * rate)) / rate
    tone = np.where((t_s >= 1.0) & (t_s < 1.2), 0.6 * np.sin(2 * np.pi * 1000 * t_s), 0.0).astype(np.float32)
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.time_base = TIME_BASE
        sound = out.add_stream(codec, rate=rate, layout="mono")
        for time in pts:
            frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
            frame.pts, frame.time_base = time, TIME_BASE
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        first = round((pts[0] / 90_000 + offset_s) * rate)
        fmt = sound.codec_context.format.name
        resampler = av.AudioResampler(format=fmt, layout="mono", rate=rate)
        for start in range(0, len(tone), 1000):
            if gap and 0.45 < t_s[start] < 0.55:
                continue
            samples = av.AudioFrame.from_ndarray(
                tone[None, start : start + 1000], format="fltp", layout="mono"
            )
            samples.sample_rate, samples.pts = rate, first + start
            samples.time_base = Fraction(1, rate)
            for converted in resampler.resample(samples):
                out.mux(sound.encode(converted))
        out.mux(sound.encode(None))
    return path


def probed_pts(path: Path) -> list[int]:
    """The source's PTS in 1/90000, as a demuxer gives them."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        times = sorted(
            p.pts * stream.time_base for p in container.demux(stream) if p.pts is not None and p.size
        )
    return [round(time * 90_000) for time in times]


def tone_onset_s(path: Path) -> float:
    """When the tone begins, on the video's clock."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        loud = []
        for frame in container.decode(stream):
            assert frame.time is not None
            samples = frame.to_ndarray().astype(np.float32).mean(axis=0)
            above = np.flatnonzero(np.abs(samples) > 0.2)
            loud += [frame.time + above[0] / frame.sample_rate] if len(above) else []
    return min(loud)


def payloads(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(container.streams.audio[0]) if packet.size]


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv"])
@pytest.mark.parametrize("codec", ["aac", "libmp3lame"])
def test_aac_and_mp3_are_copied(tmp_path: Path, name: str, codec: str) -> None:
    source = source_with_sound(tmp_path / name, codec, VARIABLE)
    manifest = manifest_of(probed_pts(source))
    out = tmp_path / "overlay.mp4"
    published = publish(parts_of(manifest, [30], tmp_path), source, manifest, out)
    assert published.sound == "copied"
    copied, original = payloads(out), payloads(source)
    assert copied == original[: len(copied)]
    assert len(original) - len(copied) <= 5
    assert decoded(out)[0] == [(time - manifest.pts[0]) * TIME_BASE for time in manifest.pts]
    # As in the source; MP3 in Matroska says nothing of its encoder's delay.
    assert tone_onset_s(out) == pytest.approx(tone_onset_s(source) - manifest.pts[0] / 90_000, abs=0.002)
    assert tone_onset_s(out) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mkv", "libopus", 48_000),
        ("a.mov", "pcm_s16le", 22_050),
        ("a.mkv", "flac", 96_000),
        ("a.mp4", "ac3", 48_000),
    ],
)
@pytest.mark.parametrize("offset_s", [0.0, 0.3])
def test_other_sound_becomes_aac_in_sync(
    tmp_path: Path, name: str, codec: str, rate: int, offset_s: float
) -> None:
    source = source_with_sound(tmp_path / name, codec, CONSTANT, rate=rate, offset_s=offset_s)
    manifest = manifest_of(probed_pts(source))
    out = tmp_path / "overlay.mp4"
    assert publish(parts_of(manifest, [30], tmp_path), source, manifest, out).sound == "transcoded"
    with av.open(str(out)) as container:
        sound = container.streams.audio[0]
        assert (sound.codec_context.name, sound.codec_context.profile) == ("aac", "LC")
        assert sound.duration is not None
        assert sound.time_base is not None
        assert float(sound.duration * sound.time_base) == pytest.approx(2.0, abs=0.06)
    expected = tone_onset_s(source) - manifest.pts[0] / 90_000
    assert tone_onset_s(out) == pytest.approx(expected, abs=0.003)


def test_sound_of_an_avi_file(tmp_path: Path) -> None:
    # AVI has no time stamps: both streams begin at 0 and time is counted.
    source = source_with_sound(tmp_path / "a.avi", "pcm_s16le", [time - CONSTANT[0] for time in CONSTANT])
    manifest = manifest_of(probed_pts(source))
    out = tmp_path / "overlay.mp4"
    assert publish(parts_of(manifest, [], tmp_path), source, manifest, out).sound == "transcoded"
    assert tone_onset_s(out) == pytest.approx(1.0 - manifest.pts[0] / 90_000, abs=0.003)


def test_aac_of_a_transport_stream_is_made_fit_for_mp4(tmp_path: Path) -> None:
    # Its packets carry ADTS headers.
    source = source_with_sound(tmp_path / "a.ts", "aac", CONSTANT)
    manifest = manifest_of(probed_pts(source))
    out = tmp_path / "overlay.mp4"
    assert publish(parts_of(manifest, [], tmp_path), source, manifest, out).sound == "transcoded"
    assert tone_onset_s(out) == pytest.approx(tone_onset_s(source) - manifest.pts[0] / 90_000, abs=0.003)


def test_gaps_become_silence(tmp_path: Path) -> None:
    source = source_with_sound(tmp_path / "a.mkv", "libopus", CONSTANT, gap=True)
    manifest = manifest_of(probed_pts(source))
    out = tmp_path / "overlay.mp4"
    publish(parts_of(manifest, [], tmp_path), source, manifest, out)
    assert tone_onset_s(out) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "aac"), ("a.mkv", "libopus")])
def test_a_range_takes_its_own_sound(tmp_path: Path, name: str, codec: str) -> None:
    source = source_with_sound(tmp_path / name, codec, CONSTANT)
    manifest = manifest_of(probed_pts(source), first=20, end=50)
    out = tmp_path / "overlay.mp4"
    publish(parts_of(manifest, [40], tmp_path), source, manifest, out)
    times, numbers = decoded(out)
    assert numbers.tolist() == list(range(20, 50))
    assert times[0] == 0
    assert tone_onset_s(out) == pytest.approx(1.0 - 20 / 30, abs=0.03)
    with av.open(str(out)) as container:
        sound = container.streams.audio[0]
        ends = [
            float((packet.pts + packet.duration) * sound.time_base)
            for packet in container.demux(sound)
            if packet.size and packet.pts is not None and packet.duration and sound.time_base
        ]
    assert 0.97 < max(ends) < 1.03


def test_silent_sources(tmp_path: Path) -> None:
    manifest = manifest_of(CONSTANT)
    parts = parts_of(manifest, [], tmp_path)
    silent = tmp_path / "silent.mp4"
    publish(parts, None, manifest, silent)
    out = tmp_path / "overlay.mp4"
    assert publish(parts, silent, manifest, out).sound == "none"
    with av.open(str(out)) as container:
        assert not container.streams.audio


def test_damaged_sound_does_not_cost_the_video(tmp_path: Path) -> None:
    source = source_with_sound(tmp_path / "a.mkv", "libopus", CONSTANT)
    manifest = manifest_of(probed_pts(source))
    content = source.read_bytes()
    source.write_bytes(content[: len(content) * 3 // 4])
    out = tmp_path / "overlay.mp4"
    publish(parts_of(manifest, [], tmp_path), source, manifest, out)
    assert len(decoded(out)[0]) == FRAMES


def test_sound_that_no_decoder_takes_is_left_out(tmp_path: Path) -> None:
    source = source_with_sound(tmp_path / "a.mkv", "libopus", CONSTANT)
    content = source.read_bytes()
    one_channel, none = b"OpusHead\1\1", b"OpusHead\1\0"
    assert content.count(one_channel) == 1
    source.write_bytes(content.replace(one_channel, none))
    manifest = manifest_of(probed_pts(source))
    out = tmp_path / "overlay.mp4"
    assert publish(parts_of(manifest, [], tmp_path), source, manifest, out).sound == "unreadable"
    assert len(decoded(out)[0]) == FRAMES


def test_parts_can_be_deleted_as_they_are_joined(tmp_path: Path) -> None:
    manifest = manifest_of(VARIABLE)
    kept, spent = tmp_path / "kept", tmp_path / "spent"
    for folder in (kept, spent):
        folder.mkdir()
    whole = publish(parts_of(manifest, [20, 41], kept), None, manifest, kept / "all.mp4")
    again = publish(parts_of(manifest, [20, 41], spent), None, manifest, spent / "all.mp4", delete_parts=True)
    assert whole == again
    assert (kept / "all.mp4").read_bytes() == (spent / "all.mp4").read_bytes()
    assert [path.name for path in spent.iterdir()] == ["all.mp4"]
