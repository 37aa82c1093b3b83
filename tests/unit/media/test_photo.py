from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from formtrace.clip.limits import Limits
from formtrace.errors import (
    EmptyMediaError,
    MediaError,
    MediaLimitError,
    UndecodableMediaError,
    UnrecognisedMediaError,
)
from formtrace.media.photo import decode_photo, photo_frame
from tests.support.heif import heic

from .conftest import picture

Flip = Callable[[np.ndarray], np.ndarray]


def encoded(rgb: np.ndarray, kind: str, **options: object) -> bytes:
    out = BytesIO()
    Image.fromarray(rgb).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "options", "tolerance"),
    [("PNG", {}, 0), ("WEBP", {"lossless": True}, 0), ("JPEG", {"quality": 98, "subsampling": 0}, 12)],
)
def test_the_formats(kind: str, options: dict[str, object], tolerance: int) -> None:
    rgb = picture(0, 97, 61)
    photo = decode_photo(encoded(rgb, kind, **options))
    assert photo.dtype == np.uint8
    assert np.abs(photo.astype(int) - rgb).max() <= tolerance


def test_heic_comes_upright_as_it_says_itself() -> None:
    rgb = picture(0, 96, 64)
    photo = decode_photo(heic(Image.fromarray(rgb)))
    assert np.abs(photo.astype(int) - rgb).mean() < 6  # half the colour resolution
    turned = decode_photo(heic(Image.fromarray(rgb), quarter_turns=1))
    assert np.array_equal(turned, np.rot90(photo))


@pytest.mark.parametrize(("axis", "flip"), [(0, np.flipud), (1, np.fliplr)])
@pytest.mark.parametrize("turns", [None, 0, 1])
def test_heic_is_mirrored_after_its_turn(turns: int | None, axis: int, flip: Flip) -> None:
    image = Image.fromarray(picture(0, 96, 64))
    plain = decode_photo(heic(image))
    assert np.array_equal(decode_photo(heic(image, turns, axis)), flip(np.rot90(plain, turns or 0)))


def test_damaged_heic_is_refused() -> None:
    whole = heic(Image.fromarray(picture(0, 96, 64)))
    chance = np.random.default_rng(5)
    for _ in range(30):
        damaged = bytearray(whole[: chance.integers(200, len(whole))])
        for at in chance.integers(16, len(damaged), 6):
            damaged[at] = chance.integers(256)
        with suppress(MediaError):
            assert decode_photo(bytes(damaged)).ndim == 3


def test_without_its_library_heic_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(UnrecognisedMediaError, match="save the photo as JPEG"):
        decode_photo(heic(Image.fromarray(picture(0, 96, 64))))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_come_upright(orientation: int, tmp_path: Path) -> None:
    rgb = picture(0, 96, 64)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "photo"
    path.write_bytes(encoded(rgb, "JPEG", quality=98, exif=exif.tobytes()))
    upright = {1: rgb, 2: rgb[:, ::-1], 3: rgb[::-1, ::-1], 4: rgb[::-1], 5: rgb.transpose(1, 0, 2)}
    upright |= {6: np.rot90(rgb, -1), 7: rgb[::-1, ::-1].transpose(1, 0, 2), 8: np.rot90(rgb)}
    photo = decode_photo(path)
    assert photo.shape == upright[orientation].shape
    assert np.abs(photo.astype(int) - upright[orientation]).mean() < 12


def test_grey_palette_and_transparent_pictures_become_rgb() -> None:
    rgb = picture(0, 64, 48)
    for mode in ("L", "P", "RGBA", "LA", "I;16"):
        image = (
            Image.fromarray(rgb).convert("L").convert(mode)
            if mode == "I;16"
            else Image.fromarray(rgb).convert(mode)
        )
        out = BytesIO()
        image.save(out, "PNG")
        assert decode_photo(out.getvalue()).shape == (48, 64, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("side", [500, 1001, 2000])
def test_large_photos_are_scaled_down(kind: str, side: int) -> None:
    y, x = np.mgrid[0 : side // 2, 0:side]
    rgb = np.stack([x * 255 // side, y * 500 // side, x * 0 + 90], -1).astype(np.uint8)
    photo = decode_photo(encoded(rgb, kind), Limits(max_photo_side_px=400))
    assert photo.shape == (side // 2 * 400 // side, 400, 3) or photo.shape == (200, 400, 3)
    small = np.asarray(Image.fromarray(rgb).resize((photo.shape[1], photo.shape[0]), Image.Resampling.BOX))
    assert np.abs(photo.astype(int) - small).mean() < 3


def _png_announcing(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(60_000, 60_000), (20_000, 10_000), (2**31 - 1, 1)])
def test_bombs_are_not_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(MediaLimitError):
        decode_photo(_png_announcing(*size))


@pytest.mark.parametrize(
    ("photo", "error"),
    [
        (b"", EmptyMediaError),
        (b"not a photo", UnrecognisedMediaError),
        (b"\0\0\0\x20ftypisom", UnrecognisedMediaError),
        (b"\xff\xd8\xff\xe0" + bytes(100), UndecodableMediaError),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), UndecodableMediaError),
        (_png_announcing(8, 8), MediaLimitError),
    ],
)
def test_what_is_no_photo_says_what_to_do(photo: bytes, error: type[MediaError]) -> None:
    with pytest.raises(error) as raised:
        decode_photo(photo)
    assert raised.value.message.endswith(".")


def test_too_many_bytes() -> None:
    with pytest.raises(MediaLimitError, match="photo"):
        decode_photo(bytes(101), Limits(max_photo_bytes=100))


def test_a_photo_becomes_a_frame_and_back() -> None:
    rgb = picture(3, 97, 61)
    frame = photo_frame(rgb)
    assert frame.y.shape == frame.u.shape == frame.v.shape == (61, 97)
    assert (frame.colour_matrix, frame.full_range) == ("bt601", True)
    assert np.abs(frame.rgb().astype(int) - rgb).max() <= 2


def test_the_frame_has_the_values_of_jpeg() -> None:
    rgb = picture(3, 97, 61)
    expected = np.asarray(Image.fromarray(rgb).convert("YCbCr"))  # Pillow converts as JFIF does
    frame = photo_frame(rgb)
    for plane, channel in zip((frame.y, frame.u, frame.v), np.moveaxis(expected, -1, 0), strict=True):
        assert np.abs(plane.astype(int) - channel).max() <= 1
