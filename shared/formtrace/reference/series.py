"""Poses over time that do not depend on the person's size, on their place or on where they face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion

Series = NDArray[np.float64]

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
SEGMENT_NAMES = (
    "trunk",
    "left_upper_arm",
    "right_upper_arm",
    "left_forearm",
    "right_forearm",
    "left_thigh",
    "right_thigh",
    "left_shank",
    "right_shank",
)
MIRRORED = (0, 2, 1, 4, 3, 6, 5, 8, 7)
"""Where each segment's counterpart on the other side of the body is."""
_FACING_WINDOW_S = 4.0  # people turn slowly beside how they move; the depth behind the direction is noisy
_MAX_GAP_S = 0.7  # of missing poses that is bridged


@dataclass(frozen=True, slots=True)
class PoseSeries:
    """Body segments of one person over N frames.

    Attributes:
        t_s: (N,) seconds.
        segments: (N, 9, 3) float64, the vector along each of :data:`SEGMENTS` in torsos: x to the person's
            left, y up, z to their back; NaN in frames without the person.
        visibility: (N, 9) float64, 0..1, of the less visible end.
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

    def sampled(self, rate_hz: float) -> PoseSeries:
        """The same at even times. Gaps of up to 0.7 s are bridged; longer ones stay NaN."""
        count = max(2, round(float(self.t_s[-1] - self.t_s[0]) * rate_hz) + 1)
        t_s = self.t_s[0] + np.arange(count) / rate_hz
        known = np.flatnonzero(np.isfinite(self.segments[:, 0, 0]))
        segments, visibility = np.full((count, 9, 3), np.nan), np.zeros((count, 9))
        if known.size >= 2:
            at = self.t_s[known]
            for part in range(9):
                visibility[:, part] = np.interp(t_s, at, self.visibility[known, part])
                for axis in range(3):
                    segments[:, part, axis] = np.interp(t_s, at, self.segments[known, part, axis])
            after = np.clip(np.searchsorted(at, t_s), 1, len(at) - 1)
            outside = (t_s < at[0] - 1e-9) | (t_s > at[-1] + 1e-9)
            segments[outside | (at[after] - at[after - 1] > _MAX_GAP_S)] = np.nan
        return PoseSeries(t_s, segments, visibility)


def pose_series(motion: Motion) -> PoseSeries:
    """The poses of a motion, turned so that the person always faces the same way."""
    xyz = motion.world_m * [1.0, -1.0, 1.0]
    points = {name: _point(motion, xyz, name) for pair in SEGMENTS for name in pair}
    vectors = np.stack([points[end] - points[start] for start, end in SEGMENTS], axis=1) / motion.torso_m
    hips, shoulders = (points[f"left_{part}"] - points[f"right_{part}"] for part in ("hip", "shoulder"))
    across: Series = hips + shoulders
    turn = -_facing(motion.t_s, np.arctan2(across[:, 2], across[:, 0]))[:, None]
    x, y, z = np.moveaxis(vectors, -1, 0)
    turned = [x * np.cos(turn) - z * np.sin(turn), y, x * np.sin(turn) + z * np.cos(turn)]
    visibility = [np.minimum(motion.visibility(start), motion.visibility(end)) for start, end in SEGMENTS]
    return PoseSeries(motion.t_s, np.stack(turned, axis=-1), np.nan_to_num(np.stack(visibility, axis=1)))


def mirrored(segments: Series) -> Series:
    """(..., 9, 3) poses as a mirror shows them: the sides change places, x its sign."""
    swapped: Series = segments[..., MIRRORED, :] * np.array([-1.0, 1.0, 1.0])
    return swapped


def _point(motion: Motion, xyz: Series, name: str) -> Series:
    if name.startswith("mid_"):
        left, right = (_point(motion, xyz, f"{side}_{name[4:]}") for side in ("left", "right"))
        middle: Series = (left + right) / 2
        return middle
    position: Series = xyz[:, motion.skeleton.index(name)]
    return position


def _facing(t_s: Series, angle_rad: Series) -> Series:
    """(N,) mean direction of the hips' and shoulders' line over the seconds around each frame."""
    unit = np.where(np.isfinite(angle_rad), np.exp(1j * np.nan_to_num(angle_rad)), 0.0)
    total = np.concatenate([[0.0], np.cumsum(unit)])
    first = np.searchsorted(t_s, t_s - _FACING_WINDOW_S / 2, side="left")
    last = np.searchsorted(t_s, t_s + _FACING_WINDOW_S / 2, side="right")
    direction: Series = np.angle(total[last] - total[first])
    return direction
