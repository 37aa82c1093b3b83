"""VP8, VP9, AV1, MPEG and intra codecs: what the headers of a frame say."""

from __future__ import annotations

from formtrace.media.exact_cut.packet_class import Bitstream, PacketClass

_START_CODE = b"\x00\x00\x01"
_MIN_CODED_VOP_BYTES = 16


def _vp8(data: bytes, _is_key: bool) -> PacketClass:
    return PacketClass.DEPENDENT if data[0] & 1 else PacketClass.RESTART


def _vp9(data: bytes, is_key: bool) -> PacketClass:
    head = data[0]
    if head >> 6 != 2:
        return PacketClass.DAMAGED
    profile = head >> 5 & 1 | head >> 3 & 2
    after_profile = 2 if profile == 3 else 3
    show_existing, inter = head >> after_profile & 1, head >> after_profile - 1 & 1
    if show_existing or inter or not is_key:
        return PacketClass.RESIZED if _vp9_size(data) else PacketClass.DEPENDENT
    return PacketClass.RESTART


def _vp9_size(data: bytes) -> bytes:
    """The frame size in an uncompressed header, 4 bytes; ``b""`` where another frame's holds (VP9, 6.2)."""
    bits = _Bits(data[:32])
    bits.skip(2)
    profile = bits.read(1) | bits.read(1) << 1
    bits.skip(profile == 3)
    show_existing, inter, shown, resilient = (bits.read(1) for _ in range(4))
    if show_existing:
        return b""
    if not inter:
        bits.skip(24)
        _skip_vp9_colour(bits, profile)
        return bits.read(32).to_bytes(4, "big")
    intra_only = 0 if shown else bits.read(1)
    bits.skip(0 if resilient else 2)
    if intra_only:
        bits.skip(24)
        if profile:
            _skip_vp9_colour(bits, profile)
        bits.skip(8)
        return bits.read(32).to_bytes(4, "big")
    bits.skip(8 + 3 * 4)
    return b"" if any(bits.read(1) for _ in range(3)) else bits.read(32).to_bytes(4, "big")


def _skip_vp9_colour(bits: _Bits, profile: int) -> None:
    bits.skip(profile >= 2)
    is_rgb = bits.read(3) == 7
    if not is_rgb:
        bits.skip(1)
    if profile & 1:
        bits.skip(1 if is_rgb else 3)


class _Bits:
    """Reads bits from the first on; zeros beyond the end."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "big"), 8 * len(data)

    def read(self, count: int) -> int:
        self._left -= count
        shifted = self._value >> self._left if self._left >= 0 else self._value << -self._left
        return shifted & ((1 << count) - 1)

    def skip(self, count: int) -> None:
        self._left -= count


def _av1(data: bytes, is_key: bool) -> PacketClass:
    has_sequence, at = False, 0
    while at < len(data):
        header = data[at]
        kind, has_extension, has_size = header >> 3 & 15, header >> 2 & 1, header >> 1 & 1
        at += 1 + has_extension
        size = len(data) - at
        if has_size:
            size, at = _leb128(data, at)
        if header & 0x80 or at + size > len(data):
            return PacketClass.DAMAGED
        if kind == 1:
            has_sequence = True
        elif kind in (3, 6):  # frame header, frame
            # show_existing_frame 0, frame_type 00 (key), show_frame 1
            shown_key = size > 0 and data[at] >> 4 == 1
            return PacketClass.RESTART if shown_key and has_sequence and is_key else PacketClass.DEPENDENT
        at += size
    return PacketClass.DAMAGED


def _av1_sequence(data: bytes) -> bytes:
    """The sequence header, which sets the largest size."""
    at = 0
    while at < len(data):
        header = data[at]
        at += 1 + (header >> 2 & 1)
        size = len(data) - at
        if header >> 1 & 1:
            size, at = _leb128(data, at)
        if header >> 3 & 15 == 1:
            return data[at : at + size]
        at += size
    return b""


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for i in range(min(8, len(data) - at)):
        value |= (data[at + i] & 0x7F) << 7 * i
        if not data[at + i] & 0x80:
            return value, at + i + 1
    return len(data), at


def _mpeg4(data: bytes, _is_key: bool) -> PacketClass:
    vop = data.find(b"\x00\x00\x01\xb6")
    second = data.find(b"\x00\x00\x01\xb6", vop + 4)
    if vop < 0 or vop + 4 >= len(data):
        return PacketClass.DAMAGED
    # Tiny packets are VOPs that say "nothing changed" (vop_coded 0); two VOPs are a packed B-frame.
    is_odd = second >= 0 or len(data) < _MIN_CODED_VOP_BYTES
    is_intra = data[vop + 4] >> 6 == 0
    return (PacketClass.RESTART if is_intra else PacketClass.DEPENDENT) | (
        PacketClass.UNSURE if is_odd else PacketClass.DEPENDENT
    )


def _mpeg4_layer(data: bytes) -> bytes:
    """The video object layer, which sets the size; it comes before the first VOP (6.2.3)."""
    for number in range(0x20, 0x30):
        at = data.find(b"\x00\x00\x01" + bytes([number]), 0, 256)
        if at >= 0:
            return data[at : data.find(_START_CODE, at + 4)]
    return b""


def _jpeg_size(data: bytes) -> bytes:
    """Height and width in the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (0xC0, 0xC1, 0xC2):
            return data[at + 5 : at + 9]
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return b""


def _mpeg2(data: bytes, _is_key: bool) -> PacketClass:
    picture = data.find(b"\x00\x00\x01\x00")
    if not 0 <= picture < len(data) - 5:
        return PacketClass.DAMAGED
    intra = data[picture + 5] >> 3 & 7 == 1
    return PacketClass.RESTART if intra and data.find(b"\x00\x00\x01\xb3") >= 0 else PacketClass.DEPENDENT


def _intra(_data: bytes, _is_key: bool) -> PacketClass:
    return PacketClass.RESTART


def _gif(data: bytes, _is_key: bool) -> PacketClass:
    """The first picture comes with the file's header; each later one is drawn over those before."""
    return PacketClass.RESTART if data.startswith(b"GIF8") else PacketClass.DEPENDENT


def _h263(data: bytes, _is_key: bool) -> PacketClass:
    """ITU-T H.263, 5.1: start code, temporal reference, PTYPE; with PLUSPTYPE only the beginning counts."""
    bits = _Bits(data[:8])
    if bits.read(22) != 0x20:
        return PacketClass.DAMAGED
    bits.skip(8 + 5)
    has_more, is_inter = bits.read(3) == 7, bits.read(1)
    return PacketClass.DEPENDENT if has_more or is_inter else PacketClass.RESTART


def _from_the_beginning(_data: bytes, _is_key: bool) -> PacketClass:
    """Codecs whose decoders carry more than pictures from one to the next: rounding, tables."""
    return PacketClass.DEPENDENT


_SEQUENTIAL = Bitstream(_from_the_beginning, one_picture_per_packet=False)

FRAME_HEADERS = {
    "av1": Bitstream(_av1, one_picture_per_packet=True, shape=_av1_sequence),
    "vp9": Bitstream(_vp9, one_picture_per_packet=True, shape=_vp9_size),
    "vp8": Bitstream(_vp8, one_picture_per_packet=False),
    "mpeg4": Bitstream(_mpeg4, one_picture_per_packet=True, shape=_mpeg4_layer),
    "mpeg2video": Bitstream(_mpeg2, one_picture_per_packet=False),
    "mpeg1video": Bitstream(_mpeg2, one_picture_per_packet=False),
    "mjpeg": Bitstream(_intra, one_picture_per_packet=True, shape=_jpeg_size),
    "prores": Bitstream(_intra, one_picture_per_packet=True, shape=lambda data: data[16:20]),
    "gif": Bitstream(_gif, one_picture_per_packet=True),
    "h263": Bitstream(
        _h263, one_picture_per_packet=True, shape=lambda data: bytes(byte & 0x1C for byte in data[4:5])
    ),
    **dict.fromkeys(("flv1", "msmpeg4v2", "msmpeg4v3", "wmv1", "wmv2", "wmv3", "vc1", "vp6f"), _SEQUENTIAL),
}
"""The rules by libavcodec's name of the codec."""
