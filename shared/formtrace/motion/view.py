"""From which side the camera sees the person."""

from __future__ import annotations

from typing import Literal

import numpy as np

from formtrace.motion.body import Motion
from formtrace.signals.series import Series

View = Literal["front", "side", "oblique"]

# Turn of the shoulder and hip lines out of the picture plane: 0 is face on or from behind, 90 is profile.
_FRONT_BELOW_DEG, _SIDE_ABOVE_DEG = 30.0, 58.0
_BREADTH_TORSOS = 1.15  # shoulder line and hip line together: the median of 145 people in BlazePose's metres


def camera_view(motion: Motion, frames: slice = slice(None)) -> View | None:
    """The view that prevails in the clip, or in some of its frames; ``None`` when nobody is seen there.

    From behind counts as front.
    """
    if not motion.seen[frames].any():
        return None
    yaw_deg = float(np.nanmedian(body_yaw_deg(motion, frames)))
    if yaw_deg < _FRONT_BELOW_DEG:
        return "front"
    return "side" if yaw_deg > _SIDE_ABOVE_DEG else "oblique"


def median_body_yaw_deg(motion: Motion, frames: slice = slice(None)) -> float:
    """How far the person is turned from the camera for most of the clip: 0 is face on, 90 in profile."""
    return float(np.nanmedian(body_yaw_deg(motion)[frames]))


def heading_sign(motion: Motion) -> float:
    """1 where the person faces the picture's right edge for most of the clip, -1 for the left edge.

    From the feet and the head, whichever points more clearly.
    """
    at = motion.skeleton.index
    x = motion.world_m[motion.seen][..., 0]
    if not x.size:
        return 1.0
    ahead = x[:, at("nose")] - (x[:, at("left_ear")] + x[:, at("right_ear")]) / 2
    if motion.skeleton.has("mid_heel") and motion.skeleton.has("mid_foot_index"):
        feet = [x[:, at(f"{side}_foot_index")] - x[:, at(f"{side}_heel")] for side in ("left", "right")]
        ahead = ahead + feet[0] + feet[1]
    return 1.0 if float(np.median(ahead)) >= 0 else -1.0


def body_yaw_deg(motion: Motion, frames: slice = slice(None)) -> Series:
    """(n,) turn of the shoulder and hip lines out of the picture plane: 0 face on, 90 in profile.

    From how short the lines look, where the pose model gives no depth.
    """
    lines = [
        motion.world_m[frames, motion.skeleton.index(f"left_{part}")]
        - motion.world_m[frames, motion.skeleton.index(f"right_{part}")]
        for part in ("shoulder", "hip")
    ]
    across = sum(np.hypot(line[:, 0], line[:, 1]) for line in lines)
    if not motion.has_depth:
        seen_of_breadth = np.clip(across / (_BREADTH_TORSOS * motion.torso_m), 0.0, 1.0)
        foreshortened_deg: Series = np.degrees(np.arccos(seen_of_breadth))
        return foreshortened_deg
    away = sum(np.abs(line[:, 2]) for line in lines)
    yaw_deg: Series = np.degrees(np.arctan2(away, across))
    return yaw_deg
