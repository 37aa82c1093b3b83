"""SimCC: each coordinate is a classification over sub-pixel bins.

Li et al., "SimCC: a Simple Coordinate Classification Perspective for Human Pose Estimation" (ECCV 2022).
RTMPose's own decoder takes the bin with the greatest value, and as confidence the lesser of the two greatest
values, which are neither probabilities nor normalised (Jiang et al., "RTMPose: Real-Time Multi-Person Pose
Estimation based on MMPose", 2023).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formtrace.pose.decoders.base import CropLandmarks, presence_of
from formtrace.pose.spec import SimccDecoding

_PIXEL_CENTRE = 0.5  # bin 0 is the centre of pixel 0


class SimccDecoder:
    """Decodes bins of x (1, K, width * ratio) and of y (1, K, height * ratio)."""

    def __init__(self, decoding: SimccDecoding) -> None:
        self.outputs = decoding.outputs
        self._split_ratio = decoding.split_ratio

    def decode(self, values: Sequence[NDArray[np.float32]]) -> CropLandmarks:
        """K landmarks in the plane."""
        bins = [output[0].astype(np.float64) for output in values]
        xy_px = np.stack([axis.argmax(axis=1) for axis in bins], axis=1) / self._split_ratio + _PIXEL_CENTRE
        confidence = np.clip(np.min([axis.max(axis=1) for axis in bins], axis=0), 0.0, 1.0)
        return CropLandmarks(xy_px=xy_px, visibility=confidence, presence=presence_of(confidence))
