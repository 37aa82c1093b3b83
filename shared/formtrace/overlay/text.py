"""Masks of typeset text.

Text is FreeType's, through Pillow and the face that Pillow brings along (Aileron, CC0), so no font needs to
be installed. OpenCV's own letters are lines of even width without kerning.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from formtrace.overlay.strokes import Float

_FINER = 4
"""Text is drawn this much larger and averaged down: hinting at the final size spoils its spacing."""
_KNOWN = frozenset(map(chr, range(32, 127))) | {"°"}


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
