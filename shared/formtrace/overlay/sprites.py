"""Small pictures that are made once and blended in often: text, rounded boxes, curves.

A sprite is composed on a :class:`Pad`, a float picture with premultiplied alpha. Text is FreeType's, through
Pillow and the face that Pillow brings along (Aileron, CC0), so no font needs to be installed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from formtrace.overlay.raster import Float, Strokes, rasterise
from formtrace.overlay.style import Rgb

_FINER = 4
"""Text is drawn this much larger and averaged down: hinting at the final size spoils its spacing."""
_KNOWN = frozenset(map(chr, range(32, 127))) | {"°"}


class Pad:
    """A transparent picture of (``height``, ``width``) to compose a sprite on."""

    def __init__(self, width: int, height: int) -> None:
        self.rgba: Float = np.zeros((height, width, 4), np.float32)

    def ink(self, mask: Float, colour: Rgb, opacity: float = 1.0, x: int = 0, y: int = 0) -> None:
        """Paint ``colour`` through ``mask`` (h, w), 0..1, at ``x``, ``y``; what overhangs is left out."""
        height, width = self.rgba.shape[:2]
        x0, y0 = max(0, -x), max(0, -y)
        x1, y1 = min(mask.shape[1], width - x), min(mask.shape[0], height - y)
        if x0 >= x1 or y0 >= y1:
            return
        alpha = mask[y0:y1, x0:x1, None] * np.float32(opacity)
        target = self.rgba[y + y0 : y + y1, x + x0 : x + x1]
        target *= 1.0 - alpha
        target += alpha * np.array([*(channel / 255.0 for channel in colour), 1.0], np.float32)


def rounded_box(width: int, height: int, radius: float) -> Float:
    """Mask (height, width) of a box with rounded corners that fills it."""
    radius = min(radius, width / 2, height / 2)
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2) - (width / 2 - radius)
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2) - (height / 2 - radius)
    distance = np.hypot(np.maximum(x, 0.0)[None, :], np.maximum(y, 0.0)[:, None])
    mask: Float = np.clip(radius + 0.5 - distance, 0.0, 1.0).astype(np.float32)
    return mask


def stroked(strokes: Strokes, width: int, height: int) -> Float:
    """Mask (height, width) of strokes."""
    mask = np.zeros(width * height, np.float32)
    if len(strokes):
        np.maximum.at(mask, *rasterise([strokes], width, height, width, 1.0)[0])
    return mask.reshape(height, width)


@lru_cache(maxsize=64)
def font(size_px: float) -> ImageFont.FreeTypeFont:
    """Pillow's own face at that size."""
    face = ImageFont.load_default(size_px)
    if not isinstance(face, ImageFont.FreeTypeFont):
        raise RuntimeError(  # noqa: TRY004 - a broken installation, not a wrong argument
            "Pillow was built without FreeType; the overlay's text needs it."
        )
    return face


def readable(text: str) -> str:
    """``text`` without what the built-in face has no glyphs for; accented letters lose their accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if letter in _KNOWN)


def text_width(text: str, size_px: float, weight_px: float = 0.0) -> int:
    """Pixels that :func:`text_mask` of the same arguments is wide."""
    return int(np.ceil(font(size_px * _FINER).getlength(text) / _FINER + 2.0 * weight_px)) + 1


def cap_height(size_px: float) -> int:
    """Height in pixels of a digit of that size."""
    _, top, _, bottom = font(size_px * _FINER).getbbox("0", anchor="ls")
    return round((bottom - top) / _FINER)


def text_mask(text: str, size_px: float, weight_px: float = 0.0) -> Float:
    """Mask of one line of text, from a digit's top to just below the baseline's descenders.

    Rows above :func:`cap_height` are the text's body, the rest holds descenders: align masks by their first
    row. ``weight_px`` thickens the strokes, which stands in for the bold cut that the face does not have.
    """
    cap, width = cap_height(size_px), text_width(text, size_px, weight_px)
    height = cap + int(np.ceil(weight_px)) + int(np.ceil(size_px * 0.3))
    picture = Image.new("L", (width * _FINER, height * _FINER))
    ImageDraw.Draw(picture).text(
        (weight_px * _FINER, cap * _FINER),
        text,
        font=font(size_px * _FINER),
        fill=255,
        anchor="ls",
        stroke_width=weight_px * _FINER,
    )
    return np.asarray(picture.reduce(_FINER), dtype=np.float32) / np.float32(255.0)


def fitted(text: str, size_px: float, room_px: float) -> str:
    """``text``, cut with dots at its end if it is wider than ``room_px``."""
    if text_width(text, size_px) <= room_px + 1:
        return text
    while text and text_width(text + "...", size_px) > room_px:
        text = text[:-1]
    return text.rstrip() + "..."
