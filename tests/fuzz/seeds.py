"""The files that are mutated: a person, small and short, in every container and photo format that is read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.support.heif import heic

WIDTH, HEIGHT, FRAMES, RATE = 80, 96, 3, 25
_AUDIO_RATE = 16_000
Picture = NDArray[np.uint8]
_X264 = {"preset": "ultrafast", "g": "2", "threads": "1", "bf": "1"}
_X265 = {"preset": "ultrafast", "x265-params": "keyint=2:log-level=none:pools=1:frame-threads=1"}
_FRAGMENTS = {"movflags": "frag_keyframe+empty_moov"}


@dataclass(frozen=True)
class Seed:
    """A sound file and the syntax that its bytes follow."""

    name: str
    syntax: str
    content: bytes


@dataclass(frozen=True)
class Recipe:
    """How a video is encoded and put into its container."""

    name: str
    syntax: str
    muxer: str
    codec: str
    codec_options: dict[str, str]
    pix_fmt: str = "yuv420p"
    muxer_options: dict[str, str] | None = None
    audio: str | None = None
    size: tuple[int, int] = (WIDTH, HEIGHT)


RECIPES = (
    Recipe("h264.mp4", "iso", "mp4", "libx264", _X264, audio="aac"),
    Recipe("fragmented.mp4", "iso", "mp4", "libx264", _X264, muxer_options=_FRAGMENTS),
    Recipe("hevc.mp4", "iso", "mp4", "libx265", _X265),
    Recipe("av1.mp4", "iso", "mp4", "libsvtav1", {"g": "2", "preset": "12", "svtav1-params": "lp=1"}),
    Recipe("prores.mov", "iso", "mov", "prores_ks", {}, pix_fmt="yuv422p10le"),
    Recipe("mjpeg.mov", "iso", "mov", "mjpeg", {}, pix_fmt="yuvj422p"),
    Recipe("h263.3gp", "iso", "3gp", "h263", {"g": "2"}, size=(128, 96)),
    Recipe("h264.mkv", "ebml", "matroska", "libx264", _X264, audio="aac"),
    Recipe("vp8.webm", "ebml", "webm", "libvpx", {"g": "2", "cpu-used": "8"}, audio="libopus"),
    Recipe("vp9.webm", "ebml", "webm", "libvpx-vp9", {"g": "2", "cpu-used": "8"}),
    Recipe("h264.ts", "ts", "mpegts", "libx264", _X264, audio="aac"),
    Recipe("mpeg2.ts", "ts", "mpegts", "mpeg2video", {"g": "2"}),
    Recipe("mpeg2.mpg", "startcodes", "vob", "mpeg2video", {"g": "2", "bf": "1"}, audio="mp2"),
    Recipe("mpeg4.avi", "riff", "avi", "mpeg4", {"g": "2"}, audio="mp2"),
    Recipe("mjpeg.avi", "riff", "avi", "mjpeg", {}, pix_fmt="yuvj420p"),
    Recipe("wmv2.wmv", "asf", "asf", "wmv2", {"g": "2"}),
    Recipe("sorenson.flv", "flv", "flv", "flv", {"g": "2"}),
    Recipe("h264.flv", "flv", "flv", "libx264", _X264, audio="aac"),
    Recipe("animated.gif", "gif", "gif", "gif", {}, pix_fmt="rgb8"),
)


def make_seeds(clip: Path) -> list[Seed]:
    """All seeds, from a clip that shows a person."""
    pictures = list(_pictures(clip))
    videos = [Seed(one.name, one.syntax, _video(one, pictures)) for one in RECIPES]
    return videos + list(_photos(Image.fromarray(pictures[0])))


def _pictures(clip: Path) -> Iterator[Picture]:
    """Pictures cut out around the demo clip's person."""
    with av.open(str(clip)) as container:
        frames = container.decode(container.streams.video[0])
        for _, frame in zip(range(FRAMES), frames, strict=False):
            rgb = frame.to_ndarray(format="rgb24")
            height, width = rgb.shape[:2]
            part = rgb[:, (width - height * 3 // 4) // 2 :][:, : height * 3 // 4]
            yield cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def _video(recipe: Recipe, pictures: list[Picture]) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=recipe.muxer, options=recipe.muxer_options or {}) as out:
        video = out.add_stream(recipe.codec, rate=RATE, options=recipe.codec_options)
        video.width, video.height = recipe.size
        video.pix_fmt = recipe.pix_fmt
        sound = out.add_stream(recipe.audio, rate=_AUDIO_RATE, layout="mono") if recipe.audio else None
        for number, rgb in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(cv2.resize(rgb, recipe.size), format="rgb24")
            frame = frame.reformat(format=recipe.pix_fmt, threads=1)
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if sound is not None:
            out.mux(sound.encode(_silence(sound)))
            out.mux(sound.encode(None))
    return buffer.getvalue()


def _silence(sound: av.AudioStream) -> av.AudioFrame:
    """A quarter of a second."""
    kind = sound.codec_context.format.name
    values = np.zeros((1, _AUDIO_RATE // 4), np.float32 if kind.startswith("flt") else np.int16)
    frame = av.AudioFrame.from_ndarray(values, kind, "mono")
    frame.sample_rate, frame.pts = _AUDIO_RATE, 0
    return frame


def _photos(picture: Image.Image) -> Iterator[Seed]:
    exif = Image.Exif()
    exif[0x0112] = 6  # the orientation: turned by a quarter
    palette = picture.convert("P", palette=Image.Palette.ADAPTIVE)
    yield Seed("baseline.jpg", "jpeg", _saved(picture, "JPEG", exif=exif))
    yield Seed("progressive.jpg", "jpeg", _saved(picture, "JPEG", progressive=True))
    yield Seed("rgb.png", "png", _saved(picture, "PNG"))
    yield Seed("palette.png", "png", _saved(palette, "PNG"))
    yield Seed("sixteen_bit.png", "png", _saved(picture.convert("I;16"), "PNG"))
    yield Seed("lossy.webp", "riff", _saved(picture, "WEBP", exif=exif))
    yield Seed("lossless.webp", "riff", _saved(picture, "WEBP", lossless=True))
    turned = [picture.rotate(angle) for angle in (0, 3, 6, 9)]
    yield Seed("animated.webp", "riff", _saved(picture, "WEBP", save_all=True, append_images=turned))
    yield Seed("photo.heic", "iso", heic(picture))


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
