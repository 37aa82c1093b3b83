"""Jumps."""

from __future__ import annotations

from typing import Literal

from formtrace.results.document.base import Part, Side


class Jump(Part):
    """One jump. Times are of the flight; pixels are of the source's picture, y down (with
    ``device_pitch_deg``: of the picture that a level camera would have taken).

    Attributes:
        height_cm: by the exercise's own ``method``; ``uncertainty_cm`` is half of its 95 % interval.
        air_time_height_cm: g t^2 / 8 of the time in the air.
        ascent_height_cm: g t^2 / 2 of the time from take-off to the highest point of the hips' parabola; much
            less than by air time when the person lands with bent knees.
        hip_rise_cm: of the hips above the standing person, so with the rise on the toes before take-off;
            ``None`` without the person's height.
        delta_px: the same in pixels, ``baseline_y_px`` less ``min_y_px``.
        gravity_ratio: acceleration of the hips' flight over gravity; far below 1 the clip plays in slow
            motion, or the stated height is wrong.
        contact_s: time on the ground since the landing before, of a rebound.
        hip_scores: visibility of the left and of the right hip.
    """

    index: int
    take_off_s: float
    landing_s: float
    air_time_s: float
    height_cm: float
    uncertainty_cm: float
    method: Literal["air_time", "hip_rise"]
    air_time_height_cm: float
    air_time_uncertainty_cm: float | None = None
    ascent_height_cm: float | None = None
    hip_rise_cm: float | None = None
    hip_rise_uncertainty_cm: float | None = None
    baseline_y_px: float | None = None
    min_y_px: float | None = None
    delta_px: float | None = None
    gravity_ratio: float | None = None
    contact_s: float | None = None
    side_used: Side = "both"
    hip_scores: dict[Literal["left", "right"], float] | None = None


DiscardReason = Literal["moved_toward_phone", "jump_timeout", "tracking_lost", "no_flight_detected"]


class DiscardedJump(Part):
    """A jump that could not be measured, and why."""

    t_s: float
    reason: DiscardReason
    text: str


class JumpCalibration(Part):
    """How pixels became centimetres: from the stated height of the person standing still at ``t_s``."""

    t_s: float
    cm_per_px: float
    baseline_y_px: float
    hip_scores: dict[Literal["left", "right"], float] | None = None


class Jumps(Part):
    """All jumps of a clip."""

    calibration: JumpCalibration | None = None
    jumps: tuple[Jump, ...] = ()
    discarded: tuple[DiscardedJump, ...] = ()
