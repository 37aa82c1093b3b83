"""All jumps of a clip: found, measured by both methods, or discarded with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from formtrace.exercises.schema import Jump
from formtrace.jumps.calibration import Calibration, calibrate
from formtrace.jumps.flight import G_CM_S2, Flight, airborne, measure_flight
from formtrace.jumps.trace import BodyTrace, body_trace
from formtrace.motion.body import Motion
from formtrace.signals.series import Series

Reason = Literal["scale_changed", "jump_timeout", "tracking_lost", "no_flight_detected"]

_NORMAL = 1.96  # standard deviations to either side hold 95 % of a normal distribution
_BALLISTIC = (0.7, 1.4)  # of gravity, by the rough scale: what falls like a thrown body ...
_BALLISTIC_SD, _LEAST_BALLISTIC = 2.0, 0.5  # ... give or take standard deviations of the fit; never less
_AGREE = (0.4, 2.2)  # of the rise of the hips: what the air time may say
_TOP = (0.3, 0.7)  # of the flight: when the hips are highest
_UPRIGHT_SHARE = 0.6  # of the standing person's eyes over their hips: lower is bent or lying
_HEEL_RISE_CM = 3.0  # of a person on their toes
_ATTEMPT_SHARE = 0.5  # of the least height: hips that rose less are no attempt at a jump
_ON_GROUND = 0.25  # quantile of the toes' heights around a flight: where they stand
_LONGEST_GAP_S = 0.15  # without the person, in a flight
_GROUND_WINDOW_S = 0.4
# The person's size in the picture is compared in this time before and after a flight, in the stance in which
# they are for longest: above a crouch, below the stretch before take-off.
_STANCE_WITHIN_S, _STANCE_QUANTILE, _STANCE_BAND = 2.0, 0.6, 0.05
_HEEL_RAISE_S = 0.15  # to either side of the top of a rise without flight
_GROUND_SHARE = 0.7  # of the difference of the ground before and after a flight, as a standard deviation
_SWAY_CM, _SHIFT_CM = 2.2, 3.5  # of feet on the ground, standing and over a flight: the camera moves
_CONTACT_S = 1.0  # a longer stay on the ground is a new jump, not a rebound


@dataclass(frozen=True, slots=True)
class MeasuredJump:
    """One jump; heights in centimetres, each with the standard deviation that it is known with.

    Attributes:
        start, peak, end: frames of take-off, highest point and landing.
        ascent_cm: g t^2 / 2 of the time from take-off to the highest point of the hips' parabola: what the
            air time would give had the landing been in the posture of the take-off.
        gravity_ratio: the parabola's acceleration over gravity, by the scale; far from 1, the scale or the
            clip's speed is not what it seems.
        contact_s: time on the ground since the landing before, of a rebound.
    """

    flight: Flight
    start: int
    peak: int
    end: int
    air_time_cm: float
    air_time_sd_cm: float
    ascent_cm: float
    hip_rise_cm: float
    hip_rise_sd_cm: float
    baseline_px: float
    gravity_ratio: float
    contact_s: float | None = None


@dataclass(frozen=True, slots=True)
class Discarded:
    """What looked like a jump and could not be measured: frames of its span, and why."""

    start: int
    peak: int
    end: int
    reason: Reason


@dataclass(frozen=True)
class JumpsFound:
    """All jumps of a clip.

    Attributes:
        scaled: whether centimetres are of the person's stated height, and not the network's guess.
        rise: (N,) height of the hips above the standing person, 1 at the highest jump.
    """

    method: Literal["hip_rise", "air_time"]
    calibration: Calibration | None
    scaled: bool
    jumps: tuple[MeasuredJump, ...]
    discarded: tuple[Discarded, ...]
    rise: Series
    side: str
    hip_scores: tuple[float, float]

    @property
    def ground_moves(self) -> bool:
        """Whether the ground moves in the picture: the camera is held by hand, or the jump goes forward."""
        if self.calibration is None:
            return False
        cm_per_px = self.calibration.cm_per_px
        grounds = [jump.flight.grounds for jump in self.jumps]
        sways_px = [ground.sway_px for pair in grounds for ground in pair]
        shifts_px = [abs(after.height_px - before.height_px) for before, after in grounds]
        return (
            max(sways_px, default=0.0) * cm_per_px > _SWAY_CM
            or max(shifts_px, default=0.0) * cm_per_px > _SHIFT_CM
        )


def measure_jumps(
    rules: Jump,
    motion: Motion,
    height_px: int,
    user_height_cm: float | None = None,
    pitch_deg: float = 0.0,
) -> JumpsFound:
    """Find and measure the jumps.

    Args:
        rules: of the exercise.
        motion: neither filled nor smoothed.
        height_px: display height.
        user_height_cm: the person's height; without it centimetres are the network's guess, which the air
            time does not need.
        pitch_deg: how far the camera looks up.
    """
    trace = body_trace(motion, height_px, pitch_deg)
    calibration = calibrate(trace, user_height_cm)
    if calibration is None:
        unknown = np.full(len(trace.t_s), np.nan)
        return JumpsFound(rules.method, None, False, (), (), unknown, trace.side, trace.hip_scores)
    search = _Search(rules, trace, calibration, user_height_cm is not None)
    jumps, discarded = search.result()
    rise_cm = (trace.hips - calibration.baseline_px) * calibration.cm_per_px
    highest = max((jump.hip_rise_cm for jump in jumps), default=4 * rules.min_height_cm)
    return JumpsFound(
        method=rules.method,
        calibration=calibration,
        scaled=user_height_cm is not None,
        jumps=tuple(jumps),
        discarded=tuple(discarded),
        rise=rise_cm / highest,
        side=trace.side,
        hip_scores=trace.hip_scores,
    )


class _Search:
    """Finds and measures the jumps of one clip."""

    def __init__(self, rules: Jump, trace: BodyTrace, calibration: Calibration, scaled: bool) -> None:
        self._rules, self._trace, self._calibration = rules, trace, calibration
        self._scale_sd = calibration.relative_sd if scaled else np.inf

    def result(self) -> tuple[list[MeasuredJump], list[Discarded]]:
        """Measured and discarded jumps in order of time."""
        trace = self._trace
        spans = airborne(trace, self._calibration.cm_per_px)
        jumps: list[MeasuredJump] = []
        discarded: list[Discarded] = []
        for number, span in enumerate(spans):
            around = (
                float(trace.t_s[spans[number - 1].stop - 1]) if number else -np.inf,
                float(trace.t_s[spans[number + 1].start]) if number + 1 < len(spans) else np.inf,
            )
            found = self._measure(span, around, jumps[-1] if jumps else None)
            if isinstance(found, MeasuredJump):
                jumps.append(found)
            elif found is not None:
                discarded.append(Discarded(span.start, self._top(span), span.stop - 1, found))
        discarded += self._heel_raises(spans)
        return jumps, sorted(discarded, key=lambda attempt: attempt.start)

    def _measure(
        self, span: slice, around: tuple[float, float], previous: MeasuredJump | None
    ) -> MeasuredJump | Reason | None:
        """The jump, or why it is discarded; ``None`` where there was no attempt to jump."""
        trace, rules = self._trace, self._rules
        if self._rise_cm(span) < _ATTEMPT_SHARE * rules.min_height_cm or not self._upright(span):
            return None
        if trace.t_s[span.stop - 1] - trace.t_s[span.start] > rules.max_air_s or self._at_the_end(span):
            return "jump_timeout"
        if self._longest_gap_s(span) > _LONGEST_GAP_S:
            return "tracking_lost"
        if self._scale_change(span) > rules.max_scale_change:
            return "scale_changed"
        flight = measure_flight(trace, span, around, self._calibration.cm_per_px)
        if flight is None or flight.take_off.t_s < trace.t_s[0]:
            return "tracking_lost"
        if flight.air_s > rules.max_air_s:
            return "jump_timeout"
        jump = self._measured(flight, previous)
        if jump.air_time_cm < _ATTEMPT_SHARE * rules.min_height_cm:
            return None
        low = jump.air_time_cm < rules.min_height_cm
        return "no_flight_detected" if low or not self._is_ballistic(jump) else jump

    def _measured(self, flight: Flight, previous: MeasuredJump | None) -> MeasuredJump:
        calibration, hips = self._calibration, flight.hips
        cm_per_px = calibration.cm_per_px
        air_time_cm = G_CM_S2 * flight.air_s**2 / 8
        air_sd_s = float(np.hypot(flight.take_off.sd_s, flight.landing.sd_s))
        heights_px = [ground.height_px for ground in flight.grounds]
        ground_px = float(np.mean(heights_px))
        baseline_px = ground_px + calibration.hips_over_toes_px
        hip_rise_cm = (hips.apex_px - baseline_px) * cm_per_px
        place_px = np.hypot(hips.apex_sd_px, _GROUND_SHARE * abs(heights_px[1] - heights_px[0]))
        hip_rise_sd_cm = float(np.hypot(place_px * cm_per_px, hip_rise_cm * self._scale_sd))
        stay_s = flight.take_off.t_s - previous.flight.landing.t_s if previous else np.inf
        return MeasuredJump(
            flight=flight,
            start=self._frame(flight.take_off.t_s),
            peak=self._frame(hips.apex.t_s),
            end=self._frame(flight.landing.t_s),
            air_time_cm=air_time_cm,
            air_time_sd_cm=G_CM_S2 * flight.air_s / 4 * air_sd_s,
            ascent_cm=G_CM_S2 * (hips.apex.t_s - flight.take_off.t_s) ** 2 / 2,
            hip_rise_cm=hip_rise_cm,
            hip_rise_sd_cm=hip_rise_sd_cm,
            baseline_px=baseline_px,
            gravity_ratio=hips.acceleration_px_s2 * cm_per_px / G_CM_S2,
            contact_s=stay_s if stay_s <= _CONTACT_S else None,
        )

    def _heel_raises(self, spans: list[slice]) -> list[Discarded]:
        """Heel raises: hips that rose as in a low jump while the toes stayed on the ground."""
        trace, calibration = self._trace, self._calibration
        if not calibration.still:
            return []
        over_toes_cm = (trace.hips - trace.toes - calibration.hips_over_toes_px) * calibration.cm_per_px
        rise_cm = (trace.hips - calibration.baseline_px) * calibration.cm_per_px
        on_toes_cm = (trace.heels - trace.toes - calibration.heels_over_toes_px) * calibration.cm_per_px
        high = (
            (on_toes_cm >= _HEEL_RISE_CM)
            & (np.minimum(over_toes_cm, rise_cm) >= _ATTEMPT_SHARE * self._rules.min_height_cm)
            & (np.abs(over_toes_cm - rise_cm) <= _ATTEMPT_SHARE * self._rules.min_height_cm)
        )
        for span in spans:
            near = np.abs(trace.t_s - trace.t_s[self._top(span)]) <= self._rules.max_air_s
            high &= ~near
        found = []
        frames = np.flatnonzero(high)
        for group in np.split(frames, np.flatnonzero(np.diff(trace.t_s[frames]) > _HEEL_RAISE_S) + 1):
            if group.size and trace.t_s[group[-1]] - trace.t_s[group[0]] >= _HEEL_RAISE_S:
                top = int(group[np.argmax(rise_cm[group])])
                found.append(Discarded(int(group[0]), top, int(group[-1]), "no_flight_detected"))
        return found

    def _is_ballistic(self, jump: MeasuredJump) -> bool:
        """Whether the hips fall like a thrown body, within the uncertainty of the fit."""
        hips = jump.flight.hips
        top = (hips.apex.t_s - jump.flight.take_off.t_s) / jump.flight.air_s
        slack = _BALLISTIC_SD * jump.gravity_ratio * hips.acceleration_sd_px_s2 / hips.acceleration_px_s2
        if not _AGREE[0] <= jump.air_time_cm / max(jump.hip_rise_cm, 1e-6) <= _AGREE[1]:
            return False
        least = max(_BALLISTIC[0] - slack, _LEAST_BALLISTIC)
        return least <= jump.gravity_ratio <= _BALLISTIC[1] + slack and _TOP[0] <= top <= _TOP[1]

    def _upright(self, span: slice) -> bool:
        """Whether the head is over the hips: people on the floor lift their feet too."""
        over_px = (self._trace.eyes - self._trace.hips)[span]
        known = over_px[np.isfinite(over_px)]
        return bool(known.size) and float(np.median(known)) >= (
            _UPRIGHT_SHARE * self._calibration.eyes_over_hips_px
        )

    def _rise_cm(self, span: slice) -> float:
        """How far the hips come above where they are in standing on the ground around the flight."""
        trace = self._trace
        reach = max(1, round(_GROUND_WINDOW_S / trace.frame_s))
        around = trace.toes[max(0, span.start - reach) : span.stop + reach]
        known = around[np.isfinite(around)]
        if not known.size:
            return 0.0
        lowest = float(np.quantile(known, _ON_GROUND))
        top = trace.hips[self._top(span)]
        return float((top - lowest - self._calibration.hips_over_toes_px) * self._calibration.cm_per_px)

    def _at_the_end(self, span: slice) -> bool:
        """Whether the person is not seen on the ground after the flight."""
        return not np.isfinite(self._trace.toes[span.stop :]).any()

    def _longest_gap_s(self, span: slice) -> float:
        trace = self._trace
        inside = slice(max(0, span.start - 1), span.stop + 1)
        known_s = trace.t_s[inside][np.isfinite(trace.toes[inside]) & np.isfinite(trace.hips[inside])]
        return float(np.diff(known_s).max(initial=0.0))

    def _scale_change(self, span: slice) -> float:
        """How much larger or smaller the person is in the picture after the flight, as a share.

        By the network's scale in the usual stance, and by that stance's height in the picture; the smaller
        change of the two, none where they contradict each other. Either one alone is wrong by a fifth where
        people crouch, bend the neck or raise their arms.
        """
        before, after = (self._stance_size(span, side) for side in ("before", "after"))
        if before is None or after is None:
            return 0.0
        scale, height = np.log(before[0] / after[0]), np.log(after[1] / before[1])
        return float(min(abs(scale), abs(height))) if scale * height > 0 else 0.0

    def _stance_size(self, span: slice, side: Literal["before", "after"]) -> tuple[float, float] | None:
        """Metres per pixel, and pixels from toes to eyes, in the usual stance on one side of a flight."""
        trace = self._trace
        since_s = (
            trace.t_s[span.start] - trace.t_s if side == "before" else trace.t_s - trace.t_s[span.stop - 1]
        )
        tall = trace.eyes - trace.toes
        near = (since_s > 0) & (since_s <= _STANCE_WITHIN_S) & np.isfinite(tall) & (tall > 0)
        near &= np.isfinite(trace.metres_per_px)
        if not near.any():
            return None
        usual = float(np.quantile(tall[near], _STANCE_QUANTILE))
        stance = near & (np.abs(tall - usual) <= _STANCE_BAND * usual)
        return float(np.median(trace.metres_per_px[stance])), usual

    def _top(self, span: slice) -> int:
        hips = self._trace.hips[span]
        return int(span.start) + (int(np.nanargmax(hips)) if np.isfinite(hips).any() else 0)

    def _frame(self, t_s: float) -> int:
        """The frame nearest to a moment."""
        return int(np.abs(self._trace.t_s - t_s).argmin())


def half_width_cm(sd_cm: float) -> float:
    """Half the width of the 95 % interval."""
    return _NORMAL * sd_cm
