"""From pixels to centimetres: the person standing still, whose height is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.jumps.trace import BodyTrace
from formtrace.signals.series import Series, contiguous_segments

# Shares of the body height (Drillis and Contini, 1966, as in Winter's "Biomechanics", fig. 4.1): the eyes;
# and the landmark of the heel, which lies on the bone, not on the floor.
_EYES, _HEELS = 0.936, 0.02
_UPRIGHT = 0.97  # of the tallest stance: less is a bend
# Eyes over hips are 0.8 of hips over toes in standing: much less is bent or lying, much more is seated.
_TRUNK_PER_LEGS, _LEGS_PER_TRUNK = 0.5, 0.7
_TALLEST_QUANTILE = 0.9
_STILL = 0.06  # body heights a second: how fast the hips of a standing person may be
_STILL_S = 0.15  # to either side, over which that is measured
_FEWEST_S = 0.3  # of standing still
# Standard deviations: the eyes' height as a share of people's height differs by one percent (Gordon and
# others, "Anthropometric Survey of U.S. Personnel", 1988), the landmarks' own places by about two.
_BODY_SHARE, _WITHOUT_STILLNESS = 0.022, 0.04


@dataclass(frozen=True, slots=True)
class Calibration:
    """How pixels become centimetres.

    Attributes:
        t_s: middle of the moment that it comes from.
        cm_per_px: of the stated height, or of the network's metres where there is none.
        hips_over_toes_px, eyes_over_hips_px, heels_over_toes_px: of the standing person.
        baseline_px: height of the standing person's hips in the picture.
        still: whether the person stood still; otherwise they were measured at their tallest.
    """

    t_s: float
    cm_per_px: float
    hips_over_toes_px: float
    eyes_over_hips_px: float
    heels_over_toes_px: float
    baseline_px: float
    still: bool

    @property
    def relative_sd(self) -> float:
        """Standard deviation of the scale, as a share."""
        return _BODY_SHARE if self.still else _WITHOUT_STILLNESS


def calibrate(trace: BodyTrace, user_height_cm: float | None) -> Calibration | None:
    """Measure the person standing; ``None`` where they never stand.

    A person who never stands still is measured at their tallest, with twice the uncertainty.
    """
    tall = trace.eyes - trace.heels
    trunk, legs = trace.eyes - trace.hips, trace.hips - trace.toes
    known = np.isfinite(tall) & (trunk >= _TRUNK_PER_LEGS * legs) & (legs >= _LEGS_PER_TRUNK * trunk)
    if not known.any():
        return None
    upright = known & (tall >= _UPRIGHT * float(np.quantile(tall[known], _TALLEST_QUANTILE)))
    still = upright & (_speed(trace) <= _STILL * np.nanmedian(tall[upright]))
    standing = [frames for frames in _stretches(still) if np.ptp(trace.t_s[frames]) >= _FEWEST_S]
    frames = np.concatenate(standing) if standing else np.flatnonzero(upright)
    tall_px = float(np.median(tall[frames]))
    if tall_px <= 0:
        return None
    if user_height_cm is None:
        cm_per_px = 100 * float(np.nanmedian(trace.metres_per_px[frames]))
    else:
        cm_per_px = user_height_cm * (_EYES - _HEELS) / tall_px
    return Calibration(
        t_s=float(trace.t_s[frames[len(frames) // 2]]),
        cm_per_px=cm_per_px,
        hips_over_toes_px=float(np.median((trace.hips - trace.toes)[frames])),
        eyes_over_hips_px=float(np.median((trace.eyes - trace.hips)[frames])),
        heels_over_toes_px=float(np.median((trace.heels - trace.toes)[frames])),
        baseline_px=float(np.median(trace.hips[frames])),
        still=bool(standing),
    )


def _speed(trace: BodyTrace) -> Series:
    """(N,) speed of the hips, pixels a second, over a third of a second; NaN at gaps and ends."""
    reach = max(1, round(_STILL_S / trace.frame_s))
    speed = np.full(len(trace.t_s), np.nan)
    if len(trace.t_s) > 2 * reach:
        rise = np.abs(trace.hips[2 * reach :] - trace.hips[: -2 * reach])
        speed[reach:-reach] = rise / (trace.t_s[2 * reach :] - trace.t_s[: -2 * reach])
    return speed


def _stretches(where: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Frames of each uninterrupted stretch."""
    return [np.arange(segment.start, segment.stop) for segment in contiguous_segments(where)]
