"""The sound of a source, as MP4 for browsers can carry it.

AAC and MP3 are copied packet by packet. Everything else (Opus, Vorbis, PCM, AC-3, ...) is decoded and encoded
as AAC; gaps between its time stamps become silence, so that it stays in sync to the end. Both kinds come with
times from the first frame of the video: packets that lie before it or after its end are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from numpy.typing import NDArray

_COPIED_AAC_PROFILES = ("LC", "HE-AAC", "HE-AACv2")
_AAC_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_AAC_FRAME = 1024
_BITS_PER_CHANNEL = 80_000
_JUMP_S = 0.04
"""Time stamps that are off by less are the jitter of coarse time bases, not gaps, and cannot be heard."""


@dataclass(frozen=True, slots=True)
class Span:
    """The part of the source that is shown, in seconds of its own clock."""

    start_s: Fraction
    end_s: Fraction


def choose_sound(container: InputContainer) -> AudioStream | None:
    """The first audio stream that can be decoded, as players choose; ``None`` if there is none."""
    return next((stream for stream in container.streams.audio if _decodable(stream)), None)


def _decodable(stream: AudioStream) -> bool:
    context: AudioCodecContext | None = getattr(stream, "codec_context", None)
    if context is None:
        return False
    try:
        context.open(strict=False)
    except av.FFmpegError:
        return False
    return True


def can_be_copied(stream: AudioStream) -> bool:
    """Whether browsers play the stream's codec from MP4 as it is."""
    context = stream.codec_context
    if context.name == "aac":
        # Without a decoder configuration the packets carry ADTS headers, which MP4 does not.
        return bool(context.extradata) and context.profile in _COPIED_AAC_PROFILES
    return context.name in ("mp3", "mp3float")


class CopiedSound:
    """The source's packets as they are."""

    def __init__(
        self, container: InputContainer, stream: AudioStream, span: Span, output: OutputContainer
    ) -> None:
        self._container, self._source, self._span = container, stream, span
        self._stream = output.add_stream_from_template(stream)

    def packets(self) -> Iterator[Packet[AudioStream]]:
        """The sound in order of DTS, ready to be muxed; times start at the span's start."""
        previous: Packet[AudioStream] | None = None
        started, last_pts = False, None
        for packet in _readable(self._container, self._source):
            if packet.pts is None or packet.time_base is None:
                continue
            if last_pts is not None and packet.pts <= last_pts:
                continue  # Damaged: MP4 needs rising times.
            last_pts = packet.pts
            start_s = packet.pts * packet.time_base
            if start_s >= self._span.end_s:
                return
            if start_s + (packet.duration or 0) * packet.time_base <= self._span.start_s:
                previous = packet
                continue
            # The transform overlaps: the first packet is right only after the one before it, which an edit
            # list keeps silent.
            if not started and previous is not None:
                yield self._shifted(previous)
            started = True
            yield self._shifted(packet)

    def _shifted(self, packet: Packet[AudioStream]) -> Packet[AudioStream]:
        if packet.pts is None or packet.time_base is None:
            raise ValueError("a packet without time cannot be shifted")
        packet.pts -= round(self._span.start_s / packet.time_base)
        packet.dts = packet.pts
        packet.stream = self._stream
        return packet


class TranscodedSound:
    """The source's sound as AAC, mono or stereo."""

    def __init__(
        self, container: InputContainer, stream: AudioStream, span: Span, output: OutputContainer
    ) -> None:
        self._container, self._source, self._span = container, stream, span
        rate = stream.codec_context.sample_rate
        self._rate = rate if rate in _AAC_RATES else 48000
        self._layout = "mono" if stream.codec_context.channels == 1 else "stereo"
        self._channels = 1 if self._layout == "mono" else 2
        self._stream = output.add_stream("aac", rate=self._rate, layout=self._layout)
        self._stream.bit_rate = _BITS_PER_CHANNEL * self._channels

    def packets(self) -> Iterator[Packet[AudioStream]]:
        """The sound in order of DTS, ready to be muxed; times start at the span's start."""
        position = 0
        pending = np.zeros((self._channels, 0), np.float32)
        for samples in self._on_schedule():
            pending = np.concatenate([pending, samples], axis=1)
            while pending.shape[1] >= _AAC_FRAME:
                yield from self._stream.encode(self._frame(pending[:, :_AAC_FRAME], position))
                pending = pending[:, _AAC_FRAME:]
                position += _AAC_FRAME
        if pending.shape[1]:
            yield from self._stream.encode(self._frame(pending, position))
        if position or pending.shape[1]:
            yield from self._stream.encode(None)

    def _frame(self, samples: NDArray[np.float32], position: int) -> AudioFrame:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=self._layout)
        frame.sample_rate = self._rate
        frame.time_base = Fraction(1, self._rate)
        frame.pts = position
        return frame

    def _on_schedule(self) -> Iterator[NDArray[np.float32]]:
        """Samples (channels, n) without gaps from the span's start on; silence where the source has none."""
        written, total = 0, round((self._span.end_s - self._span.start_s) * self._rate)
        for frame in self._resampled():
            samples = frame.to_ndarray().astype(np.float32, copy=False)
            start = written
            if frame.pts is not None and frame.time_base is not None:
                start = round((frame.pts * frame.time_base - self._span.start_s) * self._rate)
            if abs(start - written) < _JUMP_S * self._rate and written:
                start = written
            if start > written:
                yield np.zeros((self._channels, min(start, total) - written), np.float32)
                written = min(start, total)
            samples = samples[:, max(written - start, 0) : max(total - start, 0)]
            if samples.shape[1]:
                yield samples
                written += samples.shape[1]
            if written >= total:
                return

    def _resampled(self) -> Iterator[AudioFrame]:
        resampler, kind = None, None
        for frame in _decoded(self._container, self._source):
            if kind != (frame.format.name, frame.layout.name, frame.sample_rate):
                yield from resampler.resample(None) if resampler else ()
                kind = (frame.format.name, frame.layout.name, frame.sample_rate)
                resampler = AudioResampler(format="fltp", layout=self._layout, rate=self._rate)
            if resampler is not None:
                yield from resampler.resample(frame)
        yield from resampler.resample(None) if resampler else ()


def _readable(container: InputContainer, stream: AudioStream) -> Iterator[Packet[AudioStream]]:
    """The stream's packets as far as the file can be read: a damaged end costs its sound, not the job."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError):
            return
        if packet.size:
            yield packet


def _decoded(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """The stream's frames; packets that cannot be decoded leave gaps."""
    for packet in _readable(container, stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        yield from frames
    yield from stream.codec_context.decode(None)
