"""How high the camera stands, read from the perspective of a person seen from the side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from formtrace.motion.body import Motion

Placement = Literal["ground", "mid", "high"]

_GROUND_BELOW, _HIGH_ABOVE = 0.3, 1.0  # of the height of the shoulders: below the knees, above the shoulders
_UPRIGHT_DEG = 20.0
_LEAST_SHIFT = 0.01  # torsos: a smaller difference between near and far side is noise
_FEWEST = 5  # frames


@dataclass(frozen=True, slots=True)
class CameraHeight:
    """Where the camera stands; ``ratio`` is its height over that of the shoulders, ``None`` if unknown."""

    placement: Placement
    ratio: float | None = None


def camera_height(motion: Motion) -> CameraHeight:
    """Compare the near and the far side of the person while they stand upright.

    A pinhole at height c sees a point at height y and depth d at f (c - y) / d below its axis, so of two
    points at one height, w apart in depth, the nearer one is lower by f w (c - y) / d^2. With feet (y = 0)
    and shoulders (y = s) that gives c / s, whatever f and d are.
    """
    hips, shoulders = motion.point("mid_hip", "image"), motion.point("mid_shoulder", "image")
    line = shoulders - hips
    upright = np.degrees(np.arctan2(np.abs(line[:, 0]), line[:, 1])) <= _UPRIGHT_DEG
    if upright.sum() < _FEWEST:
        return CameraHeight("mid")
    feet, top = (_nearer_lower(motion, part, upright) for part in ("ankle", "shoulder"))
    if feet is None or top is None or abs(feet - top) < _LEAST_SHIFT:
        return CameraHeight("mid")
    ratio = float(np.clip(feet / (feet - top), 0.0, 3.0))
    if ratio < _GROUND_BELOW:
        return CameraHeight("ground", ratio)
    return CameraHeight("high" if ratio > _HIGH_ABOVE else "mid", ratio)


def _nearer_lower(motion: Motion, part: str, frames: np.ndarray) -> float | None:
    """How much lower the nearer one of a pair is in the picture, per distance in depth; medians."""
    left, right = (motion.point(f"{side}_{part}")[frames] for side in ("left", "right"))
    apart = float(np.nanmedian(right[:, 2] - left[:, 2]))  # positive: the left one is nearer
    lower = float(np.nanmedian(right[:, 1] - left[:, 1]))
    if abs(apart) < 0.1 * motion.torso_m:
        return None
    return lower / apart
