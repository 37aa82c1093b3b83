"""Photos: one upright RGB picture, and the same as a frame, so that pose sees photos and video alike.

A photo's structure is read first, without decoding: a few kilobytes can announce gigabytes of pixels, or
hours of work. Then a process of its own decodes it, at most at the size that the limits allow.
"""

from __future__ import annotations

import dataclasses
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from formtrace.clip.frame import LUMA_WEIGHTS, Frame
from formtrace.clip.limits import Limits
from formtrace.errors import UnrecognisedMediaError
from formtrace.media.photo_formats.content import damaged
from formtrace.media.photo_formats.decoder_process import decode_apart
from formtrace.media.photo_formats.heif import read_heif
from formtrace.media.photo_formats.jpeg import read_jpeg, with_more_after_the_end
from formtrace.media.photo_formats.png import read_png
from formtrace.media.photo_formats.webp import read_webp
from formtrace.media.sniff import HEAD_BYTES, Kind, sniff

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formtrace.media.photo_formats.content import PhotoContent

_READERS = {Kind.JPEG: read_jpeg, Kind.PNG: read_png, Kind.WEBP: read_webp, Kind.HEIF: read_heif}


def decode_photo(photo: Path | str | bytes, limits: Limits | None = None) -> NDArray[np.uint8]:
    """Decode a JPEG, PNG, WebP or HEIC photo.

    Args:
        photo: the file's path or its bytes.
        limits: what to accept.

    Returns:
        The upright picture (turned and mirrored as the file says), RGB, (H, W, 3) uint8.

    Raises:
        MediaError: it is not a photo, is damaged, has too many bytes or pixels, or takes too much work.
    """
    limits = limits or Limits()
    data = _read(photo, limits)
    kind = sniff(data[:HEAD_BYTES])
    if not kind.is_photo:
        raise UnrecognisedMediaError("The file is a video, not a photo; analyse it as a video.")
    if kind is Kind.HEIF and find_spec("pi_heif") is None:
        raise UnrecognisedMediaError("HEIC photos are not read here; save the photo as JPEG or PNG.")
    content = _READERS[kind](data)
    limits.check_photo(content.width, content.height)
    return _decoded(content, kind, limits.max_photo_side_px)


def _read(photo: Path | str | bytes, limits: Limits) -> bytes:
    if isinstance(photo, bytes):
        limits.check_photo_bytes(len(photo))
        return photo
    path = Path(photo)
    limits.check_photo_bytes(path.stat().st_size)
    return path.read_bytes()


def _decoded(content: PhotoContent, kind: Kind, max_side_px: int) -> NDArray[np.uint8]:
    rgb = decode_apart(content, kind.value, max_side_px)
    if content.may_be_cut:
        longer = dataclasses.replace(content, data=with_more_after_the_end(content.data))
        if not np.array_equal(rgb, decode_apart(longer, kind.value, max_side_px)):
            raise damaged()
    return rgb


def photo_frame(rgb: NDArray[np.uint8]) -> Frame:
    """Make a frame of an RGB picture (H, W, 3): YUV 4:4:4 in full range BT.601, as in JPEG (JFIF 1.02)."""
    kr, kb = LUMA_WEIGHTS["bt601"]
    r, g, b = np.moveaxis(rgb.astype(np.float32), -1, 0)
    y = kr * r + (1 - kr - kb) * g + kb * b
    u = (b - y) / (2 * (1 - kb)) + 128
    v = (r - y) / (2 * (1 - kr)) + 128
    y, u, v = (np.clip(plane + 0.5, 0, 255).astype(np.uint8) for plane in (y, u, v))
    return Frame(0, 0, 0.0, y, u, v, "bt601", full_range=True)
