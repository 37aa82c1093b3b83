"""Photos: one upright RGB picture, and the same as a frame, so that pose sees photos and video alike.

A photo's header is read first, without decoding: a few kilobytes can announce gigabytes of pixels. Photos
with a longer side than the limit are decoded at 1/2, 1/4 or 1/8 of their size (libjpeg does that while
decoding, other formats are scaled afterwards) and then brought to it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from formtrace.clip.frame import LUMA_WEIGHTS, Frame
from formtrace.clip.limits import Limits
from formtrace.errors import MediaLimitError, UndecodableMediaError, UnrecognisedMediaError
from formtrace.media.sniff import HEAD_BYTES, Kind, sniff

if TYPE_CHECKING:
    from numpy.typing import NDArray


def decode_photo(photo: Path | str | bytes, limits: Limits | None = None) -> NDArray[np.uint8]:
    """Decode a JPEG, PNG, WebP or HEIC photo.

    Args:
        photo: the file's path or its bytes.
        limits: what to accept.

    Returns:
        The upright picture (EXIF orientation applied), RGB, (H, W, 3) uint8.

    Raises:
        MediaError: it is not a photo, is damaged, or has too many bytes or pixels.
    """
    limits = limits or Limits()
    data = _read(photo, limits)
    kind = sniff(data[:HEAD_BYTES])
    if not kind.is_photo:
        raise UnrecognisedMediaError("The file is a video, not a photo; analyse it as a video.")
    with _opened(data, kind.name, limits) as image:
        _check_announced_size(image, limits)
        return _upright_rgb(image, limits.max_photo_side_px)


def _read(photo: Path | str | bytes, limits: Limits) -> bytes:
    if isinstance(photo, bytes):
        limits.check_photo_bytes(len(photo))
        return photo
    path = Path(photo)
    limits.check_photo_bytes(path.stat().st_size)
    return path.read_bytes()


@contextmanager
def _opened(data: bytes, file_format: str, limits: Limits) -> Iterator[Image.Image]:
    """Open a photo as that format and no other; whatever its decoder raises is a :class:`MediaError`."""
    try:
        if file_format == Kind.HEIF.name:
            _register_heif()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=[file_format]) as image:
                yield image
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(limits) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError) as error:
        raise _damaged() from error


def _register_heif() -> None:
    """Teach Pillow HEIC; it turns the picture upright itself. Without its library it is not read."""
    try:
        from pi_heif import register_heif_opener
    except ImportError as error:
        raise UnrecognisedMediaError(
            "HEIC photos are not read here; save the photo as JPEG or PNG."
        ) from error
    register_heif_opener()


def _check_announced_size(image: Image.Image, limits: Limits) -> None:
    """Raise :class:`MediaLimitError` for a picture whose header says that it is too large or too small."""
    width, height = image.size
    if width * height > limits.max_photo_pixels:
        raise _too_many_pixels(limits)
    if min(width, height) < limits.min_side_px:
        raise MediaLimitError(
            f"The photo has only {width}x{height} pixels; "
            f"use one with at least {limits.min_side_px} pixels on each side."
        )


def _upright_rgb(image: Image.Image, max_side_px: int) -> NDArray[np.uint8]:
    """Decode, (H, W, 3) uint8: turned by the EXIF orientation, its longer side at most ``max_side_px``."""
    share = max_side_px / max(image.size)
    if share < 1:
        size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        image.draft("RGB", size)  # libjpeg decodes at 1/2, 1/4 or 1/8, never below the size asked for
        image = _eight_bit(image).resize(size, Image.Resampling.BOX)
    return np.array(ImageOps.exif_transpose(_eight_bit(image)))


def _eight_bit(image: Image.Image) -> Image.Image:
    """RGB without alpha; Pillow would cut the high bits off 16-bit grey instead of the low ones."""
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    return image.convert("RGB")


def _damaged() -> UndecodableMediaError:
    return UndecodableMediaError("The photo is damaged and cannot be decoded; export or upload it again.")


def _too_many_pixels(limits: Limits) -> MediaLimitError:
    return MediaLimitError(
        f"The photo has more than the {limits.max_photo_pixels / 1e6:.0f} million pixels that are accepted; "
        "save it smaller."
    )


def photo_frame(rgb: NDArray[np.uint8]) -> Frame:
    """Make a frame of an RGB picture (H, W, 3): YUV 4:4:4 in full range BT.601, as in JPEG (JFIF 1.02)."""
    kr, kb = LUMA_WEIGHTS["bt601"]
    r, g, b = np.moveaxis(rgb.astype(np.float32), -1, 0)
    y = kr * r + (1 - kr - kb) * g + kb * b
    u = (b - y) / (2 * (1 - kb)) + 128
    v = (r - y) / (2 * (1 - kr)) + 128
    y, u, v = (np.clip(plane + 0.5, 0, 255).astype(np.uint8) for plane in (y, u, v))
    return Frame(0, 0, 0.0, y, u, v, "bt601", full_range=True)
