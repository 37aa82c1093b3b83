"""What a file is, by its first bytes. Its name says nothing."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from formtrace.errors import EmptyMediaError, UnrecognisedMediaError

if TYPE_CHECKING:
    from pathlib import Path

HEAD_BYTES = 1024
"""How much of a file :func:`sniff` wants to see."""

_ISO_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"moof"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_TS_SYNC = 0x47
_TS_STRIDES = (188, 192)
"""Packet sizes: broadcast, and with the time code of AVCHD and Blu-ray."""
_TS_PACKETS = 4
"""Sync bytes that must be there: four of them turn up by chance in one of ten million files."""


class Kind(Enum):
    """A format that is read. The value of a video's is the name of libavformat's demuxer for it.

    Animated WebP has none; :mod:`formtrace.media.animated_webp` makes a video of it.
    """

    MP4 = "mov"
    MATROSKA = "matroska"
    AVI = "avi"
    MPEGTS = "mpegts"
    MPEGPS = "mpeg"
    ASF = "asf"
    FLV = "flv"
    GIF = "gif"
    ANIMATED_WEBP = "animated_webp"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIF = "heif"

    @property
    def is_photo(self) -> bool:
        """Whether the file is a still picture."""
        return self in (Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIF)


_SIGNATURES = (
    (b"\x1a\x45\xdf\xa3", Kind.MATROSKA),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"FLV\x01", Kind.FLV),
    (b"\x00\x00\x01\xba", Kind.MPEGPS),  # pack header, ISO/IEC 13818-1, 2.5.3.3
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", Kind.ASF),
)
_ANIMATION = 0x02
"""The flag of an animated WebP in its extended header (RFC 9649, 2.7)."""
_RIFF = {b"AVI ": Kind.AVI, b"WEBP": Kind.WEBP}


def sniff(head: bytes) -> Kind:
    """Tell the format from the first :data:`HEAD_BYTES` bytes of a file (fewer where the file is shorter).

    Raises:
        EmptyMediaError: there are no bytes.
        UnrecognisedMediaError: they begin none of the formats in :class:`Kind`.
    """
    if not head:
        raise EmptyMediaError("The file is empty; upload it again.")
    kind = _iso(head) or _by_signature(head)
    if kind is None:
        raise UnrecognisedMediaError(
            "The file is not a video or photo that can be read; "
            "use MP4, MOV, MKV, WebM, AVI, MPEG, WMV, FLV or GIF for videos and JPEG, PNG, WebP or HEIC for "
            "photos."
        )
    return kind


def sniff_file(path: Path) -> Kind:
    """:func:`sniff` the file at ``path``."""
    with path.open("rb") as file:
        return sniff(file.read(HEAD_BYTES))


def _iso(head: bytes) -> Kind | None:
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return Kind.HEIF
    if head[4:12] == b"ftypavif":
        raise UnrecognisedMediaError("AVIF photos are not read; save the photo as JPEG, PNG, WebP or HEIC.")
    return Kind.MP4 if head[4:8] in _ISO_BOXES else None


def _by_signature(head: bytes) -> Kind | None:
    if head.startswith(b"RIFF"):
        is_animated = head[8:16] == b"WEBPVP8X" and len(head) > 20 and head[20] & _ANIMATION
        return Kind.ANIMATED_WEBP if is_animated else _RIFF.get(head[8:12])
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    return Kind.MPEGTS if _is_transport_stream(head) else None


def _is_transport_stream(head: bytes) -> bool:
    """Whether sync bytes come at a packet's distance, from wherever in a packet the recording begins."""
    return any(
        set(head[offset::stride]) == {_TS_SYNC} and len(head) > offset + (_TS_PACKETS - 1) * stride
        for stride in _TS_STRIDES
        for offset in range(stride)
    )
