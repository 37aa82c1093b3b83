"""Opening an untrusted file.

libav would gladly follow a playlist to any address, guess a format by a file's name and take ``concat:`` for
a protocol. Here it gets no guess to make: the demuxer is the one that our own sniffing names, the only
protocol is ``file``, and data references to other files stay off (libavformat's default).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import av
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from formtrace.errors import NoVideoError, UndecodableMediaError, UnrecognisedMediaError
from formtrace.media.sniff import Kind, sniff_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet

    from formtrace.clip.limits import Limits

_NOT_PICTURES = Disposition.attached_pic | Disposition.timed_thumbnails


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[tuple[InputContainer, VideoStream, Kind]]:
    """Open a video file, choose its video stream and shut all others out.

    Raises:
        MediaError: it is empty, too large, not a video, damaged, or without a video stream.
    """
    limits.check_bytes(path.stat().st_size)
    kind = sniff_file(path)
    if kind.is_photo:
        raise UnrecognisedMediaError("The file is a photo, not a video; analyse it as an image.")
    options = {
        "format_whitelist": kind.value,
        "protocol_whitelist": "file",
        "max_pixels": str(limits.decoder_pixels),
        "threads": "1",
    }
    try:
        container = av.open(
            f"file:{path}", "r", format=kind.value, options=options, metadata_errors="replace"
        )
    except (av.FFmpegError, ValueError) as error:
        raise UndecodableMediaError(
            "The video is damaged or incomplete and cannot be opened; export or upload it again."
        ) from error
    with container:
        limits.check_streams(len(container.streams))
        stream = _choose(container)
        for other in container.streams:
            if other.index != stream.index:
                other.discard = Discard.all
        yield container, stream, kind


def _choose(container: InputContainer) -> VideoStream:
    """The default video stream, the largest of several, never a cover picture."""
    streams = [s for s in container.streams.video if not s.disposition & _NOT_PICTURES]
    if not streams:
        raise NoVideoError("The file holds no video, only sound or data; upload one with a picture.")
    best = max(
        streams,
        key=lambda s: (_decodable(s), bool(s.disposition & Disposition.default), _pixels(s), -s.index),
    )
    if not _decodable(best):
        raise UndecodableMediaError(
            "The video's codec is not supported; export it as MP4 with H.264 and upload that."
        )
    return best


def _decodable(stream: VideoStream) -> bool:
    # PyAV's stubs do not say that a stream without a decoder has no codec context.
    return getattr(stream, "codec_context", None) is not None


def _pixels(stream: VideoStream) -> int:
    return stream.codec_context.width * stream.codec_context.height if _decodable(stream) else 0


def packets(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    """Yield the stream's packets in file order, without the empty ones that only flush a decoder."""
    try:
        for packet in container.demux(stream):
            if packet.size:
                yield packet
    except IndexError:
        # PyAV, when it wants to flush streams that turned up on the way, as damaged MPEG-TS makes them.
        return


def numbered(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    """Yield the stream's packets with their number in place of a time; end where the file breaks off."""
    try:
        for number, packet in enumerate(packets(container, stream)):
            packet.pts, packet.dts = number, number
            yield packet
    except av.FFmpegError:
        return
