"""Encoding one part of an overlay video: H.264 in MP4, frame times as in the source.

The parts of a video are encoded at the same time in different places and joined by stream copy afterwards
(:mod:`formtrace.media.join`). For that every part starts with an IDR picture, has closed GOPs only, and all
parts have the same settings, hence the same parameter sets. PTS are exact: the encoder's time base is the
source's (:class:`Clock` has the one exception), whatever the frame rate does. A part's time starts at zero.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from av.codec.context import ThreadType
from av.video.frame import VideoFrame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from formtrace.clip.manifest import Manifest

_X264 = {
    # The SSIM of ``veryfast`` at CRF 21 in two fifths of its time, with half as many bytes again.
    "preset": "superfast",
    "crf": "23",
    "profile": "high",
    "bf": "3",
    "flags": "+cgop",
}
_FINEST = Fraction(1, 10_000_000)
_MOST_TICKS = 2**31 - 1
_SECONDS_PER_GOP = 2.0
"""A player that seeks decodes at most this much before it can show the picture."""

# Code points of ITU-T H.273: matrix, primaries, transfer. 2 says "unspecified".
_H273 = {"bt601": (6, 2, 2), "bt709": (1, 1, 1), "bt2020": (9, 9, 14)}
_RANGE = {False: 1, True: 2}


@dataclass(frozen=True, slots=True)
class Clock:
    """The time base of an overlay video, seconds per tick, and how to get there from the source's PTS.

    It is the source's own, unless that is finer than 0.1 µs or two frames are far apart: MP4 has 32 bits for
    the time between two frames. Such times are rounded to microseconds.
    """

    source: Fraction
    time_base: Fraction

    @classmethod
    def of(cls, manifest: Manifest) -> Clock:
        """The clock for a source's overlay."""
        source = Fraction(*manifest.time_base)
        widest = int(np.diff(manifest.pts).max(initial=0))
        fits = source >= _FINEST and widest <= _MOST_TICKS
        return cls(source, source if fits else Fraction(1, 1_000_000))

    def ticks(self, manifest: Manifest) -> NDArray[np.int64]:
        """The PTS of all frames of the source on this clock, (N,) int64, strictly rising."""
        if self.source == self.time_base:
            return np.array(manifest.pts, np.int64)
        over, under = (self.source / self.time_base).as_integer_ratio()
        ticks = np.array([(2 * pts * over + under) // (2 * under) for pts in manifest.pts], np.int64)
        places = np.arange(len(ticks))
        return np.maximum.accumulate(ticks - places) + places


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """What all parts of one video have in common. ``width`` and ``height`` are even."""

    width: int
    height: int
    time_base: Fraction
    frame_rate: Fraction
    colour_matrix: str
    full_range: bool

    @classmethod
    def of(cls, manifest: Manifest, width: int, height: int) -> VideoFormat:
        """The format for a source's frames, drawn on pictures of that size."""
        return cls(
            width,
            height,
            Clock.of(manifest).time_base,
            Fraction(max(manifest.media.fps, 0.1)).limit_denominator(1001),
            manifest.media.colour_matrix,
            manifest.media.full_range,
        )


@dataclass(slots=True, eq=False)
class Picture:
    """A yuv420p picture to be filled. ``flats`` are its planes as they are stored, with padded lines."""

    frame: VideoFrame
    flats: list[NDArray[np.uint8]]

    @classmethod
    def blank(cls, width: int, height: int) -> Picture:
        """A yuv420p picture with whatever was in memory."""
        frame = VideoFrame(width, height, "yuv420p")
        return cls(frame, [np.frombuffer(plane, np.uint8) for plane in frame.planes])

    @property
    def planes(self) -> list[NDArray[np.uint8]]:
        """Y, U and V as (h, w) arrays."""
        return [
            flat[: plane.line_size * plane.height].reshape(plane.height, plane.line_size)[:, : plane.width]
            for flat, plane in zip(self.flats, self.frame.planes, strict=True)
        ]

    def rgb(self) -> NDArray[np.uint8]:
        """The picture as RGB, (h, w, 3)."""
        return self.frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)

    def fill_rgb(self, rgb: NDArray[np.uint8]) -> None:
        """Make the picture that of ``rgb`` (h, w, 3), by the conversion that :meth:`rgb` inverts."""
        converted = VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24").reformat(
            format="yuv420p"
        )
        for target, plane in zip(self.planes, converted.planes, strict=True):
            lines = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
            np.copyto(target, lines[:, : plane.width])

    @property
    def strides(self) -> list[int]:
        """Samples per line of memory of Y, U and V."""
        return [plane.line_size for plane in self.frame.planes]


class PartEncoder:
    """Encodes pictures of one format into one file; see :func:`encoding`."""

    def __init__(self, container: OutputContainer, video: VideoFormat, threads: int) -> None:
        self._container = container
        self._format = video
        self._stream = _add_stream(container, video, threads)
        self._first_pts: int | None = None
        self.frames = 0

    def picture(self) -> Picture:
        """A picture to fill."""
        return Picture.blank(self._format.width, self._format.height)

    def write(self, picture: Picture, pts: int) -> None:
        """Encode a picture that is shown at ``pts``, in the format's time base; later than all before."""
        if self._first_pts is None:
            self._first_pts = pts
        picture.frame.pts = pts - self._first_pts
        picture.frame.time_base = self._format.time_base
        self._container.mux(self._stream.encode(picture.frame))
        self.frames += 1

    def flush(self) -> None:
        """Write what the encoder still holds back."""
        self._container.mux(self._stream.encode(None))


@contextmanager
def encoding(path: Path, video: VideoFormat, threads: int) -> Iterator[PartEncoder]:
    """Write a part to ``path``; whatever goes wrong, no half-written file stays behind."""
    try:
        with av.open(f"file:{path}", "w", format="mp4", options={"fflags": "+bitexact"}) as container:
            encoder = PartEncoder(container, video, threads)
            yield encoder
            encoder.flush()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _add_stream(container: OutputContainer, video: VideoFormat, threads: int) -> VideoStream:
    gop = max(round(_SECONDS_PER_GOP * float(video.frame_rate)), 1)
    stream = container.add_stream("libx264", rate=video.frame_rate, options={**_X264, "g": str(gop)})
    stream.width, stream.height, stream.pix_fmt = video.width, video.height, "yuv420p"
    stream.time_base = video.time_base
    context = stream.codec_context
    context.time_base = video.time_base
    # PyAV asks for slices by default, which cost quality; pictures in parallel cost only delay.
    context.thread_type, context.thread_count = ThreadType.FRAME, threads
    context.colorspace, context.color_primaries, context.color_trc = _H273[video.colour_matrix]
    context.color_range = _RANGE[video.full_range]
    return stream
