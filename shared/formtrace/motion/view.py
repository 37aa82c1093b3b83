"""The camera's view of the person: body yaw and heading."""

from __future__ import annotations

import numpy as np

from formtrace.exercises.form_checks import View
from formtrace.motion.body import SIDES, Motion
from formtrace.signals.series import Series

_FRONT_BELOW_DEG, _SIDE_ABOVE_DEG = 30.0, 58.0  # of body yaw
_BREADTH_TORSOS = 1.15  # shoulder and hip lines together: median of 145 people


def camera_view(motion: Motion, frames: slice = slice(None)) -> View | None:
    """The prevailing view of the clip, or of some of its frames; ``None`` without the person.

    A person seen from behind counts as front.
    """
    if not motion.seen[frames].any():
        return None
    yaw_deg = float(np.nanmedian(body_yaw_deg(motion, frames)))
    if yaw_deg < _FRONT_BELOW_DEG:
        return "front"
    return "side" if yaw_deg > _SIDE_ABOVE_DEG else "oblique"


def median_body_yaw_deg(motion: Motion, frames: slice = slice(None)) -> float:
    """Median body yaw: 0 facing the camera, 90 in profile."""
    return float(np.nanmedian(body_yaw_deg(motion)[frames]))


def heading_sign(motion: Motion) -> float:
    """1 where the person faces the image's right edge for most of the clip, -1 for the left edge.

    From the head, and the feet where the skeleton has them: whichever points more clearly.
    """
    at = motion.skeleton.index
    x = motion.world_m[..., 0][motion.seen]
    if not x.size:
        return 1.0
    forward = x[:, at("nose")] - (x[:, at("left_ear")] + x[:, at("right_ear")]) / 2
    if motion.skeleton.has("mid_heel") and motion.skeleton.has("mid_foot_index"):
        feet = [x[:, at(f"{side}_foot_index")] - x[:, at(f"{side}_heel")] for side in SIDES]
        forward = forward + feet[0] + feet[1]
    return 1.0 if float(np.median(forward)) >= 0 else -1.0


def body_yaw_deg(motion: Motion, frames: slice = slice(None)) -> Series:
    """(n,) rotation of the shoulder and hip lines out of the image plane: 0 facing the camera, 90 in profile.

    From the foreshortening of the lines where the pose model gives no depth.
    """
    lines = [
        motion.world_m[frames, motion.skeleton.index(f"left_{part}")]
        - motion.world_m[frames, motion.skeleton.index(f"right_{part}")]
        for part in ("shoulder", "hip")
    ]
    across = sum(np.hypot(line[:, 0], line[:, 1]) for line in lines)
    if not motion.has_depth:
        breadth = np.clip(across / (_BREADTH_TORSOS * motion.torso_m), 0.0, 1.0)
        foreshortened_deg: Series = np.degrees(np.arccos(breadth))
        return foreshortened_deg
    away = sum(np.abs(line[:, 2]) for line in lines)
    yaw_deg: Series = np.degrees(np.arctan2(away, across))
    return yaw_deg
