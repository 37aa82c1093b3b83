"""The jumps of a clip in the result document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from formtrace.jumps.measure import Discarded, JumpsFound, MeasuredJump, half_width_cm
from formtrace.motion.body import Motion
from formtrace.results.document import DiscardedJump, DiscardReason, Jump, JumpCalibration, Jumps, Side
from formtrace.texts import Language, texts

_REASONS: Mapping[str, DiscardReason] = {
    "scale_changed": "moved_toward_phone",
    "jump_timeout": "jump_timeout",
    "tracking_lost": "tracking_lost",
    "no_flight_detected": "no_flight_detected",
}
"""The document's names of the reasons."""

_SIDES: dict[str, Side] = {"left": "left", "right": "right", "both": "both"}


def describe_jumps(found: JumpsFound, motion: Motion, locale: Language) -> Jumps:
    """Everything that was measured; centimetres of the hips only where the person's height is known."""
    return Jumps(
        calibration=_calibration(found, motion.capture_speed),
        jumps=tuple(
            _jump(found, jump, number, motion.capture_speed) for number, jump in enumerate(found.jumps, 1)
        ),
        discarded=tuple(_discarded(attempt, motion, locale) for attempt in found.discarded),
    )


def reason_code(reason: str) -> str:
    """The document's name of the reason why an attempt, a jump or another one, was not counted."""
    return _REASONS.get(reason, reason)


def _calibration(found: JumpsFound, slower: float) -> JumpCalibration | None:
    if found.calibration is None or not found.scaled:
        return None
    return JumpCalibration(
        t_s=round(found.calibration.t_s * slower, 4),
        cm_per_px=round(found.calibration.cm_per_px, 5),
        baseline_y_px=round(-found.calibration.baseline_px, 2),
        hip_scores=_hip_scores(found),
    )


def _jump(found: JumpsFound, jump: MeasuredJump, number: int, slower: float) -> Jump:
    by_rise = found.method == "hip_rise"
    flight = jump.flight
    return Jump(
        index=number,
        take_off_s=round(flight.take_off.t_s * slower, 4),
        landing_s=round(flight.landing.t_s * slower, 4),
        air_time_s=round(flight.air_s, 4),
        height_cm=round(jump.hip_rise_cm if by_rise else jump.air_time_cm, 1),
        uncertainty_cm=round(half_width_cm(jump.hip_rise_sd_cm if by_rise else jump.air_time_sd_cm), 1),
        method=found.method,
        air_time_height_cm=round(jump.air_time_cm, 1),
        air_time_uncertainty_cm=round(half_width_cm(jump.air_time_sd_cm), 1),
        ascent_height_cm=round(jump.ascent_cm, 1),
        hip_rise_cm=round(jump.hip_rise_cm, 1) if found.scaled else None,
        hip_rise_uncertainty_cm=round(half_width_cm(jump.hip_rise_sd_cm), 1) if found.scaled else None,
        baseline_y_px=round(-jump.baseline_px, 2),
        min_y_px=round(-flight.hips.apex_px, 2),
        delta_px=round(flight.hips.apex_px - jump.baseline_px, 2),
        gravity_ratio=round(jump.gravity_ratio, 3),
        contact_s=None if jump.contact_s is None else round(jump.contact_s, 3),
        side_used=_SIDES[found.side],
        hip_scores=_hip_scores(found),
    )


def _discarded(attempt: Discarded, motion: Motion, locale: Language) -> DiscardedJump:
    return DiscardedJump(
        t_s=round(float(motion.t_s[attempt.peak] * motion.capture_speed), 4),
        reason=_REASONS[attempt.reason],
        text=texts(locale).jumps[attempt.reason],
    )


def _hip_scores(found: JumpsFound) -> dict[Literal["left", "right"], float]:
    left, right = found.hip_scores
    return {"left": round(left, 4), "right": round(right, 4)}
