"""Where hips, feet and eyes are above each other in the picture, frame by frame, unsmoothed.

A take-off is a kink in the path of the toes. The filter that other exercises are smoothed with would round
it off over a tenth of a second, which is ten centimetres of height; so jumps are measured in the landmarks
as the network gave them, and only fits take the noise out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.motion.body import SIDES, VISIBLE, Motion
from formtrace.signals.series import Series

_HIDDEN = 0.6  # of the better side's visibility: less is a guess at what the body hides
# Focal length of a phone's main camera in video: 28 mm on 36 mm of film, as a share of the longer side.
_FOCAL_SHARE = 0.78
_STEEPEST = 0.2  # of the focal length: points nearer to the camera's own plane are not turned


@dataclass(frozen=True)
class BodyTrace:
    """Heights in the picture, pixels upwards from its top edge (so all below zero); (N,), NaN where unknown.

    Attributes:
        t_s: (N,) seconds.
        hips, eyes: the middle of both sides, or the side that is seen.
        toes, heels: the same of the feet.
        feet: (N, S) the lower one of toe and heel, for each side that is seen well.
        metres_per_px: (N,) by the network's metric landmarks; right to about a tenth.
        side: whose hip was used, ``left``, ``right`` or ``both``.
        hip_scores: mean visibility of the left and of the right hip.
    """

    t_s: Series
    hips: Series
    eyes: Series
    toes: Series
    heels: Series
    feet: Series
    metres_per_px: Series
    side: str
    hip_scores: tuple[float, float]

    @property
    def frame_s(self) -> float:
        """Usual time between two frames; one second where that says nothing."""
        steps_s = np.diff(self.t_s)
        known = steps_s[steps_s > 0]
        return float(np.median(known)) if known.size else 1.0


def body_trace(motion: Motion, height_px: int, pitch_deg: float = 0.0) -> BodyTrace:
    """Read the trace from a motion that was neither filled nor smoothed.

    Args:
        motion: N frames.
        height_px: display height.
        pitch_deg: how far the camera looks up (positive) or down; the picture is turned to what a level
            camera would have seen, in which equal heights have equal pixels.
    """
    up = _levelled(motion, height_px, pitch_deg)
    hip_scores = _clearness(motion, "hip")
    names = {part: _sides(_clearness(motion, part)) for part in ("hip", "eye", "foot_index", "heel")}

    def mean(part: str) -> Series:
        columns = [motion.skeleton.index(f"{side}_{part}") for side in names[part]]
        middle: Series = up[:, columns].mean(axis=1)
        return middle

    feet = [
        np.minimum(*(up[:, motion.skeleton.index(f"{side}_{part}")] for part in ("foot_index", "heel")))
        for side in names["foot_index"]
    ]
    return BodyTrace(
        t_s=motion.t_s,
        hips=mean("hip"),
        eyes=mean("eye"),
        toes=mean("foot_index"),
        heels=mean("heel"),
        feet=np.stack(feet, axis=1),
        metres_per_px=motion.momentary_metres_per_height / height_px,
        side="both" if len(names["hip"]) == len(SIDES) else names["hip"][0],
        hip_scores=hip_scores,
    )


def _clearness(motion: Motion, part: str) -> tuple[float, float]:
    """Mean visibility of the part on the left and on the right."""
    seen = motion.seen
    if not seen.any():
        return (0.0, 0.0)
    left, right = (float(motion.visibility_of(f"{side}_{part}")[seen].mean()) for side in SIDES)
    return (left, right)


def _sides(scores: tuple[float, float]) -> list[str]:
    """The sides that are seen: those over the bound, unless the other one is seen much better."""
    best = max(scores)
    bound = min(VISIBLE, _HIDDEN * best)
    return [side for side, score in zip(SIDES, scores, strict=True) if score >= max(bound, _HIDDEN * best)]


def _levelled(motion: Motion, height_px: int, pitch_deg: float) -> Series:
    """(N, 33) heights in pixels as a level camera at the same place would see them."""
    width_px = motion.aspect * height_px
    up = -motion.xy_norm[..., 1] * height_px
    if not pitch_deg:
        return up
    focal_px = _FOCAL_SHARE * max(width_px, height_px)
    pitch = np.radians(pitch_deg)
    from_axis = up + height_px / 2
    away = np.maximum(focal_px * np.cos(pitch) - from_axis * np.sin(pitch), _STEEPEST * focal_px)
    level: Series = focal_px * (from_axis * np.cos(pitch) + focal_px * np.sin(pitch)) / away - height_px / 2
    return level
