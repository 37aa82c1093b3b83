"""Refine a candidate: which time of the clip belongs to which sample of the template."""

from __future__ import annotations

import numpy as np

from formtrace.reference.distance import pose_distances
from formtrace.reference.pose_series import PoseSeries
from formtrace.reference.template import MotionTemplate
from formtrace.signals.dtw import subsequence_dtw
from formtrace.signals.filters import moving_mean
from formtrace.signals.series import Series

_CONTEXT = 0.25  # of a candidate's length, on both sides, in which its ends are searched again
_PATH_WINDOW = 5  # samples over which the path, which has whole samples only, is smoothed
_STIFFNESS = 10.0  # of the time axis: 0 warps it freely, large values leave only a shift and a stretch
_ROUNDS = 3
_MIN_STEP = 0.1  # of the mean step between samples: time runs forward


def refined_times(
    template: MotionTemplate, series: PoseSeries, start_s: float, end_s: float
) -> Series | None:
    """(L,) rising seconds of the clip that the samples of the template are compared with.

    The span is aligned once more, with its own mean pose and at its own tempo, then the times are optimised
    between the frames. ``None`` without the person.
    """
    slack_s = _CONTEXT * (end_s - start_s)
    around = series.around(start_s - slack_s, end_s + slack_s)
    clip = around.sampled((len(template.poses) - 1) / (end_s - start_s))
    own = np.isfinite(clip.segments[:, 0, 0]) & (clip.t_s >= start_s) & (clip.t_s <= end_s)
    if not own.any():
        return None
    centre = np.broadcast_to(clip.segments[own].mean(axis=0), clip.segments.shape)
    aligned = subsequence_dtw(pose_distances(template, clip, centre))
    last = int(aligned.cost.argmin())
    if not np.isfinite(aligned.cost[last]):
        return None
    return _optimised(template, around, _smoothed_path(clip.t_s[aligned.path(last)[:, 1]]))


def _smoothed_path(times_s: Series) -> Series:
    """The path with a moving mean over its deviations from an even tempo."""
    line = np.linspace(times_s[0], times_s[-1], len(times_s))
    smoothed: Series = line + moving_mean(times_s - line, min(_PATH_WINDOW, len(line)))
    return smoothed


def _optimised(template: MotionTemplate, clip: PoseSeries, times_s: Series) -> Series:
    """Gauss-Newton steps to the least distance, with a penalty on the curvature of the time axis.

    With c the clip's poses at the times, v their derivative, p the template's poses, D the second difference
    and k the stiffness, each step d solves (diag(v.v) + k mean(v.v) D'D) d = v.(p - c).
    """
    count = len(times_s)
    wanted = (template.poses - template.poses.mean(axis=0)) * np.sqrt(template.weights)[:, None]
    bend = np.diff(np.eye(count), n=2, axis=0)
    stiff = _STIFFNESS * bend.T @ bend
    for _ in range(_ROUNDS):
        step_s = (times_s[-1] - times_s[0]) / (count - 1)
        poses = clip.at(np.clip(times_s, clip.t_s[0], clip.t_s[-1])).segments
        if not np.isfinite(poses).all():
            return times_s
        poses = (poses - poses.mean(axis=0)) * np.sqrt(template.weights)[:, None]
        slope = np.gradient(poses, times_s, axis=0)
        speed = (slope**2).sum(axis=(1, 2))
        pull = (slope * (wanted - poses)).sum(axis=(1, 2))
        step = np.linalg.solve(np.diag(speed) + speed.mean() * stiff, pull)
        moved = times_s + np.clip(step, -2 * step_s, 2 * step_s)
        moved = np.clip(moved, clip.t_s[0], clip.t_s[-1])
        if np.diff(moved).min() < _MIN_STEP * step_s:
            return times_s
        times_s = moved
    return times_s
