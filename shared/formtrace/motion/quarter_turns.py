"""Rotation by quarter turns: for videos that lie on their side and carry no rotation tag."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formtrace.motion.body import Motion, incline_deg

LEG = ("knee", "ankle", "heel", "foot_index")
"""What the names of landmarks of the legs end with."""

_HANGING, _AT_SOME_TIME = -0.6, 0.1  # hands so far from the shoulders, torsos; in this share of the frames
_UPRIGHT_DEG = 50.0
_NEVER = 0.05  # of the frames: less is a glitch


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
    """Whether the trunk is far from upright in all of the picture's frames but a few."""
    lean_deg = incline_deg(motion.point("mid_hip"), motion.point("mid_shoulder"))[motion.seen]
    return bool(lean_deg.size) and float((lean_deg < _UPRIGHT_DEG).mean()) < _NEVER


def arms_hang(motion: Motion) -> bool:
    """Whether the hands are well below the shoulders at some time."""
    below = (motion.point("mid_wrist") - motion.point("mid_shoulder"))[motion.seen, 1] / motion.torso_m
    return bool(below.size) and bool(np.quantile(below, _AT_SOME_TIME) <= _HANGING)
