"""The parts of a file, by its syntax: where each begins and ends, and where its size is written.

Nothing is validated: a file is cut into parts as far as it can be, and the rest is one part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Order = Literal["big", "little"]


@dataclass(frozen=True)
class SizeField:
    """A number that says how long a part is: ``width`` bytes at ``at``; it counts from ``since``."""

    at: int
    width: int
    order: Order
    since: int
    is_vint: bool = False


@dataclass(frozen=True)
class Element:
    """A part: its header from ``start``, its content from ``body`` to ``end``, the parts around it."""

    start: int
    body: int
    end: int
    size: SizeField | None = None
    parents: tuple[int, ...] = ()


_ISO_CONTAINERS = (
    b"moov trak mdia minf stbl dinf edts udta mvex moof traf mfra iprp ipco stsd meta tref sinf schi".split()
)
_ISO_SKIP = {b"stsd": 8, b"meta": 4}
_EBML_CONTAINERS = {
    0x1A45DFA3, 0x18538067, 0x114D9B74, 0x4DBB, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0xE1, 0x55B0,
    0x1F43B675, 0xA0, 0x1C53BB6B, 0xBB, 0xB7, 0x1254C367, 0x7373, 0x67C8,
}  # fmt: skip
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_TS_PACKET = 188
_MOST = 4000


def elements(content: bytes, syntax: str) -> list[Element]:
    """The parts of a file, parents before their parts."""
    found: list[Element] = []
    for element in _WALKS[syntax](content):
        found.append(element)
        if len(found) == _MOST:
            break
    return found


def _iso(data: bytes) -> Iterator[Element]:
    yield from _nested(data, _iso_header, 0, len(data), ())


def _iso_header(data: bytes, at: int, end: int) -> tuple[int, int, SizeField, int | None]:
    size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
    body, field = at + 8, SizeField(at, 4, "big", at)
    if size == 1:
        size, body, field = (
            int.from_bytes(data[at + 8 : at + 16], "big"),
            at + 16,
            SizeField(at + 8, 8, "big", at),
        )
    inner = body + _ISO_SKIP.get(kind, 0) if kind in _ISO_CONTAINERS else None
    return body, at + size if size else end, field, inner


def _riff(data: bytes) -> Iterator[Element]:
    yield from _nested(data, _riff_header, 0, len(data), ())


def _riff_header(data: bytes, at: int, end: int) -> tuple[int, int, SizeField, int | None]:
    size, kind = int.from_bytes(data[at + 4 : at + 8], "little"), data[at : at + 4]
    inner = at + 12 if kind in (b"RIFF", b"LIST") else None
    return at + 8, at + 8 + size + size % 2, SizeField(at + 4, 4, "little", at + 8), inner


def _ebml(data: bytes) -> Iterator[Element]:
    yield from _nested(data, _ebml_header, 0, len(data), ())


def _ebml_header(data: bytes, at: int, end: int) -> tuple[int, int, SizeField, int | None]:
    id_width = _vint_width(data, at)
    width = _vint_width(data, at + id_width)
    body = at + id_width + width
    raw = int.from_bytes(data[at + id_width : body], "big") & ((1 << 7 * width) - 1)
    unknown = raw == (1 << 7 * width) - 1
    kind = int.from_bytes(data[at : at + id_width], "big")
    field = SizeField(at + id_width, width, "big", body, is_vint=True)
    return body, end if unknown else body + raw, field, body if kind in _EBML_CONTAINERS else None


def _vint_width(data: bytes, at: int) -> int:
    return 9 - data[at].bit_length() if at < len(data) and data[at] else 8


def _asf(data: bytes) -> Iterator[Element]:
    yield from _nested(data, _asf_header, 0, len(data), ())


def _asf_header(data: bytes, at: int, end: int) -> tuple[int, int, SizeField, int | None]:
    size = int.from_bytes(data[at + 16 : at + 24], "little")
    inner = at + 30 if data[at : at + 16] == _ASF_HEADER else None
    return at + 24, at + size, SizeField(at + 16, 8, "little", at), inner


Header = Callable[[bytes, int, int], tuple[int, int, SizeField, int | None]]


def _nested(data: bytes, header: Header, at: int, end: int, parents: tuple[int, ...]) -> Iterator[Element]:
    """Parts of a syntax in which each begins with its size, at most eight deep."""
    while at + 8 <= end:
        body, stop, size, inner = header(data, at, end)
        stop = min(stop, end)
        if stop <= at:
            break
        yield Element(at, min(body, stop), stop, size, parents)
        if inner is not None and len(parents) < 8:
            yield from _nested(data, header, inner, stop, (*parents, at))
        at = stop


def _flv(data: bytes) -> Iterator[Element]:
    at = 13
    while at + 11 <= len(data):
        end = min(at + 15 + int.from_bytes(data[at + 1 : at + 4], "big"), len(data))
        yield Element(at, at + 11, end, SizeField(at + 1, 3, "big", at + 11))
        at = end


def _ts(data: bytes) -> Iterator[Element]:
    for at in range(0, len(data), _TS_PACKET):
        yield Element(at, min(at + 4, len(data)), min(at + _TS_PACKET, len(data)))


def _start_codes(data: bytes) -> Iterator[Element]:
    marks = [match.start() for match in re.finditer(b"\0\0\1", data)]
    for at, end in zip(marks, [*marks[1:], len(data)], strict=False):
        yield Element(at, min(at + 6, end), end, SizeField(at + 4, 2, "big", at + 6))


def _gif(data: bytes) -> Iterator[Element]:
    """Its blocks begin with a comma or an exclamation mark; some of those found are within pictures."""
    marks = [match.start() for match in re.finditer(rb"[!,]", data)][:_MOST]
    for at, end in zip(marks, [*marks[1:], len(data)], strict=False):
        yield Element(at, min(at + 10, end), end)


def _jpeg(data: bytes) -> Iterator[Element]:
    marks = [match.start() for match in re.finditer(b"\xff[^\x00\xff]", data)]
    for at, end in zip(marks, [*marks[1:], len(data)], strict=False):
        yield Element(at, min(at + 4, end), end, SizeField(at + 2, 2, "big", at + 2))


def _png(data: bytes) -> Iterator[Element]:
    at = 8
    while at + 12 <= len(data):
        end = min(at + 12 + int.from_bytes(data[at : at + 4], "big"), len(data))
        yield Element(at, at + 8, end, SizeField(at, 4, "big", at + 8))
        at = end


_WALKS: dict[str, Callable[[bytes], Iterator[Element]]] = {
    "iso": _iso,
    "ebml": _ebml,
    "riff": _riff,
    "asf": _asf,
    "flv": _flv,
    "ts": _ts,
    "startcodes": _start_codes,
    "gif": _gif,
    "jpeg": _jpeg,
    "png": _png,
}
