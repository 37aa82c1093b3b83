"""Refine regressed landmarks by the network's heatmaps.

The network regresses coordinates and predicts one heatmap for each landmark. The regression is robust, the
heatmap accurate: its centre of mass around the regressed point is nearer to the truth wherever it has a clear
peak. The rule and its constants are those of MediaPipe's
``RefineLandmarksFromHeatmapCalculator``, as its pose graph sets them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_REACH = np.arange(-3, 4)  # cells around the regressed one: a kernel of 7
_MIN_PEAK = 0.5  # probability that the heatmap must reach there


def refine_with_heatmaps(
    xy_px: NDArray[np.floating], heatmap: NDArray[np.float32], side_px: int
) -> NDArray[np.float64]:
    """Landmarks (K, 2) in crop pixels, refined by ``heatmap`` (K, S, S) of logits over a crop of ``side_px``.

    A landmark outside the crop, or without a clear peak in its heatmap, stays where it is.
    """
    xy_px = xy_px.astype(np.float64)
    cells = heatmap.shape[-1]
    cell_px = side_px / cells
    centre = (xy_px / cell_px).astype(np.intp)
    around = centre[:, :, None] + _REACH
    kept = around.clip(0, cells - 1)
    inside = kept == around
    logits = heatmap[np.arange(len(xy_px))[:, None, None], kept[:, 1, :, None], kept[:, 0, None, :]]
    weight = (inside[:, 1, :, None] & inside[:, 0, None, :]) / (1.0 + np.exp(-logits))
    by_column, by_row = weight.sum(axis=1), weight.sum(axis=2)
    clear = inside[:, :, len(_REACH) // 2].all(axis=1) & (weight.max(axis=(1, 2)) >= _MIN_PEAK)
    moments = np.stack([(by_column * around[:, 0]).sum(axis=1), (by_row * around[:, 1]).sum(axis=1)], axis=1)
    total = np.where(clear, by_row.sum(axis=1), 1.0)[:, None]
    return np.where(clear[:, None], moments * (cell_px / total), xy_px)
