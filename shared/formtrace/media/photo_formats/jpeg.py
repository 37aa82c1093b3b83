"""JPEG: ITU-T T.81, annex B.

Every scan of a progressive picture passes over all of its coefficients, so a few hundred bytes of scans can
cost seconds; cameras and encoders write about ten.
"""

from __future__ import annotations

import re
from enum import IntEnum

from formtrace.media.photo_formats.content import PhotoContent, damaged, too_much_work
from formtrace.media.photo_formats.exif import exif_orientation

_MAX_SEGMENTS = 4000
_MAX_SCANS = 100
_MAX_SCANNED_PIXELS = 1_500_000_000
"""Scans times pixels: a photo of 100 million pixels with fifteen scans."""

_START, _END = b"\xff\xd8", b"\xff\xd9"
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""The end of a scan: a marker that is neither a stuffed byte nor a restart."""


class _Marker(IntEnum):
    END = 0xD9
    SCAN = 0xDA
    EXIF = 0xE1


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PICTURE = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xE0, 0xEE, int(_Marker.SCAN)}
"""What makes the picture: frames, tables, restart interval, and colours (JFIF in APP0, Adobe in APP14)."""


def read_jpeg(data: bytes) -> PhotoContent:
    """Find the picture of a JPEG file.

    Raises:
        MediaError: it has no picture, or one that takes too much work.
    """
    kept, at, scans, size, orientation, ended = [_START], 2, 0, (0, 0), 1, False
    for _ in range(_MAX_SEGMENTS):
        found = _NEXT_MARKER.search(data, at)
        if found is None:
            break
        start, marker = found.start(), data[found.start() + 1]
        if marker == _Marker.END:
            ended = True
            break
        at = start + 2
        if marker in (0x01, 0xD8):
            continue
        content = data[at + 2 : at + int.from_bytes(data[at : at + 2], "big")]
        at += max(2, 2 + len(content))
        if marker in _FRAMES and len(content) >= 5:
            size = int.from_bytes(content[3:5], "big"), int.from_bytes(content[1:3], "big")
        if marker == _Marker.EXIF and content.startswith(b"Exif\0\0"):
            orientation = exif_orientation(content)
        if marker == _Marker.SCAN:
            scans += 1
            following = _NEXT_MARKER.search(data, at)
            at = following.start() if following else len(data)
        if scans > _MAX_SCANS or scans * size[0] * size[1] > _MAX_SCANNED_PIXELS:
            raise too_much_work()
        if marker in _PICTURE:
            kept.append(data[start:at])
    else:
        raise too_much_work()
    if not scans or not all(size):
        raise damaged()
    kept[-1] = kept[-1].removesuffix(b"\xff")
    return PhotoContent(b"".join([*kept, _END]), *size, orientation, may_be_cut=not ended)


def with_more_after_the_end(data: bytes) -> bytes:
    """The same JPEG with entropy-coded data before its end marker.

    A complete picture stays the same, since its last scan is full; one that was cut off changes.
    """
    return data.removesuffix(_END) + b"\xa5\x5a" * 64 + _END
