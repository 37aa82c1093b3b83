"""Photos: one upright RGB picture, and the same as a frame, so that pose sees photos and video alike.

A photo's header is read first, without decoding: a few kilobytes can announce gigabytes of pixels. Photos
with a longer side than the limit are decoded at 1/2, 1/4 or 1/8 of their size (libjpeg does that while
decoding, other formats are scaled afterwards) and then brought to it.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from formtrace.errors import MediaLimitError, UndecodableMediaError, UnrecognisedMediaError
from formtrace.media.frames import LUMA_WEIGHTS, Frame
from formtrace.media.limits import Limits
from formtrace.media.sniff import HEAD_BYTES, Kind, sniff

if TYPE_CHECKING:
    from numpy.typing import NDArray

_REDUCED = {2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}


def decode_photo(photo: Path | str | bytes, limits: Limits | None = None) -> NDArray[np.uint8]:
    """Decode a JPEG, PNG or WebP photo.

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
    width, height = _announced_size(data, kind, limits)
    bgr = _decoded(data, _reduction(max(width, height), limits.max_photo_side_px))
    too_large = max(bgr.shape[:2]) / limits.max_photo_side_px
    if too_large > 1:
        size = (max(1, round(bgr.shape[1] / too_large)), max(1, round(bgr.shape[0] / too_large)))
        bgr = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return np.ascontiguousarray(bgr[:, :, ::-1])


def _read(photo: Path | str | bytes, limits: Limits) -> bytes:
    if isinstance(photo, bytes):
        limits.check_photo_bytes(len(photo))
        return photo
    path = Path(photo)
    limits.check_photo_bytes(path.stat().st_size)
    return path.read_bytes()


def _announced_size(data: bytes, kind: Kind, limits: Limits) -> tuple[int, int]:
    """Width and height from the header."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=[kind.name]) as image:
                width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _damaged() from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(limits) from error
    if width * height > limits.max_photo_pixels:
        raise _too_many_pixels(limits)
    if min(width, height) < limits.min_side_px:
        raise MediaLimitError(
            f"The photo has only {width}x{height} pixels; "
            f"use one with at least {limits.min_side_px} pixels on each side."
        )
    return width, height


def _reduction(side_px: int, max_side_px: int) -> int:
    """The largest of 1, 2, 4, 8 that leaves the side at least as long as wanted."""
    return max(factor for factor in (1, *_REDUCED) if factor == 1 or side_px >= factor * max_side_px)


def _decoded(data: bytes, reduction: int) -> NDArray[np.uint8]:
    """BGR (H, W, 3) through OpenCV, which turns it upright by its EXIF orientation."""
    try:
        bgr = cv2.imdecode(np.frombuffer(data, np.uint8), _REDUCED.get(reduction, cv2.IMREAD_COLOR))
    except cv2.error as error:
        raise _damaged() from error
    if bgr is None:
        raise _damaged()
    return bgr.astype(np.uint8, copy=False)


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
