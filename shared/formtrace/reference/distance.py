"""How far each pose of the reference is from each pose of a clip."""

from __future__ import annotations

import numpy as np

from formtrace.reference.series import HEIGHT, PoseSeries
from formtrace.reference.signature import Pattern
from formtrace.signals.series import Series

_OFFSET_WEIGHT = 0.3  # of constantly different poses (another camera, another build), beside the movement's
_MISSING = 9.0  # torsos: what a frame without the person costs
_MIN_VISIBILITY = 0.1


def distances(pattern: Pattern, clip: PoseSeries, centre: Series) -> Series:
    """(L, N) torsos: distance of the movements around their means, and a share of that of the means.

    The weighted square of a difference, multiplied out so that all pairs are matrix products.

    Args:
        centre: (N, 10, 3) mean pose of the clip around each of its frames.
    """
    rows, columns = len(pattern.poses), len(clip)
    mean = pattern.poses.mean(axis=0)
    weights = pattern.weights * np.clip(clip.visibility, _MIN_VISIBILITY, 1.0)
    weights /= weights.sum(axis=1, keepdims=True)
    moving = np.nan_to_num(clip.segments) - centre
    wanted = pattern.poses - mean
    apart = centre - mean
    apart[:, HEIGHT] = 0.0
    constant = _OFFSET_WEIGHT**2 * ((apart**2).sum(axis=-1) * weights).sum(axis=1)
    cost: Series = (wanted**2).sum(axis=-1) @ weights.T
    cost -= 2 * wanted.reshape(rows, -1) @ (moving * weights[..., None]).reshape(columns, -1).T
    cost += ((moving**2).sum(axis=-1) * weights).sum(axis=1) + constant
    np.sqrt(np.maximum(cost, 0.0, out=cost), out=cost)
    cost[:, ~np.isfinite(clip.segments[:, 0, 0])] = _MISSING
    return cost
