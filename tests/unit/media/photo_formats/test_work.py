"""Photos made to cost: each is refused at once, or costs what an ordinary photo costs."""

from __future__ import annotations

import resource
import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from formtrace.errors import MediaError, MediaLimitError
from formtrace.media.photo import decode_photo
from formtrace.media.photo_formats.heif import read_heif
from formtrace.media.photo_formats.jpeg import read_jpeg
from formtrace.media.photo_formats.png import read_png
from formtrace.media.photo_formats.webp import read_webp
from tests.support.heif import heic

from ..conftest import picture

RGB = picture(0, 96, 64)


def encoded(kind: str, **options: object) -> bytes:
    out = BytesIO()
    Image.fromarray(RGB).save(out, kind, **options)
    return out.getvalue()


def jpeg_with_scans(count: int, side: int = 64) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    out = BytesIO()
    Image.new("RGB", (side, side), "grey").save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * count + data[-2:]


def jpeg_with_segments(count: int) -> bytes:
    data = encoded("JPEG")
    return data[:2] + b"\xff\xfe\x00\x02" * count + data[2:]


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_with(chunks: bytes) -> bytes:
    data = encoded("PNG")
    return data[:33] + chunks + data[33:]


def webp_with_chunks(count: int) -> bytes:
    data = encoded("WEBP")
    more = b"XMP \x02\0\0\0ab" * count
    return data[:4] + struct.pack("<I", len(data) - 8 + len(more)) + data[8:] + more


REFUSED: dict[str, Callable[[], bytes]] = {
    "jpeg, 20,000 scans": lambda: jpeg_with_scans(20_000),
    "jpeg, 80 scans of 25 million pixels": lambda: jpeg_with_scans(80, 5000),
    "jpeg, 100,000 comments": lambda: jpeg_with_segments(100_000),
    "png, 200,000 chunks": lambda: png_with(png_chunk(b"tEXt", b"a\0b") * 200_000),
    "webp, 100,000 chunks": lambda: webp_with_chunks(100_000),
    "heic, 60,000 tiles": lambda: heic(Image.fromarray(RGB), tiles=60_000),
    "heic, tiles within tiles": lambda: heic(Image.fromarray(RGB), tiles=3),
}

CHEAP: dict[str, Callable[[], bytes]] = {
    "jpeg, 30 scans": lambda: jpeg_with_scans(30),
    "png, compressed text": lambda: png_with(
        png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(30_000_000))) * 30
    ),
    "png, compressed profile": lambda: png_with(
        png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(100_000_000)))
    ),
    "png, a large EXIF chunk": lambda: png_with(
        png_chunk(b"eXIf", b"II*\0\x08\0\0\0\xff\xff" + bytes(10**7))
    ),
    "png, thousands of data chunks": lambda: _split_idat(encoded("PNG")),
}


def _split_idat(data: bytes) -> bytes:
    at = data.index(b"IDAT") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    content = data[at + 8 : at + 8 + size]
    return (
        data[:at] + b"".join(png_chunk(b"IDAT", bytes([byte])) for byte in content) + data[at + 12 + size :]
    )


def _cpu_s() -> float:
    mine, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime


@pytest.mark.parametrize("name", list(REFUSED))
def test_far_too_much_work_is_refused_before_decoding(name: str) -> None:
    photo = REFUSED[name]()
    before = time.process_time()
    with pytest.raises(MediaLimitError, match="too much work"):
        decode_photo(photo)
    assert time.process_time() - before < 1


@pytest.mark.parametrize("name", list(CHEAP))
def test_what_is_not_the_picture_costs_nothing(name: str) -> None:
    photo = CHEAP[name]()
    before = _cpu_s()
    assert decode_photo(photo).ndim == 3
    assert _cpu_s() - before < 1


def test_pngs_with_text_and_profile_keep_their_pixels() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("comment", "x" * 1000, zip=True)
    assert np.array_equal(decode_photo(encoded("PNG", pnginfo=text, icc_profile=bytes(500))), RGB)


def test_transparency_and_palettes_are_part_of_the_picture() -> None:
    rgba = np.dstack([RGB, np.full(RGB.shape[:2], 200, np.uint8)])
    for kind, options in (("PNG", {}), ("WEBP", {"lossless": True, "exact": True})):
        out = BytesIO()
        Image.fromarray(rgba).save(out, kind, **options)
        assert np.array_equal(decode_photo(out.getvalue()), RGB)
    out = BytesIO()
    Image.fromarray(rgba).save(out, "WEBP", quality=95)
    assert np.abs(decode_photo(out.getvalue()).astype(int) - RGB).mean() < 12
    out = BytesIO()
    palette = Image.fromarray(RGB).quantize(64)
    palette.save(out, "PNG", transparency=3)
    assert np.array_equal(decode_photo(out.getvalue()), np.asarray(palette.convert("RGB")))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_format_is_turned_and_mirrored_by_its_exif(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker"
    exif[0x0112] = orientation
    upright = {1: RGB, 2: RGB[:, ::-1], 3: RGB[::-1, ::-1], 4: RGB[::-1], 5: RGB.transpose(1, 0, 2)}
    upright |= {6: np.rot90(RGB, -1), 7: RGB[::-1, ::-1].transpose(1, 0, 2), 8: np.rot90(RGB)}
    photo = decode_photo(encoded(kind, exif=exif.tobytes()))
    assert photo.shape == upright[orientation].shape
    assert np.abs(photo.astype(int) - upright[orientation]).mean() < 25


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("missing", [1, 2])
def test_a_jpeg_without_its_end_marker_is_whole(missing: int, progressive: bool) -> None:
    whole = encoded("JPEG", progressive=progressive)
    assert np.array_equal(decode_photo(whole[:-missing]), decode_photo(whole))
    assert np.array_equal(decode_photo(whole + b"trailing"), decode_photo(whole))


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_jpeg_that_breaks_off_is_damaged(share: float, progressive: bool) -> None:
    whole = encoded("JPEG", progressive=progressive)
    with pytest.raises(MediaError, match="damaged"):
        decode_photo(whole[: int(share * len(whole))])


READERS = {"JPEG": read_jpeg, "PNG": read_png, "WEBP": read_webp, "HEIC": read_heif}


@pytest.mark.parametrize("kind", list(READERS))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    keep=st.floats(0.05, 1),
)
def test_damaged_structure_is_a_media_error(kind: str, flips: list[tuple[float, int]], keep: float) -> None:
    data = bytearray(SOUND[kind])
    for where, value in flips:
        data[int(where * len(data))] = value
    try:
        content = READERS[kind](bytes(data[: max(12, int(keep * len(data)))]))
    except MediaError:
        return
    assert content.width >= 0


SOUND = {kind: encoded(kind) for kind in ("JPEG", "PNG", "WEBP")} | {"HEIC": heic(Image.fromarray(RGB), 1, 1)}
