"""Joining the parts of an overlay video, by stream copy, with the source's sound.

Nothing of what an encoder put into its part is trusted for timing: a picture's place in the video follows
from the order of its part and its rank within it, and its PTS from the manifest. DTS are then made for the
video as a whole: with the PTS sorted, and pictures decoded at most ``d`` places after their turn to be shown,
packet ``i`` gets the PTS number ``i - d``, which rises strictly and is never after the packet's own PTS. So
there is neither gap nor overlap where parts meet, whatever the frame rate does there.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import av
import numpy as np
from av.stream import Discard

from formtrace.clip.limits import Limits
from formtrace.errors import PermanentError
from formtrace.media.container import opened
from formtrace.media.encode import Clock
from formtrace.media.sound import CopiedSound, Span, TranscodedSound, can_be_copied, choose_sound

if TYPE_CHECKING:
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from formtrace.clip.manifest import Manifest

    AnyPacket = Packet[VideoStream] | Packet[AudioStream]


SoundFate = Literal["none", "copied", "transcoded", "unreadable"]

_MP4 = {
    "movflags": "+faststart",
    "fflags": "+bitexact",
    # Edit lists count in this time base: in the usual milliseconds they could cut the last frame short.
    "movie_timescale": "90000",
}


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: number of frames, and what became of the sound.

    ``unreadable`` sound is there, but no decoder takes it: the video is silent.
    """

    frames: int
    sound: SoundFate


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """Times of all packets in decoding order, (N,) each; in the clock's ticks, from the first frame."""

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    duration: NDArray[np.int64]

    @classmethod
    def of(cls, ranks: NDArray[np.int64], shown_pts: NDArray[np.int64], last_duration: int) -> Timing:
        """Times for packets whose pictures are the ``ranks``-th (N,) of those shown at ``shown_pts`` (N,)."""
        count = len(ranks)
        delay = int(np.max(np.arange(count) - ranks, initial=0))
        step = int(shown_pts[1] - shown_pts[0]) if count > 1 else last_duration
        before = shown_pts[0] - step * np.arange(delay, 0, -1)
        dts = np.concatenate([before, shown_pts[: count - delay]])
        duration = np.append(np.diff(shown_pts), last_duration)
        return cls(shown_pts[ranks], dts, duration[ranks])


def publish(
    parts: Sequence[Path],
    source: Path | None,
    manifest: Manifest,
    out_path: Path,
    limits: Limits | None = None,
    *,
    delete_parts: bool = False,
) -> Published:
    """Join ``parts``, in order, into an MP4 that starts to play while it loads (``moov`` in front).

    The video has exactly the frames of the manifest's range with the source's PTS differences, from zero on.
    ``source`` is the original file, for its sound; ``None``, or a source without sound, gives a silent video.
    ``out_path`` appears when it is complete. With ``delete_parts`` each part is deleted once it is joined, so
    that the disk holds the video about once.

    Raises:
        PermanentError: the parts do not add up to the manifest's frames or were encoded differently.
    """
    ranks = _ranks(parts)
    frames = manifest.end_frame - manifest.first_frame
    if len(ranks) != frames:
        raise PermanentError(
            f"The overlay's parts hold {len(ranks)} frames instead of {frames}; run the job again."
        )
    clock = Clock.of(manifest)
    times = clock.ticks(manifest)
    shown = times[manifest.first_frame : manifest.end_frame]
    last_duration = _last_duration(times, manifest.end_frame)
    timing = Timing.of(ranks, shown - shown[0], last_duration)
    start_s = manifest.pts[manifest.first_frame] * clock.source
    span = Span(start_s, start_s + (int(shown[-1] - shown[0]) + last_duration) * clock.time_base)

    partial = out_path.with_name(f".{out_path.name}.partial")
    try:
        with ExitStack() as stack:
            output = stack.enter_context(av.open(f"file:{partial}", "w", format="mp4", options=_MP4))
            video: Iterator[AnyPacket] = stack.enter_context(_Joined(parts, output, clock.time_base)).packets(
                timing, delete_parts=delete_parts
            )
            sound, fate = _sound(
                stack, source, limits or Limits(), span, output, has_sound=manifest.media.has_audio
            )
            for packet in heapq.merge(video, sound, key=_decoding_time):
                output.mux(packet)
        partial.replace(out_path)
    finally:
        partial.unlink(missing_ok=True)
    return Published(frames, fate)


def _decoding_time(packet: AnyPacket) -> Fraction:
    return (packet.dts or 0) * (packet.time_base or Fraction(1))


def _last_duration(pts: NDArray[np.int64], end_frame: int) -> int:
    """How long the range's last frame is shown: until the next one, or as long as frames usually are."""
    if end_frame < len(pts):
        return int(pts[end_frame] - pts[end_frame - 1])
    return max(int(np.median(np.diff(pts))), 1) if len(pts) > 1 else 1


def _ranks(parts: Sequence[Path]) -> NDArray[np.int64]:
    """For each packet of all parts in decoding order the place of its picture in presentation order."""
    ranks = [np.zeros(0, np.int64)]
    seen = 0
    for path in parts:
        with av.open(f"file:{path}", format="mp4") as part:
            pts = np.array(
                [packet.pts for packet in part.demux(part.streams.video[0]) if packet.size], np.int64
            )
        ranks.append(np.argsort(np.argsort(pts, kind="stable"), kind="stable") + seen)
        seen += len(pts)
    return np.concatenate(ranks)


def _sound(
    stack: ExitStack,
    source: Path | None,
    limits: Limits,
    span: Span,
    output: OutputContainer,
    *,
    has_sound: bool,
) -> tuple[Iterator[AnyPacket], SoundFate]:
    """The packets of the source's sound, and what becomes of it."""
    if source is None or not has_sound:
        return iter(()), "none"
    container, video, _ = stack.enter_context(opened(source, limits))
    stream = choose_sound(container)
    if stream is None:
        return iter(()), "unreadable" if container.streams.audio else "none"
    stream.discard, video.discard = Discard.default, Discard.all
    if can_be_copied(stream):
        return CopiedSound(container, stream, span, output).packets(), "copied"
    return TranscodedSound(container, stream, span, output).packets(), "transcoded"


class _Joined:
    """The video packets of all parts as one stream of ``output``."""

    def __init__(self, parts: Sequence[Path], output: OutputContainer, time_base: Fraction) -> None:
        self._parts, self._time_base = parts, time_base
        self._open: InputContainer = av.open(f"file:{parts[0]}", format="mp4")
        template = self._open.streams.video[0]
        self._settings = template.codec_context.extradata
        self._stream: VideoStream = output.add_stream_from_template(template)
        self._stream.time_base = time_base

    def __enter__(self) -> _Joined:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def packets(self, timing: Timing, *, delete_parts: bool) -> Iterator[Packet[VideoStream]]:
        """All packets in decoding order, with their new times."""
        number = 0
        for path in self._parts:
            self._open.close()
            self._open = av.open(f"file:{path}", format="mp4")
            stream = self._open.streams.video[0]
            if stream.codec_context.extradata != self._settings:
                raise PermanentError("The overlay's parts were encoded differently; run the job again.")
            for packet in self._open.demux(stream):
                if not packet.size:
                    continue
                packet.pts, packet.dts = int(timing.pts[number]), int(timing.dts[number])
                packet.duration = int(timing.duration[number])
                packet.time_base = self._time_base
                packet.stream = self._stream
                number += 1
                yield packet
            if delete_parts:
                path.unlink()
