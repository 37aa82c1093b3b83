"""BlazePose: landmarks by regression, refined by heatmaps where the network has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formtrace.pose.decoders.base import CropLandmarks, sigmoid
from formtrace.pose.decoders.heatmap_refinement import refine_with_heatmaps

_LANDMARKS, _POINTS = 33, 39  # then hip centre and reach of the next ROI, and four points of no use
_VALUES = 5  # x, y, z, visibility, presence


class BlazePoseDecoder:
    """Decodes the outputs that the importer keeps (``layers/models/sources.toml``)."""

    def __init__(self, side_px: int, *, with_heatmaps: bool) -> None:
        self._side_px = side_px
        self.outputs: tuple[str, ...] = ("landmarks", "presence", "world")
        if with_heatmaps:
            self.outputs = (*self.outputs, "heatmap")

    def decode(self, values: Sequence[NDArray[np.float32]]) -> CropLandmarks:
        """33 landmarks with depth and in metres, and the circle of :meth:`RotatedRoi.around_body`."""
        raw, presence, world, *heatmaps = values
        points = raw.reshape(_POINTS, _VALUES)
        xy_px: NDArray[np.floating] = points[:, :2]
        for heatmap in heatmaps:
            xy_px = refine_with_heatmaps(xy_px, heatmap[0], self._side_px)
        body = points[:_LANDMARKS].astype(np.float64)
        return CropLandmarks(
            xy_px=xy_px[:_LANDMARKS],
            visibility=sigmoid(body[:, 3]) * sigmoid(body[:, 4]),
            presence=float(presence.ravel()[0]),
            z_px=body[:, 2],
            world_m=world.reshape(_POINTS, 3)[:_LANDMARKS].astype(np.float64),
            circle_px=xy_px[_LANDMARKS : _LANDMARKS + 2],
        )
