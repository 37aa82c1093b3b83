"""A HEIC photo as a phone writes it, as far as readers care: one HEVC picture in an ISO file of boxes.

Nothing here can encode HEIC, so a picture is encoded as a video of one frame, and its packet and decoder
configuration are put into the boxes of ISO/IEC 23008-12.
"""

from __future__ import annotations

import io
import struct
from typing import Any

import av
from PIL import Image


def heic(
    picture: Image.Image, quarter_turns: int | None = 0, mirror_axis: int | None = None, tiles: int = 0
) -> bytes:
    """The picture as HEIC, almost without loss.

    Readers turn it anticlockwise by ``quarter_turns`` and then mirror it: top and bottom for ``mirror_axis``
    0, left and right for 1; ``None`` leaves the property out. With ``tiles``, the file claims to be a grid of
    that many whole pictures, which no decoder could put together.
    """
    configuration, packet = _hevc(picture)
    width, height = picture.size
    properties = [_box(b"hvcC", configuration), _full(b"ispe", struct.pack(">II", width, height))]
    if quarter_turns is not None:
        properties.append(_box(b"irot", bytes([quarter_turns])))
    if mirror_axis is not None:
        properties.append(_box(b"imir", bytes([mirror_axis])))
    handler = _full(b"hdlr", struct.pack(">I4s12sB", 0, b"pict", bytes(12), 0))
    primary = _full(b"pitm", struct.pack(">H", 1))
    entry = _box(b"infe", struct.pack(">IHH4sB", 2 << 24, 1, 0, b"hvc1", 0))
    items = _full(b"iinf", struct.pack(">H", 1) + entry)
    numbers = bytes([0x81, 2, *(0x80 | place for place in range(3, len(properties) + 1))])
    associated = struct.pack(">IHB", 1, 1, len(properties)) + numbers
    described = _box(b"iprp", _box(b"ipco", b"".join(properties)) + _full(b"ipma", associated))
    if tiles:
        parts = struct.pack(f">HH{tiles}H", 1, tiles, *[1] * tiles)
        described += _full(b"iref", _box(b"dimg", parts))
    kind = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")

    def meta(offset: int) -> bytes:
        extent = struct.pack(">HHHHHII", 0x4400, 1, 1, 0, 1, offset, len(packet))
        return _full(b"meta", handler + primary + items + described + _full(b"iloc", extent))

    offset = len(kind) + len(meta(0)) + 8
    return kind + meta(offset) + _box(b"mdat", packet)


def _hevc(picture: Image.Image) -> tuple[bytes, bytes]:
    """Decoder configuration and the one packet."""
    video = io.BytesIO()
    with av.open(video, "w", format="mp4") as out:
        # With B-frames, libx265 computes DTS from the time of a picture that a one-frame video never has: the
        # value is uninitialised memory, and muxers refuse a DTS after the PTS.
        options = {"crf": "4", "preset": "ultrafast", "x265-params": "log-level=none:bframes=0"}
        stream: Any = out.add_stream("libx265", rate=1, options=options)
        stream.width, stream.height, stream.pix_fmt = *picture.size, "yuv420p"
        frame = av.VideoFrame.from_image(picture)
        frame.pts = 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    video.seek(0)
    with av.open(video) as container:
        read = container.streams.video[0]
        packet = next(packet for packet in container.demux(read) if packet.size)
        return bytes(read.codec_context.extradata or b""), bytes(packet)


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _full(kind: bytes, content: bytes) -> bytes:
    return _box(kind, bytes(4) + content)
