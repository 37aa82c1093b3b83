"""PNG: W3C Portable Network Graphics (Third Edition), 5."""

from __future__ import annotations

import struct
import zlib

from formtrace.media.photo_formats.content import PhotoContent, damaged, too_much_work
from formtrace.media.photo_formats.exif import exif_orientation

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MAX_CHUNKS = 50_000
_MAX_EXIF_BYTES = 65_536


def read_png(data: bytes) -> PhotoContent:
    """Find the picture of a PNG file: header, palette, transparency and picture data, nothing else.

    Raises:
        MediaError: it has no picture, or far too many chunks.
    """
    kept: dict[bytes, bytes] = {}
    picture, orientation, at = [], 1, len(_SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(data):
            break
        size, name = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + size]
        at += 12 + size
        if name == b"IDAT":
            picture.append(content)
        elif name in (b"IHDR", b"PLTE", b"tRNS"):
            kept.setdefault(name, content)
        elif name == b"eXIf":
            orientation = exif_orientation(content[:_MAX_EXIF_BYTES])
        elif name == b"IEND":
            break
    else:
        raise too_much_work()
    if len(kept.get(b"IHDR", b"")) != 13 or not picture:
        raise damaged()
    width, height = struct.unpack_from(">II", kept[b"IHDR"])
    chunks = [*kept.items(), (b"IDAT", b"".join(picture)), (b"IEND", b"")]
    return PhotoContent(_SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks), width, height, orientation)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
