"""From which side the camera sees the person."""

from __future__ import annotations

from typing import Literal

import numpy as np

from formtrace.motion.body import Motion
from formtrace.signals.series import Series

View = Literal["front", "side", "oblique"]

# Turn of the shoulder and hip lines out of the picture plane: 0 is face on or from behind, 90 is profile.
_FRONT_BELOW_DEG, _SIDE_ABOVE_DEG = 30.0, 58.0


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
    head = x[:, at("nose")] - (x[:, at("left_ear")] + x[:, at("right_ear")]) / 2
    feet = [x[:, at(f"{side}_foot_index")] - x[:, at(f"{side}_heel")] for side in ("left", "right")]
    return 1.0 if float(np.median(head + feet[0] + feet[1])) >= 0 else -1.0


def body_yaw_deg(motion: Motion, frames: slice = slice(None)) -> Series:
    """(n,) turn of the shoulder and hip lines out of the picture plane: 0 face on, 90 in profile."""
    lines = [
        motion.world_m[frames, motion.skeleton.index(f"left_{part}")]
        - motion.world_m[frames, motion.skeleton.index(f"right_{part}")]
        for part in ("shoulder", "hip")
    ]
    across = sum(np.hypot(line[:, 0], line[:, 1]) for line in lines)
    away = sum(np.abs(line[:, 2]) for line in lines)
    yaw_deg: Series = np.degrees(np.arctan2(away, across))
    return yaw_deg
