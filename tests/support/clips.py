"""Small media files, made on the spot, for tests that need a file rather than a movement."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image


def video(frames: int = 30, width: int = 64, height: int = 48, rate: Fraction | int = 30) -> bytes:
    """An MP4 of moving gradients, H.264, a keyframe every ten frames."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        options = {"preset": "ultrafast", "g": "10"}
        stream = container.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        x = np.arange(width * height * 3, dtype=np.uint32).reshape(height, width, 3)
        for index in range(frames):
            picture = av.VideoFrame.from_ndarray(((x + 7 * index) % 256).astype(np.uint8), format="rgb24")
            picture.pts, picture.time_base = index, 1 / Fraction(rate)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return buffer.getvalue()


def first_seconds(clip: Path, target: Path, seconds: float) -> None:
    """The beginning of a clip at half its size, which is enough for the person and quick to draw on."""
    with av.open(str(clip)) as source, av.open(str(target), "w") as out:
        video = source.streams.video[0]
        stream = out.add_stream(
            "libx264", rate=video.average_rate, options={"preset": "ultrafast", "crf": "16"}
        )
        stream.width, stream.height, stream.pix_fmt = video.width // 4 * 2, video.height // 4 * 2, "yuv420p"
        for frame in source.decode(video):
            if frame.time is None or frame.time >= seconds:
                break
            out.mux(stream.encode(frame.reformat(stream.width, stream.height, "yuv420p")))
        out.mux(stream.encode())


def sound(seconds: float = 1.0) -> bytes:
    """An MP4 with an AAC track and no picture."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=16_000, layout="mono")
        for index in range(int(seconds * 16_000 / 1024)):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.sample_rate, frame.pts = 16_000, 1024 * index
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def without_moov(content: bytes) -> bytes:
    """The first half of an MP4 whose index is at its end: what a broken-off upload leaves."""
    return content[: content.index(b"moov") // 2 + 64]


def tiny_video() -> bytes:
    """One pixel, lossless, in Matroska: H.264 cannot be that small."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.width = stream.height = 1
        stream.pix_fmt = "yuv444p"
        for index in range(5):
            picture = av.VideoFrame.from_ndarray(np.zeros((3, 1, 1), np.uint8), format="yuv444p")
            picture.pts, picture.time_base = index, Fraction(1, 10)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return buffer.getvalue()


def photo() -> bytes:
    """A PNG of a gradient."""
    x = np.arange(64 * 48 * 3, dtype=np.uint32).reshape(48, 64, 3)
    buffer = io.BytesIO()
    Image.fromarray((x % 256).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def beginning(path: Path, seconds: float, width: int, height: int) -> bytes:
    """The beginning of a clip in that size, as MP4 with H.264, a keyframe every fifteen, and its sound."""
    buffer = io.BytesIO()
    with av.open(str(path)) as source, av.open(buffer, "w", format="mp4") as container:
        video, audio = source.streams.video[0], source.streams.audio[0]
        options = {"preset": "veryfast", "crf": "20", "g": "15"}
        stream = container.add_stream("libx264", rate=video.average_rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        copy = container.add_stream_from_template(audio)
        for packet in source.demux(video, audio):
            if packet.pts is None or packet.pts * packet.time_base >= seconds:
                continue
            if packet.stream is audio:
                packet.stream = copy
                container.mux(packet)
                continue
            for picture in packet.decode():
                container.mux(stream.encode(picture.reformat(width, height)))
        container.mux(stream.encode())
    return buffer.getvalue()
