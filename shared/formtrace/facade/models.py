"""A pose model made of a function of one's own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.crop import Border, Cropper
from formtrace.pose.decoders.base import presence_of
from formtrace.pose.landmarks import PoseLandmarks
from formtrace.pose.model import circle_around
from formtrace.pose.roi import RotatedRoi, compose, transform
from formtrace.skeletons import load_skeleton

CropFunction = Callable[[NDArray[np.uint8]], NDArray[np.floating]]


class CropModel:
    """A pose model of a function that sees a square RGB crop with one person, upright.

    The function gets (side, side, 3) uint8 and returns (K, 3): x and y in pixels of the crop, and the
    confidence 0..1, of each landmark of the skeleton. Depth is not known.

    >>> import formtrace as ft
    >>> import numpy as np
    >>> def standing(crop):
    ...     middle = crop.shape[0] / 2
    ...     return np.column_stack([np.full(17, middle), np.linspace(20, 230, 17), np.full(17, 0.9)])
    >>> model = ft.CropModel(standing, skeleton="coco17", name="standing")
    >>> result = ft.analyze(np.zeros((4, 64, 64, 3), np.uint8), fps=30, model=model)
    >>> result.keypoints.shape  # black pictures have no person
    (4, 17, 2)
    """

    def __init__(
        self,
        function: CropFunction,
        *,
        skeleton: str,
        name: str,
        side_px: int = 256,
        min_presence: float = 0.3,
        roi_scale: float = 1.3,
    ) -> None:
        """``skeleton`` is ``blazepose33``, ``coco17`` or ``halpe26``; ``side_px``, the crop's, is even."""
        self.name = name
        self.sha256 = ""
        self.skeleton = load_skeleton(skeleton)
        self.min_presence = min_presence
        self.roi_scale = roi_scale
        self._function = function
        self._side_px = side_px
        self._cropper = Cropper(side_px, (0.0, 255.0), Border.REPEAT)

    def estimate(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """The function's landmarks in the frame."""
        to_display = roi.to_display(self._side_px)
        crop = self._cropper.crop(frame, compose(geometry.display_to_coded, to_display))[0]
        found = np.asarray(self._function(np.rint(crop.transpose(1, 2, 0)).astype(np.uint8)), np.float64)
        count = len(self.skeleton)
        if found.shape != (count, 3):
            raise ValueError(f"the model {self.name} returned {found.shape} where ({count}, 3) is wanted")
        xy_px, confidence = transform(to_display, found[:, :2]), np.clip(found[:, 2], 0.0, 1.0)
        return PoseLandmarks(
            xy_px=xy_px,
            z_px=np.full(count, np.nan),
            visibility=confidence,
            world_m=np.full((count, 3), np.nan),
            presence=presence_of(confidence),
            roi=roi,
            next_roi=RotatedRoi.around_body(*circle_around(xy_px, confidence, self.skeleton), self.roi_scale),
        )

    estimate_refined = estimate
