"""From sRGB to the samples of the planes that are drawn on.

ITU-R BT.601, BT.709 and BT.2020 (non-constant luminance) share one form: Y = Kr R + Kg G + Kb B,
Cb = (B - Y) / (2 - 2 Kb), Cr = (R - Y) / (2 - 2 Kr).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from formtrace.clip.frame import LUMA_WEIGHTS
from formtrace.overlay.style import Rgb


class ColourSpace(Protocol):
    """What three planes hold. ``steps`` says by what each is smaller than the picture."""

    @property
    def steps(self) -> tuple[int, int, int]:
        """1 or 2 for each plane."""

    def samples(self, rgb: Rgb) -> tuple[float, float, float]:
        """The three samples of an 8-bit sRGB colour."""

    def __hash__(self) -> int:
        """Colours are worked out once for each space."""


@dataclass(frozen=True, slots=True)
class RgbSpace:
    """Red, green and blue: photos."""

    steps: tuple[int, int, int] = (1, 1, 1)

    def samples(self, rgb: Rgb) -> tuple[float, float, float]:
        """The colour itself."""
        return float(rgb[0]), float(rgb[1]), float(rgb[2])


@dataclass(frozen=True, slots=True)
class YuvSpace:
    """8-bit Y, Cb, Cr in 4:2:0: video. ``matrix`` is a key of ``LUMA_WEIGHTS``."""

    matrix: str
    full_range: bool
    steps: tuple[int, int, int] = (1, 2, 2)

    def samples(self, rgb: Rgb) -> tuple[float, float, float]:
        """Y, Cb and Cr of an 8-bit sRGB colour, not rounded."""
        kr, kb = LUMA_WEIGHTS[self.matrix]
        red, green, blue = (channel / 255.0 for channel in rgb)
        luma = kr * red + (1.0 - kr - kb) * green + kb * blue
        cb = (blue - luma) / (2.0 - 2.0 * kb)
        cr = (red - luma) / (2.0 - 2.0 * kr)
        if self.full_range:
            return 255.0 * luma, 128.0 + 255.0 * cb, 128.0 + 255.0 * cr
        return 16.0 + 219.0 * luma, 128.0 + 224.0 * cb, 128.0 + 224.0 * cr
