"""From sRGB to the sample values of a video's planes.

ITU-R BT.601, BT.709 and BT.2020 (non-constant luminance) share one form: Y = Kr R + Kg G + Kb B,
Cb = (B - Y) / (2 - 2 Kb), Cr = (R - Y) / (2 - 2 Kr).
"""

from __future__ import annotations

from dataclasses import dataclass

from formtrace.clip.frame import LUMA_WEIGHTS
from formtrace.overlay.style import Rgb


@dataclass(frozen=True, slots=True)
class YuvSpace:
    """One way of writing colours as 8-bit Y, Cb, Cr; ``matrix`` is a key of ``LUMA_WEIGHTS``."""

    matrix: str
    full_range: bool

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
