"""One way to decode, used everywhere: packets in, pictures out, each picture knowing its packet.

Containers are poor witnesses: times are missing in AVI, rounded in Matroska, shifted by edit lists in MP4.
So the time stamp that a packet carries through the decoder is its *number* in the stream. The decoder
reorders pictures and hands the number back with each, which says exactly which packet a picture came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import av
from av.video.codeccontext import VideoCodecContext

from formtrace.errors import UndecodableMediaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray


_MARKS_REFERENCES = frozenset({"h264", "mpeg4"})
"""Decoders that know from a packet whether others refer to it; HEVC's marks leave out higher layers."""


@dataclass(frozen=True, slots=True)
class DecoderSetup:
    """What a decoder must know before the first packet.

    ``reorder_depth`` is how many pictures may overtake one: a decoder that had to find out by itself would
    drop pictures while it learns. ``max_pixels`` makes it refuse a stream that grows beyond the limits.
    A ``doubted`` stream is decoded on one thread: with more, how a decoder patches a hole depends on timing.
    """

    name: str
    tag: int
    extradata: bytes
    width: int
    height: int
    reorder_depth: int
    bits_per_coded_sample: int
    max_pixels: int
    doubted: bool = False

    @classmethod
    def of(cls, stream: VideoStream, max_pixels: int) -> DecoderSetup:
        """Take the set-up from a stream of an open container."""
        context = stream.codec_context
        return cls(
            name=context.codec.name,
            tag=_tag_number(context),
            extradata=context.extradata or b"",
            width=context.width,
            height=context.height,
            reorder_depth=context.reorder_depth,
            bits_per_coded_sample=context.bits_per_coded_sample,
            max_pixels=max_pixels,
        )

    def open(self, threads: int, *, draft: bool = False) -> VideoCodecContext:
        """Make a decoder that runs on ``threads`` threads; ``draft`` as in :func:`decode`."""
        try:
            context = av.CodecContext.create(self.name, "r")
        except (av.FFmpegError, ValueError) as error:
            raise UndecodableMediaError(f"There is no decoder for {self.name!r} here.") from error
        assert isinstance(context, VideoCodecContext)
        context.extradata = self.extradata or None
        context.width, context.height = self.width, self.height
        context.bits_per_coded_sample = self.bits_per_coded_sample
        context.reorder_depth = self.reorder_depth
        if self.tag:
            context.codec_tag = self.tag.to_bytes(4, "little").decode("ascii")
        context.options = {"max_pixels": str(self.max_pixels)}
        if draft:
            context.options |= {"skip_loop_filter": "noref"}
        context.thread_count = 1 if self.doubted else threads
        context.thread_type = "SLICE" if context.thread_count == 1 else "AUTO"
        return context


def _tag_number(context: VideoCodecContext) -> int:
    try:
        return int.from_bytes(context.codec_tag.encode("ascii"), "little")
    except UnicodeError:
        return 0


def decode(
    setup: DecoderSetup,
    packets: Iterable[Packet[Any]],
    threads: int = 1,
    needed: NDArray[np.bool_] | None = None,
    *,
    draft: bool = False,
) -> Iterator[VideoFrame]:
    """Yield the pictures of ``packets`` in the order in which they are to be shown.

    ``needed`` (P,) says whose pictures are; one that is not, and that no other refers to, may be left out.
    In a ``draft``, pictures that no other refers to are left without their deblocking filter.
    Each picture's ``pts`` is that of its packet. Packets that the decoder refuses are passed over, as players
    do; the caller notices by the number that does not come back.
    """
    context = setup.open(threads, draft=draft)
    may_skip = needed is not None and setup.name in _MARKS_REFERENCES and not setup.doubted
    for number, packet in enumerate(packets):
        if may_skip:
            context.skip_frame = "DEFAULT" if needed is None or needed[number] else "NONREF"
        try:
            yield from context.decode(packet)
        except av.FFmpegError:
            continue
    try:
        yield from context.decode(None)
    except av.FFmpegError:
        return
