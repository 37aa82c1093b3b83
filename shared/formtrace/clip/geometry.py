"""How the decoder's pixels become the picture a person sees.

Three pictures are told apart here. The *coded* picture is what the decoder hands out. The *display* picture
is upright and has square pixels: the coded one stretched by its sample aspect ratio and turned by the
rotation that the container carries (phones film sideways and say so in a display matrix). Coordinates are
continuous with the origin at the top left corner, so the centre of the first pixel is at (0.5, 0.5) in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_MAX_ASPECT = 8.0
"""Sample aspect ratios outside 1/8..8 are nonsense in the header, not anamorphic pictures."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Size of the decoded planes and how they are to be shown.

    ``rotation_deg`` is the clockwise turn (0, 90, 180 or 270) that shows the coded picture upright, and
    ``sample_aspect`` the width of one coded pixel over its height.
    """

    coded_width: int
    coded_height: int
    rotation_deg: int = 0
    sample_aspect: float = 1.0

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
        matrix[0] *= self.coded_width / w
        return matrix


def usable_aspect(ratio: Fraction | None) -> float:
    """Sample aspect ratio from a header, 1.0 where it is missing or absurd."""
    if not ratio or not 1 / _MAX_ASPECT <= ratio <= _MAX_ASPECT:
        return 1.0
    return float(ratio)


def clockwise_turn(counter_clockwise_deg: float) -> int:
    """Nearest quarter turn, clockwise, of a display matrix's counter-clockwise angle in degrees."""
    return round(-counter_clockwise_deg / 90) % 4 * 90
