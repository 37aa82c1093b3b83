"""The rotated ROI: the square, turned with the body, that is cut out of a frame for the landmark network.

All coordinates are display pixels: the upright frame with square pixels, origin at the top left corner,
pixel centres at +0.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Affine = NDArray[np.float64]  # (2, 3)


@dataclass(frozen=True, slots=True)
class RotatedRoi:
    """A square of side ``size_px`` around ``(x_px, y_px)``, turned clockwise by ``rotation_rad``."""

    x_px: float
    y_px: float
    size_px: float
    rotation_rad: float = 0.0

    @classmethod
    def around_body(
        cls, centre_px: NDArray[np.floating], reach_px: NDArray[np.floating], scale: float
    ) -> RotatedRoi:
        """The ROI of a person with hip centre ``centre_px`` (2,), head towards ``reach_px`` (2,).

        BlazePose predicts both points: the second lies on the circle that holds the whole body, in the
        direction of the head (Bazarevsky et al., "BlazePose: On-device Real-time Body Pose tracking", 2020).
        """
        dx, dy = (float(d) for d in np.asarray(reach_px) - np.asarray(centre_px))
        return cls(
            x_px=float(centre_px[0]),
            y_px=float(centre_px[1]),
            size_px=2.0 * float(np.hypot(dx, dy)) * scale,
            rotation_rad=float(np.arctan2(dx, -dy)),
        )

    def to_display(self, side: float) -> Affine:
        """(2, 3) affine from crop coordinates (0..``side``) to display pixels."""
        scale = self.size_px / side
        cos, sin = np.cos(self.rotation_rad) * scale, np.sin(self.rotation_rad) * scale
        half = side / 2.0
        return np.array(
            [
                [cos, -sin, self.x_px - cos * half + sin * half],
                [sin, cos, self.y_px - sin * half - cos * half],
            ]
        )

    def iou(self, other: RotatedRoi) -> float:
        """Intersection over union of the two squares; their rotation is ignored."""
        half, other_half = self.size_px / 2, other.size_px / 2
        w = min(self.x_px + half, other.x_px + other_half) - max(self.x_px - half, other.x_px - other_half)
        h = min(self.y_px + half, other.y_px + other_half) - max(self.y_px - half, other.y_px - other_half)
        if w <= 0 or h <= 0:
            return 0.0
        return w * h / (self.size_px**2 + other.size_px**2 - w * h)


def transform(affine: Affine, points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Apply a (2, 3) affine to points (..., 2)."""
    moved: NDArray[np.float64] = np.asarray(points) @ affine[:, :2].T + affine[:, 2]
    return moved


def compose(outer: Affine, inner: Affine) -> Affine:
    """The (2, 3) affine that applies ``inner`` first and then ``outer``."""
    return np.hstack([outer[:, :2] @ inner[:, :2], (outer[:, :2] @ inner[:, 2:]) + outer[:, 2:]])
