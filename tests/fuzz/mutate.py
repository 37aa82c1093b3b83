"""Damage that keeps most of a file's structure, so that it is met deep inside the demuxers and decoders."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence

from tests.fuzz.elements import Element, elements
from tests.fuzz.seeds import Seed

_MOST_BYTES = 4 << 20
_REPEATS = (2, 3, 20, 300)


def mutated(seeds: Sequence[Seed], rng: random.Random) -> tuple[str, bytes]:
    """One mutated file and the name of its seed; the same for the same state of ``rng``."""
    seed = rng.choice(seeds)
    content = seed.content
    for _ in range(rng.choice((1, 2, 4, 8, 16))):
        parts = elements(content, seed.syntax)
        if parts and rng.random() < 0.75:
            content = rng.choice(_STRUCTURAL)(content, parts, rng)
        elif rng.random() < 0.8:
            content = rng.choice(_BLIND)(content, rng)
        else:
            content = _spliced(content, rng.choice(seeds).content, rng)
    if seed.syntax == "png" and rng.random() < 0.9:
        content = with_checksums(content)
    return seed.name, content[:_MOST_BYTES]


def with_checksums(content: bytes) -> bytes:
    """A PNG whose chunks all have the right checksum: without it no decoder reads them."""
    fixed = bytearray(content)
    for part in elements(content, "png"):
        if part.end - part.body >= 4:
            checksum = zlib.crc32(content[part.start + 4 : part.end - 4])
            fixed[part.end - 4 : part.end] = checksum.to_bytes(4, "big")
    return bytes(fixed)


def _extreme(width: int, old: int, rng: random.Random) -> int:
    """A number that programs do not expect."""
    top = 1 << 8 * width
    power = 1 << rng.randrange(8 * width)
    choices = (0, 1, top - 1, top // 2, top // 2 - 1, old - 1, old + 1, 2 * old, power, rng.randrange(top))
    return rng.choice(choices) % top


def _set_number(content: bytes, at: int, width: int, rng: random.Random) -> bytes:
    order = rng.choice(("big", "big", "little"))
    new = _extreme(width, int.from_bytes(content[at : at + width], order), rng)
    return content[:at] + new.to_bytes(width, order) + content[at + width :]


def _field(content: bytes, parts: Sequence[Element], rng: random.Random) -> bytes:
    """A number near the start of a part's content."""
    part = rng.choice(parts)
    width = rng.choice((1, 1, 2, 4, 4, 8))
    room = min(part.end - part.body, 128) - width
    return content if room < 0 else _set_number(content, part.body + rng.randint(0, room), width, rng)


def _wrong_size(content: bytes, parts: Sequence[Element], rng: random.Random) -> bytes:
    field = rng.choice(parts).size
    return content if field is None else _set_number(content, field.at, field.width, rng)


def _retyped(content: bytes, parts: Sequence[Element], rng: random.Random) -> bytes:
    """A part with the first bytes of another one: mostly its type."""
    part, other = rng.choice(parts), rng.choice(parts)
    width = rng.randint(1, 8)
    return content[: part.start] + content[other.start : other.start + width] + content[part.start + width :]


def _deleted(content: bytes, parts: Sequence[Element], rng: random.Random) -> bytes:
    part = rng.choice(parts)
    return _replaced(content, part, b"", parts, rng)


def _repeated(content: bytes, parts: Sequence[Element], rng: random.Random) -> bytes:
    part = rng.choice(parts)
    whole = content[part.start : part.end]
    times = rng.choice(_REPEATS)
    return _replaced(content, part, whole * (times if len(whole) * times < _MOST_BYTES else 2), parts, rng)


def _replacing(content: bytes, parts: Sequence[Element], rng: random.Random) -> bytes:
    """One part in the place of another."""
    part, other = rng.choice(parts), rng.choice(parts)
    return _replaced(content, part, content[other.start : other.end], parts, rng)


def _grown(content: bytes, parts: Sequence[Element], rng: random.Random) -> bytes:
    """A part with more content than it had, of one byte value or of none."""
    part = rng.choice(parts)
    more = bytes([rng.choice((0, 255, rng.randrange(256)))]) * rng.choice((1, 100, 70_000))
    whole = content[part.start : part.end] + more
    return _replaced(content, part, whole, (*parts,), rng, grown=part)


def _replaced(
    content: bytes,
    part: Element,
    new: bytes,
    parts: Sequence[Element],
    rng: random.Random,
    grown: Element | None = None,
) -> bytes:
    """Put ``new`` in the place of a part; mostly, the parts around it say the new size."""
    change = len(new) - (part.end - part.start)
    changed = content[: part.start] + new + content[part.end :]
    if rng.random() < 0.3:
        return changed
    around = [one for one in parts if one.start in part.parents and one.start < part.start]
    for one in (*around, *((grown,) if grown else ())):
        changed = _resized(changed, one, change)
    return changed


def _resized(content: bytes, part: Element, change: int) -> bytes:
    if (field := part.size) is None:
        return content
    size = part.end - field.since + change
    top = 1 << (7 if field.is_vint else 8) * field.width
    if not 0 <= size < top:
        return content
    number = (size | top if field.is_vint else size).to_bytes(field.width, field.order)
    return content[: field.at] + number + content[field.at + field.width :]


def _flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 4, 30))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _number_anywhere(content: bytes, rng: random.Random) -> bytes:
    width = rng.choice((1, 2, 4, 8))
    room = len(content) - width
    return content if room < 0 else _set_number(content, rng.randint(0, room), width, rng)


def _truncated(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randint(0, len(content))]


def _without_a_block(content: bytes, rng: random.Random) -> bytes:
    at, length = rng.randint(0, len(content)), rng.choice((1, 16, 188, 1000))
    return content[:at] + content[at + length :]


def _with_noise(content: bytes, rng: random.Random) -> bytes:
    at = rng.randint(0, len(content))
    return content[:at] + rng.randbytes(rng.choice((1, 16, 300))) + content[at:]


def _spliced(content: bytes, other: bytes, rng: random.Random) -> bytes:
    """The beginning of one file and the end of another."""
    return content[: rng.randint(0, len(content))] + other[rng.randint(0, len(other)) :]


_STRUCTURAL: tuple[Callable[[bytes, Sequence[Element], random.Random], bytes], ...] = (
    _field,
    _field,
    _field,
    _field,
    _wrong_size,
    _retyped,
    _deleted,
    _repeated,
    _replacing,
    _grown,
)
_BLIND: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flipped,
    _flipped,
    _number_anywhere,
    _truncated,
    _without_a_block,
    _with_noise,
)
