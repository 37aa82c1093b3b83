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


def heic(picture: Image.Image, quarter_turns: int = 0) -> bytes:
    """The picture as HEIC, almost without loss; readers turn it anticlockwise by ``quarter_turns``."""
    configuration, packet = _hevc(picture)
    width, height = picture.size
    properties = [
        _box(b"hvcC", configuration),
        _full(b"ispe", struct.pack(">II", width, height)),
        _box(b"irot", bytes([quarter_turns])),
    ]
    handler = _full(b"hdlr", struct.pack(">I4s12sB", 0, b"pict", bytes(12), 0))
    primary = _full(b"pitm", struct.pack(">H", 1))
    entry = _box(b"infe", struct.pack(">IHH4sB", 2 << 24, 1, 0, b"hvc1", 0))
    items = _full(b"iinf", struct.pack(">H", 1) + entry)
    associated = struct.pack(">IHB", 1, 1, len(properties)) + bytes([0x81, 2, 0x83])
    described = _box(b"iprp", _box(b"ipco", b"".join(properties)) + _full(b"ipma", associated))
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
