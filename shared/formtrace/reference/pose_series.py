"""Pose series: body segments over time, independent of the person's size, place and heading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.motion.body import Motion
from formtrace.signals.series import Series

SEGMENTS = (
    ("mid_hip", "mid_shoulder"),
    ("left_shoulder", "left_elbow"),
    ("right_shoulder", "right_elbow"),
    ("left_elbow", "left_wrist"),
    ("right_elbow", "right_wrist"),
    ("left_hip", "left_knee"),
    ("right_hip", "right_knee"),
    ("left_knee", "left_ankle"),
    ("right_knee", "right_ankle"),
)
PARTS = (
    "trunk",
    "left_upper_arm",
    "right_upper_arm",
    "left_forearm",
    "right_forearm",
    "left_thigh",
    "right_thigh",
    "left_shank",
    "right_shank",
    "hips",
)
"""Names of the parts of a pose: the segments, and the height of the hips."""
HEIGHT = PARTS.index("hips")
"""Index of the hips' height, of which only the change is known, not the level."""
MIRRORED = (0, 2, 1, 4, 3, 6, 5, 8, 7, 9)
"""Index of each part's counterpart on the other side of the body."""
_LINES = ("hip", "shoulder")
_HEADING_WINDOW_S = 4.0  # people turn slowly, and the depth that the heading rests on is noisy
_SAME_TIME_S = 1e-9
_MAX_GAP_S = 0.7  # of missing poses that is interpolated


@dataclass(frozen=True, slots=True)
class PoseSeries:
    """Poses of one person over N frames.

    Attributes:
        t_s: (N,) seconds.
        segments: (N, 10, 3) float64, the :data:`PARTS` in torsos: the vector along each of :data:`SEGMENTS`,
            x to the person's left, y up, z to their back; then (0, height, 0) of the hips over their median
            place. NaN in frames without the person.
        visibility: (N, 10) float64, 0..1, of the less visible end.
    """

    t_s: Series
    segments: Series
    visibility: Series

    def __len__(self) -> int:
        return len(self.t_s)

    def between(self, start: int, end: int) -> PoseSeries:
        """Frames from ``start`` to ``end``, both included."""
        inside = slice(start, end + 1)
        return PoseSeries(self.t_s[inside], self.segments[inside], self.visibility[inside])

    def around(self, start_s: float, end_s: float) -> PoseSeries:
        """The frames from ``start_s`` to ``end_s``, and one before and after."""
        first, last = np.searchsorted(self.t_s, [start_s, end_s])
        return self.between(max(0, int(first) - 1), min(len(self) - 1, int(last)))

    def sampled(self, rate_hz: float) -> PoseSeries:
        """The series at even times."""
        count = max(2, round(float(self.t_s[-1] - self.t_s[0]) * rate_hz) + 1)
        return self.at(self.t_s[0] + np.arange(count) / rate_hz)

    def at(self, t_s: Series) -> PoseSeries:
        """The series at other times. Gaps of up to 0.7 s are interpolated; longer ones stay NaN."""
        parts = len(PARTS)
        segments, visibility = np.full((len(t_s), parts, 3), np.nan), np.zeros((len(t_s), parts))
        known = np.flatnonzero(np.isfinite(self.segments[:, 0, 0]))
        if known.size < 2:
            return PoseSeries(t_s, segments, visibility)
        at = self.t_s[known]
        after = np.clip(np.searchsorted(at, t_s), 1, len(at) - 1)
        before = after - 1
        gap_s = at[after] - at[before]
        share = np.clip((t_s - at[before]) / np.maximum(gap_s, _SAME_TIME_S), 0.0, 1.0)
        one, other = known[before], known[after]
        segments = self.segments[one] + (self.segments[other] - self.segments[one]) * share[:, None, None]
        visibility = self.visibility[one] + (self.visibility[other] - self.visibility[one]) * share[:, None]
        outside = (t_s < at[0] - _SAME_TIME_S) | (t_s > at[-1] + _SAME_TIME_S)
        segments[outside | (gap_s > _MAX_GAP_S)] = np.nan
        return PoseSeries(t_s, segments, visibility)


def pose_series(motion: Motion) -> PoseSeries:
    """The poses of a motion, rotated to a constant heading."""
    xyz = motion.world_m * [1.0, -1.0, 1.0]
    points = {name: _point(motion, xyz, name) for pair in SEGMENTS for name in pair}
    vectors = np.stack([points[end] - points[start] for start, end in SEGMENTS], axis=1) / motion.torso_m
    yaw = -heading_rad(motion)[:, None]
    x, y, z = np.moveaxis(vectors, -1, 0)
    rotated = [x * np.cos(yaw) - z * np.sin(yaw), y, x * np.sin(yaw) + z * np.cos(yaw)]
    ends = [*SEGMENTS, ("mid_hip", "mid_hip")]
    visibility = [np.minimum(motion.visibility_of(start), motion.visibility_of(end)) for start, end in ends]
    height = np.zeros((len(motion.t_s), 1, 3))
    height[:, 0, 1] = motion.displacement_m("mid_hip")[:, 1] / motion.torso_m
    poses = np.concatenate([np.stack(rotated, axis=-1), height], axis=1)
    poses[~np.isfinite(poses).all(axis=(1, 2))] = np.nan
    return PoseSeries(motion.t_s, poses, np.nan_to_num(np.stack(visibility, axis=1)))


def mirrored(segments: Series) -> Series:
    """(..., 10, 3) mirrored poses: left and right are exchanged, x changes its sign."""
    swapped: Series = segments[..., MIRRORED, :] * np.array([-1.0, 1.0, 1.0])
    return swapped


def _point(motion: Motion, xyz: Series, name: str) -> Series:
    if name.startswith("mid_"):
        left, right = (_point(motion, xyz, f"{side}_{name[4:]}") for side in ("left", "right"))
        middle: Series = (left + right) / 2
        return middle
    position: Series = xyz[:, motion.skeleton.index(name)]
    return position


def heading_rad(motion: Motion) -> Series:
    """(N,) heading: direction of the hip and shoulder lines from right to left, mean over four seconds.

    0 is along the image's x axis, facing the camera; it grows away from the camera. Always 0 without depth.
    """
    if not motion.has_depth:
        return np.zeros(len(motion.t_s))
    xyz, t_s = motion.world_m * [1.0, -1.0, 1.0], motion.t_s
    lines = [_point(motion, xyz, f"left_{part}") - _point(motion, xyz, f"right_{part}") for part in _LINES]
    angle_rad = np.arctan2(lines[0][:, 2] + lines[1][:, 2], lines[0][:, 0] + lines[1][:, 0])
    unit = np.where(np.isfinite(angle_rad), np.exp(1j * np.nan_to_num(angle_rad)), 0.0)
    total = np.concatenate([[0.0], np.cumsum(unit)])
    first = np.searchsorted(t_s, t_s - _HEADING_WINDOW_S / 2, side="left")
    last = np.searchsorted(t_s, t_s + _HEADING_WINDOW_S / 2, side="right")
    direction: Series = np.angle(total[last] - total[first])
    return direction
