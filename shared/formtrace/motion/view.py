"""From which side the camera sees the person."""

from __future__ import annotations

from typing import Literal

import numpy as np

from formtrace.motion.body import Motion

View = Literal["front", "side", "oblique"]

# Turn of the shoulder and hip lines out of the picture plane: 0 is face on or from behind, 90 is profile.
_FRONT_BELOW_DEG, _SIDE_ABOVE_DEG = 30.0, 58.0


def camera_view(motion: Motion) -> View | None:
    """The view that prevails in the clip; ``None`` when nobody is seen. From behind counts as front."""
    if not motion.seen.any():
        return None
    turn_deg = float(np.nanmedian(_turn_deg(motion)))
    if turn_deg < _FRONT_BELOW_DEG:
        return "front"
    return "side" if turn_deg > _SIDE_ABOVE_DEG else "oblique"


def _turn_deg(motion: Motion) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    lines = [
        motion.world_m[:, motion.skeleton.index(f"left_{part}")]
        - motion.world_m[:, motion.skeleton.index(f"right_{part}")]
        for part in ("shoulder", "hip")
    ]
    across = sum(np.hypot(line[:, 0], line[:, 1]) for line in lines)
    away = sum(np.abs(line[:, 2]) for line in lines)
    turn: np.ndarray[tuple[int], np.dtype[np.float64]] = np.degrees(np.arctan2(away, across))
    return turn
