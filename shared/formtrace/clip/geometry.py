"""How the decoder's pixels become the picture a person sees.

Two pictures are told apart here. The *coded* picture is what the decoder hands out. The *display* picture is
upright and has square pixels: the coded one stretched by its sample aspect ratio, and turned and mirrored as
the display matrix says (phones film sideways; apps mirror what a front camera films). Coordinates are
continuous with the origin at the top left corner, so the centre of the first pixel is at (0.5, 0.5) in both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_MAX_ASPECT = 8.0
"""Sample aspect ratios outside 1/8..8 are nonsense in the header, not anamorphic pictures."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Size of the decoded planes and how they are to be shown.

    ``rotation_deg`` is the clockwise turn (0, 90, 180 or 270) that shows the coded picture upright;
    ``mirrored``, that the turned picture is then mirrored left to right; ``sample_aspect``, the width of one
    coded pixel over its height.
    """

    coded_width: int
    coded_height: int
    rotation_deg: int = 0
    sample_aspect: float = 1.0
    mirrored: bool = False

    def __post_init__(self) -> None:
        if self.coded_width < 1 or self.coded_height < 1:
            raise ValueError("a picture has at least one pixel")
        if self.rotation_deg not in (0, 90, 180, 270):
            raise ValueError("rotation_deg must be 0, 90, 180 or 270")
        if not 1 / _MAX_ASPECT <= self.sample_aspect <= _MAX_ASPECT:
            raise ValueError("sample_aspect must be between 1/8 and 8")

    @property
    def _square_width(self) -> int:
        """Width before rotation, in square pixels."""
        return max(1, round(self.coded_width * self.sample_aspect))

    @property
    def display_width(self) -> int:
        """Width of the upright picture in square pixels."""
        return self.coded_height if self.rotation_deg in (90, 270) else self._square_width

    @property
    def display_height(self) -> int:
        """Height of the upright picture in square pixels."""
        return self._square_width if self.rotation_deg in (90, 270) else self.coded_height

    @property
    def display_to_coded(self) -> NDArray[np.float64]:
        """Affine map (2, 3) from display to coded pixel coordinates.

        ``coded_xy = display_to_coded @ (x, y, 1)``.
        """
        w, h = self._square_width, self.coded_height
        turn = {
            0: [[1, 0, 0], [0, 1, 0]],
            90: [[0, 1, 0], [-1, 0, h]],
            180: [[-1, 0, w], [0, -1, h]],
            270: [[0, -1, w], [1, 0, 0]],
        }[self.rotation_deg]
        matrix = np.array(turn, dtype=np.float64)
        if self.mirrored:
            matrix[:, 2] += matrix[:, 0] * self.display_width
            matrix[:, 0] *= -1
        matrix[0] *= self.coded_width / w
        return matrix

    def upright(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A coded plane (h, w) turned and mirrored for display; a view, neither scaled nor copied."""
        turned = np.rot90(plane, -self.rotation_deg // 90)
        return turned[:, ::-1] if self.mirrored else turned

    def coded(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A display plane (h, w) turned and mirrored back: the inverse of :meth:`upright`; a view."""
        return np.rot90(plane[:, ::-1] if self.mirrored else plane, self.rotation_deg // 90)


def usable_aspect(ratio: Fraction | None) -> float:
    """Sample aspect ratio from a header, 1.0 where it is missing or absurd."""
    if not ratio or not 1 / _MAX_ASPECT <= ratio <= _MAX_ASPECT:
        return 1.0
    return float(ratio)


def turn_and_mirror(a: float, b: float, c: float, d: float) -> tuple[int, bool]:
    """Clockwise quarter turn in degrees, and whether mirroring follows, nearest to a display matrix.

    The matrix is that of ISO/IEC 14496-12, 6.2.2: a pixel at (x, y) is shown at (ax + cy, bx + dy), y down.
    One that shows nothing (determinant 0) counts as none.
    """
    determinant = a * d - b * c
    if determinant == 0:
        return 0, False
    return round(math.degrees(math.atan2(b, d)) / 90) % 4 * 90, determinant < 0
