"""What a packet's first bits tell: can decoding start here, and can the packet be what it claims to be.

Containers mark keyframes, but not reliably: without a sync table every sample of an MP4 counts as one, and
some writers mark any intra picture. A restart must give the same pixels as a decode from the beginning, so
it is read from the bitstream itself:

* H.264: an IDR picture, or a recovery point SEI message with ``recovery_frame_cnt`` 0 and
  ``exact_match_flag`` 1 (ITU-T H.264, 7.4.1.2.1, D.2.8)
* HEVC: an intra random access point: IDR, CRA or BLA (ITU-T H.265, 7.4.2.2)
* AV1: a shown key frame (AV1 specification, 5.9.2) · VP9, VP8: a key frame (RFC 6386 for VP8)
* MPEG-4 Part 2: a coded I-VOP (ISO/IEC 14496-2, 6.2.5) · MPEG-2: an I picture (ISO/IEC 13818-2, 6.2.3)
* Motion JPEG and ProRes: every picture

Pictures that follow a restart in the file but precede it on screen (the leading pictures of an open GOP) may
still refer to what came before; the planner never takes them from such a start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, Flag, auto

_START_CODE = b"\x00\x00\x01"
_HEAD_BYTES = 256
"""How much of a NAL unit is looked at: parameter sets and SEI messages are shorter, slices tell sooner."""
_RECOVERY_POINT = 6
_MIN_CODED_VOP_BYTES = 16


class PacketClass(Flag):
    """What a packet's first bits make of it."""

    DEPENDENT = 0
    """Refers to earlier packets; nothing else is to be said of it."""
    RESTART = auto()
    """A decoder can start here."""
    UNSURE = auto()
    """May give no picture, or two."""
    PARAMETERS = auto()
    """Sets parameters that a decoder which starts later would miss."""
    DAMAGED = auto()
    """Not what its codec allows."""


@dataclass(frozen=True, slots=True)
class Bitstream:
    """Classifies the packets of one stream.

    Attributes:
        classify: from a packet's bytes, and the container's keyframe flag, to its class.
        one_picture_per_packet: whether every sound packet gives exactly one picture.
    """

    classify: Callable[[bytes, bool], PacketClass]
    one_picture_per_packet: bool


def bitstream(codec: str, extradata: bytes) -> Bitstream | None:
    """Return the rules of a codec by libavcodec's name for it, or ``None`` where it is not read."""
    if codec == "h264":
        rules = _H26x(extradata, _avcc_length_bytes(extradata), _h264_unit)
        return Bitstream(rules, one_picture_per_packet=True)
    if codec == "hevc":
        rules = _H26x(extradata, _hvcc_length_bytes(extradata), _hevc_unit)
        return Bitstream(rules, one_picture_per_packet=True)
    return _OTHERS.get(codec)


class _Unit(Enum):
    """The role of a NAL unit."""

    RESTART_SLICE = 1
    SLICE = 2
    RECOVERY_POINT = 3
    PARAMETERS = 4
    SEQUENCE_END = 5
    OTHER = 6
    BROKEN = 7


@dataclass(frozen=True, slots=True)
class _H26x:
    """Classifier for H.264 and HEVC. ``length_bytes`` is 0 for Annex B streams."""

    extradata: bytes
    length_bytes: int
    role: Callable[[bytes], _Unit]

    def __call__(self, data: bytes, is_key: bool) -> PacketClass:
        units = _annexb(data) if self.length_bytes == 0 else _length_prefixed(data, self.length_bytes)
        roles = {self._role_of(unit) for unit in units}
        slices = roles & {_Unit.RESTART_SLICE, _Unit.SLICE}
        if _Unit.BROKEN in roles:
            return PacketClass.DAMAGED
        found = PacketClass.DEPENDENT
        if not slices or _Unit.SEQUENCE_END in roles:
            found |= PacketClass.UNSURE
        if slices == {_Unit.RESTART_SLICE} or (slices and is_key and _Unit.RECOVERY_POINT in roles):
            return found | PacketClass.RESTART
        return found | PacketClass.PARAMETERS if _Unit.PARAMETERS in roles else found

    def _role_of(self, unit: bytes) -> _Unit:
        role = self.role(unit)
        is_repetition = role is _Unit.PARAMETERS and unit.rstrip(b"\0") in self.extradata
        return _Unit.OTHER if is_repetition else role


def _avcc_length_bytes(extradata: bytes) -> int:
    """Size of the length before each NAL unit (ISO/IEC 14496-15, 5.3.3.1), 0 for Annex B."""
    return (extradata[4] & 3) + 1 if len(extradata) > 6 and extradata[0] == 1 else 0


def _hvcc_length_bytes(extradata: bytes) -> int:
    """Size of the length before each NAL unit (ISO/IEC 14496-15, 8.3.3.1), 0 for Annex B."""
    is_annexb = extradata[:3] in (b"\0\0\0", _START_CODE)
    return (extradata[21] & 3) + 1 if len(extradata) > 22 and not is_annexb else 0


def _length_prefixed(data: bytes, length_bytes: int) -> Iterator[bytes]:
    """The beginning of every NAL unit; an empty one where the lengths do not add up."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + length_bytes], "big")
        at += length_bytes
        if size == 0 or at + size > len(data):
            yield b""
            return
        yield data[at : at + min(size, _HEAD_BYTES)]
        at += size


def _annexb(data: bytes) -> Iterator[bytes]:
    """The beginning of every NAL unit, with zeros after it where there are some."""
    at = data.find(_START_CODE)
    while at >= 0:
        following = data.find(_START_CODE, at + 3)
        end = len(data) if following < 0 else following
        yield data[at + 3 : min(end, at + 3 + _HEAD_BYTES)]
        at = following


def _h264_unit(head: bytes) -> _Unit:
    if not head or head[0] & 0x80:
        return _Unit.BROKEN
    kind = head[0] & 0x1F
    if kind == 5:
        return _Unit.RESTART_SLICE
    if 1 <= kind <= 4:
        return _Unit.SLICE
    if kind == 6 and _recovers_at_once(head[1:]):
        return _Unit.RECOVERY_POINT
    if kind in (7, 8):
        return _Unit.PARAMETERS
    return _Unit.OTHER


def _recovers_at_once(messages: bytes) -> bool:
    """Whether an exact recovery point right here is among SEI messages (7.3.2.3.1, D.1.8)."""
    at = 0
    while at + 2 < len(messages):
        kind, size = messages[at], messages[at + 1]
        if kind == _RECOVERY_POINT:
            # recovery_frame_cnt 0 is the one bit 1 in ue(v); exact_match_flag 1
            return messages[at + 2] >> 6 == 0b11
        if 0xFF in (kind, size):
            return False  # more than anything that comes before a recovery point
        at += 2 + size
    return False


def _hevc_unit(head: bytes) -> _Unit:
    if len(head) < 2 or head[0] & 0x80:
        return _Unit.BROKEN
    kind = head[0] >> 1 & 0x3F
    if 16 <= kind <= 21:
        return _Unit.RESTART_SLICE
    if kind < 32:
        return _Unit.SLICE
    if kind in (32, 33, 34):
        return _Unit.PARAMETERS
    # After an end of sequence the leading pictures of the next access point are not shown.
    return _Unit.SEQUENCE_END if kind in (36, 37) else _Unit.OTHER


def _vp8(data: bytes, _is_key: bool) -> PacketClass:
    return PacketClass.DEPENDENT if data[0] & 1 else PacketClass.RESTART


def _vp9(data: bytes, is_key: bool) -> PacketClass:
    head = data[0]
    if head >> 6 != 2:
        return PacketClass.DAMAGED
    profile = head >> 5 & 1 | head >> 3 & 2
    after_profile = 2 if profile == 3 else 3
    show_existing, inter = head >> after_profile & 1, head >> after_profile - 1 & 1
    return PacketClass.DEPENDENT if show_existing or inter or not is_key else PacketClass.RESTART


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


def leading_header(codec: str, first_packet: bytes, extradata: bytes) -> bytes:
    """What a decoder would only learn from the first packet and needs for later ones, too.

    DivX says in a comment before the first VOP that B-frames are packed, and the container may not repeat it.
    """
    if codec != "mpeg4":
        return b""
    header = first_packet[: max(0, first_packet.find(b"\x00\x00\x01\xb6"))]
    return b"" if header in extradata else header


def _mpeg2(data: bytes, _is_key: bool) -> PacketClass:
    picture = data.find(b"\x00\x00\x01\x00")
    if not 0 <= picture < len(data) - 5:
        return PacketClass.DAMAGED
    intra = data[picture + 5] >> 3 & 7 == 1
    return PacketClass.RESTART if intra and data.find(b"\x00\x00\x01\xb3") >= 0 else PacketClass.DEPENDENT


def _intra(_data: bytes, _is_key: bool) -> PacketClass:
    return PacketClass.RESTART


_OTHERS = {
    "av1": Bitstream(_av1, one_picture_per_packet=True),
    "vp9": Bitstream(_vp9, one_picture_per_packet=True),
    "vp8": Bitstream(_vp8, one_picture_per_packet=False),
    "mpeg4": Bitstream(_mpeg4, one_picture_per_packet=True),
    "mpeg2video": Bitstream(_mpeg2, one_picture_per_packet=False),
    "mpeg1video": Bitstream(_mpeg2, one_picture_per_packet=False),
    "mjpeg": Bitstream(_intra, one_picture_per_packet=True),
    "prores": Bitstream(_intra, one_picture_per_packet=True),
}
