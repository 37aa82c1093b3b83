"""Heatmaps: the cell with the greatest value, moved a quarter of a cell towards its greater neighbour.

Newell et al., "Stacked Hourglass Networks for Human Pose Estimation" (ECCV 2016), and Sun et al., "Deep
High-Resolution Representation Learning for Human Pose Estimation" (CVPR 2019).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formtrace.pose.decoders.base import CropLandmarks, presence_of, sigmoid
from formtrace.pose.spec import HeatmapDecoding

_TOWARDS_NEIGHBOUR = 0.25  # of a cell
_PIXEL_CENTRE = 0.5  # cell 0 is the centre of pixel 0


class HeatmapDecoder:
    """Decodes heatmaps (1, K, H, W) over an input of ``size_px`` (width, height)."""

    def __init__(self, decoding: HeatmapDecoding, size_px: tuple[int, int]) -> None:
        self.outputs = (decoding.output,)
        self._logits = decoding.logits
        self._size_px = size_px

    def decode(self, values: Sequence[NDArray[np.float32]]) -> CropLandmarks:
        """K landmarks in the plane."""
        heatmaps = values[0][0].astype(np.float64)
        count, rows, columns = heatmaps.shape
        row, column = np.divmod(heatmaps.reshape(count, -1).argmax(axis=1), columns)
        peak = heatmaps[np.arange(count), row, column]
        cell = np.stack(
            [column + _lean(heatmaps, row, column, 1), row + _lean(heatmaps, row, column, 0)], axis=1
        )
        cell_px = np.array([self._size_px[0] / columns, self._size_px[1] / rows])
        confidence = np.clip(sigmoid(peak) if self._logits else peak, 0.0, 1.0)
        return CropLandmarks(
            xy_px=cell * cell_px + _PIXEL_CENTRE, visibility=confidence, presence=presence_of(confidence)
        )


def _lean(
    heatmaps: NDArray[np.float64], row: NDArray[np.intp], column: NDArray[np.intp], across: int
) -> NDArray[np.float64]:
    """(K,) quarter cells towards the greater neighbour, along the row (``across`` 1) or the column (0)."""
    which = np.arange(len(heatmaps))
    last = heatmaps.shape[1 + across] - 1
    at = column if across else row
    before, after = (
        heatmaps[which, row if across else near, near if across else column]
        for near in (np.maximum(at - 1, 0), np.minimum(at + 1, last))
    )
    inside = (at > 0) & (at < last)
    lean: NDArray[np.float64] = np.where(inside, _TOWARDS_NEIGHBOUR * np.sign(after - before), 0.0)
    return lean
