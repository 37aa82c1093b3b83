"""The cost matrix of the alignment: distances of the template's poses from those of a clip."""

from __future__ import annotations

import numpy as np

from formtrace.reference.pose_series import HEIGHT, PoseSeries
from formtrace.reference.template import MIN_VISIBILITY, MotionTemplate
from formtrace.signals.series import Series

_OFFSET_WEIGHT = 0.3  # of a constant difference (another camera, another build), beside the movement's
_MISSING = 9.0  # torsos: cost of a frame without the person


def pose_distances(template: MotionTemplate, clip: PoseSeries, centre: Series) -> Series:
    """(L, N) torsos: distance of the movements around their means, and a share of that of the means.

    The weighted square of a difference, multiplied out so that all pairs are matrix products.

    Args:
        centre: (N, 10, 3) mean pose of the clip around each of its frames.
    """
    rows, columns = len(template.poses), len(clip)
    mean = template.poses.mean(axis=0)
    weights = template.weights * np.clip(clip.visibility, MIN_VISIBILITY, 1.0)
    weights /= weights.sum(axis=1, keepdims=True)
    moving = np.nan_to_num(clip.segments) - centre
    wanted = template.poses - mean
    offset = centre - mean
    offset[:, HEIGHT] = 0.0
    constant = _OFFSET_WEIGHT**2 * ((offset**2).sum(axis=-1) * weights).sum(axis=1)
    cost: Series = (wanted**2).sum(axis=-1) @ weights.T
    cost -= 2 * wanted.reshape(rows, -1) @ (moving * weights[..., None]).reshape(columns, -1).T
    cost += ((moving**2).sum(axis=-1) * weights).sum(axis=1) + constant
    np.sqrt(np.maximum(cost, 0.0, out=cost), out=cost)
    cost[:, ~np.isfinite(clip.segments[:, 0, 0])] = _MISSING
    return cost
