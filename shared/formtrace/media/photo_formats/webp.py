"""WebP: RFC 9649."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from formtrace.media.photo_formats.content import PhotoContent, damaged, too_much_work
from formtrace.media.photo_formats.exif import exif_orientation

_MAX_CHUNKS = 1000
_MAX_EXIF_BYTES = 65_536
_ALPHA = 0x10


def read_webp(data: bytes) -> PhotoContent:
    """Find the picture of a WebP file: its bitstream and its transparency.

    Raises:
        MediaError: it has no picture, or far too many chunks.
    """
    kept: dict[bytes, bytes] = {}
    orientation = 1
    for name, content in _chunks(data):
        if name in (b"VP8 ", b"VP8L", b"ALPH"):
            kept.setdefault(name, content)
        elif name == b"EXIF":
            orientation = exif_orientation(content[:_MAX_EXIF_BYTES])
    bitstream = next((name for name in (b"VP8 ", b"VP8L") if len(kept.get(name, b"")) >= 10), None)
    if bitstream is None:
        raise damaged()
    width, height = _lossless_size(kept[bitstream]) if bitstream == b"VP8L" else _lossy_size(kept[bitstream])
    chunks = _chunk(bitstream, kept[bitstream])
    if bitstream == b"VP8 " and b"ALPH" in kept and width and height:
        canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        chunks = _chunk(b"VP8X", bytes([_ALPHA, 0, 0, 0]) + canvas) + _chunk(b"ALPH", kept[b"ALPH"]) + chunks
    return PhotoContent(_chunk(b"RIFF", b"WEBP" + chunks), width, height, orientation)


def read_animation(data: bytes, max_frames: int) -> tuple[PhotoContent, int]:
    """Measure an animated WebP file: itself, with the size of its canvas, and its number of pictures.

    Raises:
        MediaError: it is no animation, or has far too many chunks.
    """
    chunks = [(name, content[:10]) for name, content in _chunks(data, max_frames + _MAX_CHUNKS)]
    canvas = next((content for name, content in chunks if name == b"VP8X"), b"")
    count = sum(name == b"ANMF" for name, _ in chunks)
    if len(canvas) < 10 or not count:
        raise damaged()
    width, height = (int.from_bytes(canvas[at : at + 3], "little") + 1 for at in (4, 7))
    return PhotoContent(data, width, height), count


def _chunks(data: bytes, limit: int = _MAX_CHUNKS) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    for _ in range(limit):
        if at + 8 > len(data):
            return
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise too_much_work()


def _lossy_size(frame: bytes) -> tuple[int, int]:
    """Size in the header of a VP8 key frame (RFC 6386, 9.1)."""
    width, height = struct.unpack_from("<HH", frame, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless_size(frame: bytes) -> tuple[int, int]:
    """Size in the header of a VP8L picture (RFC 9649, 3.4)."""
    bits = int.from_bytes(frame[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
