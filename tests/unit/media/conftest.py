"""Clips made on the spot: every codec and container that the tests need, a second or two long."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

WIDTH, HEIGHT, RATE = 128, 96, 30
TIME_BASE = Fraction(1, 90_000)


def picture(i: int, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """A picture unlike any other of its clip: moving gradients, a moving bar, and a little noise."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([(2 * x + 5 * i) % 256, (3 * y + 7 * i) % 256, (x + y + 11 * i) % 256], axis=-1)
    rgb[:, (9 * i) % width : (9 * i) % width + 6] = 255 - i % 100
    noise = np.random.default_rng(i).integers(0, 24, rgb.shape)
    return np.clip(rgb // 2 + 40 + noise, 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Clip:
    """A recipe for :func:`write_clip`."""

    name: str
    codec: str
    options: dict[str, str] = field(default_factory=dict)
    muxer: dict[str, str] = field(default_factory=dict)
    frames: int = 60
    pts: Callable[[int], int] = lambda i: i * 3000
    shift: int = 0
    rotation: int = 0
    pix_fmt: str = "yuv420p"
    audio: bool = False
    size: tuple[int, int] = (WIDTH, HEIGHT)
    time_base: Fraction = TIME_BASE
    first_picture: int = 0


def write_clip(clip: Clip, path: Path) -> Path:
    """Encode a clip; ``shift`` moves all times after encoding, as an editor does when it trims."""
    with av.open(str(path), "w", options=clip.muxer) as out:
        video = out.add_stream(clip.codec, rate=RATE, options=clip.options)
        video.width, video.height = clip.size
        video.pix_fmt = clip.pix_fmt
        video.codec_context.time_base = clip.time_base
        if clip.rotation:
            video.set_display_rotation(clip.rotation)
        sound = out.add_stream("aac", rate=16_000, layout="mono") if clip.audio else None
        for i in range(clip.frames):
            frame = av.VideoFrame.from_ndarray(picture(i + clip.first_picture, *clip.size), format="rgb24")
            frame = frame.reformat(format=clip.pix_fmt, threads=1)
            frame.pts, frame.time_base = int(clip.pts(i) * TIME_BASE / clip.time_base), clip.time_base
            _mux(out, video.encode(frame), clip.shift)
        _mux(out, video.encode(None), clip.shift)
        if sound is not None:
            silence = np.zeros((1, 1024), dtype=np.float32)
            samples = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
            samples.sample_rate, samples.pts = 16_000, 0
            out.mux(sound.encode(samples))
            out.mux(sound.encode(None))
    return path


def _mux(out: av.container.OutputContainer, packets: list[av.Packet], shift: int) -> None:
    for packet in packets:
        shift_in_base = int(shift * TIME_BASE / packet.time_base)
        if packet.pts is not None:
            packet.pts += shift_in_base
        if packet.dts is not None:
            packet.dts += shift_in_base
        out.mux(packet)


def digest(planes: Iterator[NDArray[np.uint8]]) -> str:
    """A short name for the exact content of some planes."""
    content = hashlib.blake2b(digest_size=8)
    for plane in planes:
        content.update(np.ascontiguousarray(plane))
    return content.hexdigest()


def sequential_decode(path: Path) -> list[tuple[int | None, str]]:
    """What plain PyAV makes of a file from beginning to end: (PTS, content) of every frame."""
    seen = []
    with av.open(str(path)) as container:
        stream = container.streams.best("video")
        assert isinstance(stream, av.VideoStream)
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            seen += [(frame.pts, digest(_planes(frame))) for frame in frames]
    return seen


def _planes(frame: av.VideoFrame) -> Iterator[NDArray[np.uint8]]:
    for plane in frame.planes:
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        yield rows[:, : plane.width]


@pytest.fixture(scope="session")
def clip_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Clip], Path]:
    """Write each clip once per session."""
    folder, made = tmp_path_factory.mktemp("clips"), dict[str, Path]()

    def make(clip: Clip) -> Path:
        if clip.name not in made:
            made[clip.name] = write_clip(clip, folder / clip.name)
        return made[clip.name]

    return make
