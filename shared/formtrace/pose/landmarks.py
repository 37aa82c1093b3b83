"""The pose landmarks of one person in one frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.pose.roi import RotatedRoi


@dataclass(frozen=True, slots=True)
class PoseLandmarks:
    """K landmarks of a skeleton, of one person in one frame.

    Attributes:
        xy_px: (K, 2) float64, display pixels.
        z_px: (K,) float64, depth relative to the hips in the scale of x, smaller is nearer; NaN from a model
            without depth.
        visibility: (K,) float64, 0..1, how likely the landmark is inside the frame and not occluded.
        world_m: (K, 3) float64, metres, hips at the origin, axes along the picture (y down); NaN from a model
            without depth.
        presence: how likely the crop shows a person, 0..1.
        roi: the ROI that they were estimated in.
        next_roi: the ROI for the next frame.
    """

    xy_px: NDArray[np.float64]
    z_px: NDArray[np.float64]
    visibility: NDArray[np.float64]
    world_m: NDArray[np.float64]
    presence: float
    roi: RotatedRoi
    next_roi: RotatedRoi

    @property
    def confidence(self) -> float:
        """Presence times mean visibility, 0..1; presence alone accepts some crops without a person."""
        return self.presence * float(self.visibility.mean())
