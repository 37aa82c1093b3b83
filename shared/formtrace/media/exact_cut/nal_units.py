"""H.264 and HEVC: the roles of the NAL units in a packet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from formtrace.media.exact_cut.packet_class import Bitstream, PacketClass

_START_CODE = b"\x00\x00\x01"
_HEAD_BYTES = 2048
"""How much of a NAL unit is looked at: parameter sets and SEI messages are shorter, slices tell sooner."""
_RECOVERY_POINT, _DISPLAY_ORIENTATION = 6, 47


def h264(extradata: bytes) -> Bitstream:
    """The rules of H.264 for a stream with that decoder configuration."""
    rules = _H26x(extradata, _avcc_length_bytes(extradata), _h264_unit, _h264_shape)
    return Bitstream(rules, one_picture_per_packet=True, shape=rules.shape)


def hevc(extradata: bytes) -> Bitstream:
    """The rules of HEVC for a stream with that decoder configuration."""
    rules = _H26x(extradata, _hvcc_length_bytes(extradata), _hevc_unit, _hevc_shape)
    return Bitstream(rules, one_picture_per_packet=True, shape=rules.shape)


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
    shape_of: Callable[[bytes], bytes]

    def __call__(self, data: bytes, is_key: bool) -> PacketClass:
        roles = {self._role_of(unit) for unit in self._units(data)}
        slices = roles & {_Unit.RESTART_SLICE, _Unit.SLICE}
        if _Unit.BROKEN in roles:
            return PacketClass.DAMAGED
        found = PacketClass.DEPENDENT
        if not slices or _Unit.SEQUENCE_END in roles:
            found |= PacketClass.UNSURE
        if _Unit.PARAMETERS in roles:
            found |= PacketClass.PARAMETERS
        if slices == {_Unit.RESTART_SLICE} or (slices and is_key and _Unit.RECOVERY_POINT in roles):
            return found | PacketClass.RESTART
        return found

    def shape(self, data: bytes) -> bytes:
        """Sequence parameter sets and display orientation messages."""
        units = (unit.rstrip(b"\0") for unit in self._units(data))
        return b"".join(self.shape_of(unit) for unit in units if unit not in self.extradata)

    def _units(self, data: bytes) -> Iterator[bytes]:
        return _annexb(data) if self.length_bytes == 0 else _length_prefixed(data, self.length_bytes)

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


def _h264_shape(head: bytes) -> bytes:
    kind = head[0] & 0x1F if head else 0
    return head if kind == 7 else _orientation(head[1:]) if kind == 6 else b""


def _hevc_shape(head: bytes) -> bytes:
    kind = head[0] >> 1 & 0x3F if len(head) > 2 else 0
    return head if kind == 33 else _orientation(head[2:]) if kind == 39 else b""


def _orientation(messages: bytes) -> bytes:
    """The display orientation among SEI messages, if there is one."""
    return b"".join(body for kind, body in _messages(messages) if kind == _DISPLAY_ORIENTATION)


def _recovers_at_once(messages: bytes) -> bool:
    """Whether an exact recovery point right here is among SEI messages (7.3.2.3.1, D.1.8)."""
    # recovery_frame_cnt 0 is the one bit 1 in ue(v); exact_match_flag 1
    return any(kind == _RECOVERY_POINT and body[:1] >= b"\xc0" for kind, body in _messages(messages))


def _messages(messages: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of SEI messages (H.264, 7.3.2.3.1)."""
    plain = messages.replace(b"\0\0\3", b"\0\0")  # 7.4.1: without emulation prevention
    at = 0
    while at + 2 < len(plain):
        kind, at = _number(plain, at)
        size, at = _number(plain, at)
        yield kind, plain[at : at + size]
        at += size


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number to which each byte of 255 adds until another one ends it, and where the next begins."""
    value = 0
    while data[at : at + 1] == b"\xff":
        value, at = value + 0xFF, at + 1
    return value + sum(data[at : at + 1]), at + 1


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
