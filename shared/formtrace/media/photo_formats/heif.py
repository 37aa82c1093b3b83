"""HEIF as HEIC uses it: ISO/IEC 23008-12 over the boxes of ISO/IEC 14496-12.

The file goes to its decoder as it is: pictures, tiles and properties refer to places in it. What is read here
bounds the work: a small picture may be assembled from thousands of large tiles.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from formtrace.media.photo_formats.content import PhotoContent, damaged, too_much_work

_MAX_BOXES = 20_000
_MAX_VISITS = 5000
_MAX_DEPTH = 4
_MAX_DECODED_PIXELS = 250_000_000
"""Of all tiles and the transparency together; the largest photo that is accepted has 100 million."""
_Size = tuple[int, int]


@dataclass(slots=True)
class _Items:
    """Sizes, properties and sources of a file's items, by item number."""

    primary: int = 0
    properties: list[tuple[bytes, _Size]] = field(default_factory=list)
    of_item: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    auxiliaries: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def _described(self, item: int) -> list[tuple[bytes, _Size]]:
        known = len(self.properties)
        return [self.properties[i - 1] for i in self.of_item.get(item, []) if 1 <= i <= known]

    def size(self, item: int) -> _Size:
        return next((size for kind, size in self._described(item) if kind == b"ispe"), (0, 0))

    def is_turned(self) -> bool:
        return any(kind in (b"irot", b"imir") for kind, _ in self._described(self.primary))

    def decoded_pixels(self) -> int:
        """Pixels of every picture that has to be decoded to show the primary one."""
        waiting = [(item, 0) for item in (self.primary, *self.auxiliaries.get(self.primary, []))]
        total = 0
        for visits in range(len(waiting) + _MAX_VISITS):
            if not waiting:
                return total
            item, depth = waiting.pop()
            parts = self.parts.get(item, [])
            if depth > _MAX_DEPTH or len(waiting) + len(parts) + visits > _MAX_VISITS:
                break
            width, height = self.size(item)
            total += width * height
            waiting += [(part, depth + 1) for part in parts]
        raise too_much_work()


def read_heif(data: bytes) -> PhotoContent:
    """Measure a HEIC file.

    Its decoder turns the picture by the ``irot`` and ``imir`` properties. ISO/IEC 23008-12 (annex A) tells
    readers to ignore the EXIF orientation. But a file with that alone comes from a converter that forgot to
    turn the picture: it is applied where there is neither property, as Apple's readers do.

    Raises:
        MediaError: it has no picture, or one that takes too much work.
    """
    items = _Items()
    try:
        meta = next(content for kind, content in _boxes(data, _Budget()) if kind == b"meta")
        _read_meta(items, meta[4:], _Budget())
    except (StopIteration, struct.error, IndexError) as error:
        raise damaged() from error
    width, height = items.size(items.primary)
    if not width or not height:
        raise damaged()
    if items.decoded_pixels() > _MAX_DECODED_PIXELS:
        raise too_much_work()
    return PhotoContent(data, width, height, 1 if items.is_turned() else None)


class _Budget:
    """Counts boxes and entries; a file with too many is refused."""

    def __init__(self) -> None:
        self._left = _MAX_BOXES

    def spend(self, count: int = 1) -> None:
        self._left -= count
        if self._left < 0:
            raise too_much_work()


def _boxes(data: bytes, budget: _Budget) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        budget.spend()
        size, kind = struct.unpack_from(">I4s", data, at)
        header = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            header = 16
        elif size == 0:
            size = len(data) - at
        if size < header:
            raise damaged()
        yield kind, data[at + header : at + size]
        at += size


def _read_meta(items: _Items, meta: bytes, budget: _Budget) -> None:
    for kind, content in _boxes(meta, budget):
        if kind == b"pitm":
            items.primary = int.from_bytes(content[4:6] if content[0] == 0 else content[4:8], "big")
        elif kind == b"iref":
            _read_references(items, content, budget)
        elif kind == b"iprp":
            for inner, properties in _boxes(content, budget):
                if inner == b"ipco":
                    items.properties += [_property(*box) for box in _boxes(properties, budget)]
                elif inner == b"ipma":
                    _read_associations(items, properties, budget)


def _property(kind: bytes, content: bytes) -> tuple[bytes, _Size]:
    return kind, struct.unpack_from(">II", content, 4) if kind == b"ispe" else (0, 0)


def _read_associations(items: _Items, content: bytes, budget: _Budget) -> None:
    """``ipma``: which properties each item has, counted from 1 (8.11.14 of 14496-12)."""
    item_form, wide = (">I" if content[0] else ">H"), content[3] & 1
    (count,) = struct.unpack_from(">I", content, 4)
    at = 8
    for _ in range(count):
        (item,) = struct.unpack_from(item_form, content, at)
        at += struct.calcsize(item_form)
        associations = content[at]
        at += 1
        budget.spend(1 + associations)
        for _ in range(associations):
            index = struct.unpack_from(">H", content, at)[0] & 0x7FFF if wide else content[at] & 0x7F
            items.of_item[item].append(index)
            at += 2 if wide else 1


def _read_references(items: _Items, content: bytes, budget: _Budget) -> None:
    """``iref``: which items a derived one is made of, and which are transparency (8.11.12 of 14496-12)."""
    form, width = (">I", 4) if content[0] else (">H", 2)
    for kind, reference in _boxes(content[4:], budget):
        (source,) = struct.unpack_from(form, reference)
        (count,) = struct.unpack_from(">H", reference, width)
        targets = struct.unpack_from(f">{count}{form[1]}", reference, width + 2)
        budget.spend(count)
        if kind == b"dimg":
            items.parts[source] += targets
        elif kind == b"auxl":
            for target in targets:
                items.auxiliaries[target].append(source)
