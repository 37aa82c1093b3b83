"""Move landmarks to where the network's heatmaps see them.

The network regresses coordinates and also draws one heatmap a landmark. The regression is robust, the heatmap
is precise: the centre of mass of the heatmap around the regressed point is nearer to the truth wherever the
heatmap is sure of itself. The rule and its constants are those of MediaPipe's
``RefineLandmarksFromHeatmapCalculator``, as its pose graph sets them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_REACH = np.arange(-3, 4)  # cells around the regressed one: a kernel of 7
_SURE = 0.5  # the peak that the heatmap must reach there


def refine(xy_px: NDArray[np.float64], heatmap: NDArray[np.float32], side_px: int) -> NDArray[np.float64]:
    """Landmarks (K, 2) in crop pixels, refined by ``heatmap`` (K, S, S) of logits over a crop of ``side_px``.

    A landmark outside the crop, or whose heatmap is unsure, stays where it is.
    """
    cells = heatmap.shape[-1]
    cell_px = side_px / cells
    centre = np.trunc(xy_px / cell_px).astype(np.intp)
    column, row = (centre[:, axis, None] + _REACH for axis in (0, 1))
    inside = [(index >= 0) & (index < cells) for index in (column, row)]
    landmark = np.arange(len(xy_px))[:, None, None]
    logits = heatmap[landmark, row.clip(0, cells - 1)[:, :, None], column.clip(0, cells - 1)[:, None, :]]
    weight = inside[1][:, :, None] * inside[0][:, None, :] / (1.0 + np.exp(-logits.astype(np.float64)))
    total = weight.sum(axis=(1, 2))
    found = np.stack([(weight.sum(axis=1) * column).sum(axis=1), (weight.sum(axis=2) * row).sum(axis=1)])
    sure = ((centre >= 0) & (centre < cells)).all(axis=1) & (weight.max(axis=(1, 2)) >= _SURE)
    refined = xy_px.copy()
    refined[sure] = (found[:, sure] / total[sure]).T * cell_px
    return refined
