"""A stick figure with the 33 BlazePose landmarks: directions of its segments in, positions out.

Body axes: x to the person's left, y up, z forward; metres. A direction is a (N, 3) unit vector.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.skeletons import load_skeleton

Array = NDArray[np.float64]

SIDES = {"left": 1.0, "right": -1.0}

# Segment lengths of a person of 1.75 m (Drillis and Contini, 1966, as in Winter's "Biomechanics").
TRUNK_M, NECK_M = 0.50, 0.20
UPPER_ARM_M, FOREARM_M, HAND_M = 0.325, 0.255, 0.09
THIGH_M, SHANK_M, FOOT_M = 0.43, 0.43, 0.17
HALF_SHOULDERS_M, HALF_HIPS_M = 0.18, 0.10
ANKLE_HEIGHT_M = 0.08

_FACE = {  # across, up, forward of the head's middle; across is mirrored on the right
    "eye_inner": (0.02, 0.03, 0.09),
    "eye": (0.035, 0.03, 0.085),
    "eye_outer": (0.05, 0.03, 0.075),
    "ear": (0.08, 0.0, 0.0),
    "mouth": (0.025, -0.05, 0.085),
}
_FINGERS = {"pinky": (-0.03, 0.9), "index": (0.03, 1.0), "thumb": (0.05, 0.5)}


def pointing(forward_deg: Array | float, out_deg: Array | float = 0.0, side: str = "left") -> Array:
    """(N, 3) direction of a limb that hangs down at 0, 0: swung forward, and away from the body."""
    forward, out = np.broadcast_arrays(np.radians(forward_deg), np.radians(out_deg))
    across = SIDES[side] * np.sin(out)
    return np.stack([across, -np.cos(forward) * np.cos(out), np.sin(forward) * np.cos(out)], axis=-1)


def rising(lean_deg: Array | float) -> Array:
    """(N, 3) direction of a trunk that stands at 0 and lies face down at 90."""
    lean = np.radians(lean_deg)
    return np.stack([np.zeros_like(lean), np.cos(lean), np.sin(lean)], axis=-1)


@dataclass(frozen=True)
class Directions:
    """Where each segment of the body points, (N, 3); limbs by side."""

    trunk: Array
    upper_arm: dict[str, Array]
    forearm: dict[str, Array]
    thigh: dict[str, Array]
    shank: dict[str, Array]
    foot: dict[str, Array]


def landmarks(body: Directions) -> Array:
    """(N, 33, 3) positions in body axes, the middle of the hips at the origin."""
    at: dict[str, Array] = {}
    across = np.array([1.0, 0.0, 0.0])
    forward = np.cross(across, body.trunk)
    neck = TRUNK_M * body.trunk
    head = neck + NECK_M * body.trunk
    at["nose"] = head + 0.11 * forward
    for side, sign in SIDES.items():
        for part, (x, y, z) in _FACE.items():
            name = f"mouth_{side}" if part == "mouth" else _named(side, part)
            at[name] = head + sign * x * across + y * body.trunk + z * forward
        at[f"{side}_shoulder"] = neck + sign * HALF_SHOULDERS_M * across
        at[f"{side}_elbow"] = at[f"{side}_shoulder"] + UPPER_ARM_M * body.upper_arm[side]
        at[f"{side}_wrist"] = at[f"{side}_elbow"] + FOREARM_M * body.forearm[side]
        for finger, (x, along) in _FINGERS.items():
            reach = HAND_M * along * body.forearm[side]
            at[f"{side}_{finger}"] = at[f"{side}_wrist"] + reach + sign * x * across
        at[f"{side}_hip"] = np.zeros_like(neck) + sign * HALF_HIPS_M * across
        at[f"{side}_knee"] = at[f"{side}_hip"] + THIGH_M * body.thigh[side]
        at[f"{side}_ankle"] = at[f"{side}_knee"] + SHANK_M * body.shank[side]
        sole = 0.6 * ANKLE_HEIGHT_M * body.shank[side]
        at[f"{side}_heel"] = at[f"{side}_ankle"] + sole - 0.3 * FOOT_M * body.foot[side]
        at[f"{side}_foot_index"] = at[f"{side}_ankle"] + sole + FOOT_M * body.foot[side]
    return np.stack([at[name] for name in load_skeleton().names], axis=1)


def bent_arm(elbow_deg: Array, reach: Array, elbow_towards: Array) -> tuple[Array, Array]:
    """Directions (upper arm, forearm) of an arm with that interior elbow angle.

    The hand lies along ``reach`` (N, 3), a unit vector from the shoulder; the elbow bends to the side of
    ``elbow_towards`` (3,).
    """
    span = arm_span_m(elbow_deg)[:, None]
    along = (UPPER_ARM_M**2 + span**2 - FOREARM_M**2) / (2 * span)
    side = elbow_towards - (reach @ elbow_towards)[:, None] * reach
    side = side / np.linalg.norm(side, axis=1, keepdims=True)
    elbow = along * reach + np.sqrt(np.clip(UPPER_ARM_M**2 - along**2, 0, None)) * side
    return elbow / UPPER_ARM_M, (span * reach - elbow) / FOREARM_M


def arm_span_m(elbow_deg: Array) -> Array:
    """Distance from shoulder to wrist at an interior elbow angle (law of cosines)."""
    product = 2 * UPPER_ARM_M * FOREARM_M * np.cos(np.radians(elbow_deg))
    return np.sqrt(UPPER_ARM_M**2 + FOREARM_M**2 - product)


def _named(side: str, part: str) -> str:
    return f"{side}_{part}"
