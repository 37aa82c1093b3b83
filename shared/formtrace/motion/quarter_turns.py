"""Rotation by quarter turns: for videos that lie on their side and carry no rotation tag."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formtrace.motion.angles import inclination_deg
from formtrace.motion.body import Motion

LEG = ("knee", "ankle", "heel", "foot_index")
"""Parts of the leg, as landmark names end."""

_HANGING = -0.6  # torsos: height of the hands over the shoulders
_HANGING_SHARE = 0.1  # of the frames
_UPRIGHT_DEG = 50.0
_NEVER = 0.05  # share of the frames: less is noise


def rotated(motion: Motion, quarter_turns: int) -> Motion:
    """The motion in the image rotated clockwise by ``quarter_turns``."""
    for _ in range(quarter_turns % 4):
        x, y = motion.xy_norm[..., 0], motion.xy_norm[..., 1]
        right, down, away = np.moveaxis(motion.world_m, -1, 0)
        motion = replace(
            motion,
            xy_norm=np.stack([1.0 - y, x], axis=-1),
            world_m=np.stack([-down, right, away], axis=-1),
            aspect=1.0 / motion.aspect,
        )
    return motion


def never_upright(motion: Motion) -> bool:
    """Whether the trunk is far from upright in at least 95 % of the frames."""
    lean_deg = inclination_deg(motion.point("mid_hip"), motion.point("mid_shoulder"))[motion.seen]
    return bool(lean_deg.size) and float((lean_deg < _UPRIGHT_DEG).mean()) < _NEVER


def arms_hang(motion: Motion) -> bool:
    """Whether the hands hang well below the shoulders in some of the frames."""
    below = (motion.point("mid_wrist") - motion.point("mid_shoulder"))[motion.seen, 1] / motion.torso_m
    return bool(below.size) and bool(np.quantile(below, _HANGING_SHARE) <= _HANGING)
