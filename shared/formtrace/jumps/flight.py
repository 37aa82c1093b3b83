"""One flight: when the feet left the ground, when they came back, and the hips' parabola between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.jumps.trace import BodyTrace
from formtrace.signals.filters import running_quantile
from formtrace.signals.series import Series, contiguous_segments

G_CM_S2 = 981.0

_OFF_GROUND_CM = 4.0  # both feet this high over the ground are in the air; landmarks scatter by one or two
_GROUND_WINDOW_S = 1.5
_GROUND_QUANTILE = 0.3  # of the heights around: low, since a hopping person is in the air half of the time
_WELL_UP = 0.3  # of the feet's greatest height: a flight's middle, from where its ends are looked for
_SHORTEST_S = 0.12  # so high above the ground; a flight of 10 cm is that for 0.22 s
_STANCE_S, _STANCE_MARGIN_S = 0.6, 0.09  # what the ground's height is taken from, before and after a flight
_END_S, _END_FRAMES = 0.13, 4.5  # how much of the flight the fit of one of its ends looks at
_END_SHARE = 0.5  # of the flight, at most
_FEWEST = 3  # frames of the flight at each end
_STEPS_PER_FRAME = 40
_SEARCH_FRAMES, _SEARCH_S, _LONGEST_STEP_S = 2.0, 0.09, 0.034  # before the feet are surely up
_CURVE_SD = 0.7  # of gravity: how far the feet's own acceleration differs from it, standard deviation
_FRAME_SHARE = (
    0.08  # of a frame: what no fit knows better (exposure, rounded time stamps), standard deviation
)
_TUCK_S_PER_CM = 0.0004  # tucked feet blur their own take-off, standard deviation
_LEAST_SD_S = 0.001  # ... nor, of a foot that rolls off, the very moment
_RESIDUAL_SD_CM, _PRIOR_WEIGHT = 0.8, 2.0  # usual residuals of landmarks, and for how many frames that stands
_WILD = 3.5  # standard deviations
_GRAVITY_RATIO = (
    0.6,
    1.5,
)  # of what the scale says, within which the parabola's own acceleration is believed
_FIRST_BY = 2.0  # standard deviations by which the heels must touch before the toes


@dataclass(frozen=True, slots=True)
class Event:
    """A take-off, a landing or the highest point: when it was, and the standard deviation, in seconds."""

    t_s: float
    sd_s: float


@dataclass(frozen=True, slots=True)
class Parabola:
    """The hips' flight: ``apex_px`` high at ``apex``, accelerated downwards by ``acceleration_px_s2``.

    ``residual_sd_px`` is the standard deviation of the landmarks from it.
    """

    apex: Event
    apex_px: float
    apex_sd_px: float
    acceleration_px_s2: float
    acceleration_sd_px_s2: float
    residual_sd_px: float


@dataclass(frozen=True, slots=True)
class Ground:
    """Height of the toes while they stand, and its standard deviation there."""

    height_px: float
    sway_px: float


@dataclass(frozen=True, slots=True)
class Flight:
    """One flight, and the ground before and after it."""

    take_off: Event
    landing: Event
    hips: Parabola
    grounds: tuple[Ground, Ground]

    @property
    def air_s(self) -> float:
        """Time in the air."""
        return self.landing.t_s - self.take_off.t_s


def airborne(trace: BodyTrace, cm_per_px: float) -> list[slice]:
    """The middle of each flight: frames in which all feet that are seen are certainly off the ground.

    The ground is where each foot usually is in the three seconds around, so the camera may stand anywhere and
    the person may move about. Frames without the person do not end a stretch.
    """
    reach = max(1, round(_GROUND_WINDOW_S / trace.frame_s))
    grounds = [running_quantile(foot, reach, _GROUND_QUANTILE) for foot in trace.feet.T]
    over_cm = (trace.feet - np.stack(grounds, axis=1)).min(axis=1) * cm_per_px
    known = np.isfinite(over_cm)
    high = ~(over_cm < _OFF_GROUND_CM)  # unknown is no landing
    found = []
    for segment in contiguous_segments(high):
        span = _known_part(segment, known)
        if span is not None and trace.t_s[span.stop - 1] - trace.t_s[span.start] >= _SHORTEST_S:
            found.append(_well_up(span, over_cm))
    return found


def _well_up(span: slice, over_cm: Series) -> slice:
    """The frames around the highest one in which the feet are well off the ground."""
    inside = over_cm[span]
    top = int(np.nanargmax(inside))
    low = inside < max(_OFF_GROUND_CM, _WELL_UP * float(inside[top]))
    before, after = np.flatnonzero(low[:top]), np.flatnonzero(low[top:])
    first = int(before[-1]) + 1 if before.size else 0
    end = top + int(after[0]) if after.size else len(inside)
    return slice(span.start + first, span.start + end)


def _known_part(span: slice, known: NDArray[np.bool_]) -> slice | None:
    """The span without unknown frames at its ends."""
    inside = span.start + np.flatnonzero(known[span])
    return slice(int(inside[0]), int(inside[-1]) + 1) if inside.size else None


def measure_flight(
    trace: BodyTrace, span: slice, around: tuple[float, float], cm_per_px: float
) -> Flight | None:
    """Fit the flight whose middle is ``span``; ``None`` where too few of its frames are seen.

    Args:
        trace: the whole clip.
        span: frames that are certainly in the air.
        around: end of the flight before and beginning of the one after, seconds.
        cm_per_px: roughly; it only says how strongly the toes' path is curved.
    """
    hips = _parabola(trace, span, cm_per_px)
    if hips is None:
        return None
    expected = G_CM_S2 / cm_per_px
    believed = _GRAVITY_RATIO[0] <= hips.acceleration_px_s2 / expected <= _GRAVITY_RATIO[1]
    fit = _ContactFit(
        trace, span, around, hips.acceleration_px_s2 if believed else expected, cm_per_px, hips.residual_sd_px
    )
    toes, heels = fit.events(trace.toes), fit.events(trace.heels)
    if toes is None:
        return None
    take_off, landing, grounds = toes
    if heels is not None:
        if heels[0].t_s - take_off.t_s > _FIRST_BY * np.hypot(heels[0].sd_s, take_off.sd_s):
            take_off = heels[0]
        if landing.t_s - heels[1].t_s > _FIRST_BY * np.hypot(heels[1].sd_s, landing.sd_s):
            landing = heels[1]
    tuck_s = _TUCK_S_PER_CM * _tuck_cm(trace, span, cm_per_px)
    return Flight(_widened(take_off, tuck_s), _widened(landing, tuck_s), hips, grounds)


def _tuck_cm(trace: BodyTrace, span: slice, cm_per_px: float) -> float:
    """Difference between the longest and the shortest leg length in the flight."""
    legs = (trace.hips - trace.toes)[span]
    shortest, longest = np.quantile(legs[np.isfinite(legs)], (0.1, 0.9))
    return float(longest - shortest) * cm_per_px


def _widened(event: Event, sd_s: float) -> Event:
    return Event(event.t_s, float(np.hypot(event.sd_s, sd_s)))


def _parabola(trace: BodyTrace, span: slice, cm_per_px: float) -> Parabola | None:
    """Least squares through the hips' flight, without outliers."""
    t_s, hips = trace.t_s[span], trace.hips[span]
    use = np.isfinite(hips)
    for _ in range(2):
        if use.sum() < _FEWEST:
            return None
        middle_s = float(t_s[use].mean())
        design = np.vander(t_s - middle_s, 3)
        coefficients = np.linalg.lstsq(design[use], hips[use], rcond=None)[0]
        residual = hips - design @ coefficients
        spread = 1.4826 * float(np.median(np.abs(residual[use])))
        use &= np.abs(residual) <= _WILD * max(spread, _RESIDUAL_SD_CM / cm_per_px)
    curve, slope, height = (float(c) for c in coefficients)
    if curve >= 0:
        return None
    sd_px = _residual_sd(float((residual[use] ** 2).sum()), int(use.sum()) - 3, cm_per_px)
    covariance = np.linalg.pinv(design[use].T @ design[use]) * sd_px**2
    apex_s = -slope / (2 * curve)
    towards_time = np.array([slope / (2 * curve**2), -1 / (2 * curve), 0.0])
    towards_height = np.array([apex_s**2, apex_s, 1.0])
    return Parabola(
        apex=Event(middle_s + apex_s, float(np.sqrt(towards_time @ covariance @ towards_time))),
        apex_px=height - slope**2 / (4 * curve),
        apex_sd_px=float(np.sqrt(towards_height @ covariance @ towards_height)),
        acceleration_px_s2=-2 * curve,
        acceleration_sd_px_s2=2 * float(np.sqrt(covariance[0, 0])),
        residual_sd_px=sd_px,
    )


Contacts = tuple[Event, Event, tuple[Ground, Ground]]


@dataclass(frozen=True, slots=True)
class _ContactFit:
    """Segmented regression of a foot's path: level on the ground, then v t - a t^2 / 2 above it.

    ``a`` is gravity's but for legs that are tucked, so a ridge penalty holds it near gravity; the breakpoint
    is the moment at which the sum of squares is least.
    """

    trace: BodyTrace
    span: slice
    around: tuple[float, float]
    curve_px_s2: float
    cm_per_px: float
    residual_sd_px: float

    def events(self, path: Series) -> Contacts | None:
        """Take-off and landing of a foot, and the ground there."""
        t_s = self.trace.t_s
        first_s, last_s = float(t_s[self.span.start]), float(t_s[self.span.stop - 1])
        earliest_s = max(self.around[0] + _STANCE_MARGIN_S, first_s - _STANCE_S)
        latest_s = min(self.around[1] - _STANCE_MARGIN_S, last_s + _STANCE_S)
        before = _ground(path, t_s, earliest_s, first_s - _STANCE_MARGIN_S)
        after = _ground(path, t_s, last_s + _STANCE_MARGIN_S, latest_s)
        grounds = before or after, after or before
        if grounds[0] is None or grounds[1] is None:
            return None
        take_off = self._breakpoint(path - grounds[0].height_px, first_s, 1.0)
        landing = self._breakpoint(path - grounds[1].height_px, last_s, -1.0)
        if take_off is None or landing is None:
            return None
        return take_off, landing, (grounds[0], grounds[1])

    def _breakpoint(self, height_px: Series, near_s: float, sign: float) -> Event | None:
        """The breakpoint near a moment; ``sign`` is 1 for take-off and -1 for landing, its mirror in time."""
        frame_s = self.trace.frame_s
        flight_s = float(self.trace.t_s[self.span.stop - 1] - self.trace.t_s[self.span.start])
        reach_s = min(max(_END_S, _END_FRAMES * frame_s), max(_END_SHARE * flight_s, 2.5 * frame_s))
        since_s = sign * (self.trace.t_s - near_s)
        use = np.isfinite(height_px) & (since_s >= -2 * reach_s) & (since_s <= reach_s)
        if (use & (since_s >= 0)).sum() < _FEWEST:
            return None
        since_s, height_px = since_s[use], height_px[use]
        step_s = min(frame_s, _LONGEST_STEP_S) / _STEPS_PER_FRAME
        offsets_s = np.arange(-max(_SEARCH_FRAMES * frame_s, _SEARCH_S), frame_s, step_s)
        errors = np.array([self._error(since_s, height_px, offset_s) for offset_s in offsets_s])
        best = int(errors.argmin())
        residual_sd_px = _residual_sd(float(errors[best]), len(since_s) - 3, self.cm_per_px)
        sd_s = _profile_likelihood_sd(offsets_s, errors, best, residual_sd_px)
        unseen_s = _FRAME_SHARE * frame_s + _LEAST_SD_S
        return Event(near_s + sign * float(offsets_s[best]), float(np.hypot(sd_s, unseen_s)))

    def _error(self, since_s: Series, height_px: Series, breakpoint_s: float) -> float:
        """Sum of squares with the best speed and curve for a breakpoint at ``breakpoint_s``."""
        flying_s = np.clip(since_s - breakpoint_s, 0.0, None)
        design = np.stack([flying_s, -(flying_s**2) / 2], axis=1)
        wanted = height_px - self.curve_px_s2 * design[:, 1]
        ridge = np.array([0.0, self.residual_sd_px / (_CURVE_SD * self.curve_px_s2)])
        normal = design.T @ design + np.diag(ridge**2)
        speed, change = np.linalg.lstsq(normal, design.T @ wanted, rcond=None)[0]
        residual = wanted - design @ [speed, change]
        return float(residual @ residual + (ridge[1] * change) ** 2)


def _residual_sd(squares_px2: float, degrees: int, cm_per_px: float) -> float:
    """Residual standard deviation, with the usual one as a prior: few frames say little."""
    usual_px = _RESIDUAL_SD_CM / cm_per_px
    return float(np.sqrt((squares_px2 + _PRIOR_WEIGHT * usual_px**2) / (max(degrees, 0) + _PRIOR_WEIGHT)))


def _profile_likelihood_sd(offsets_s: Series, errors: Series, best: int, residual_sd_px: float) -> float:
    """Standard deviation by profile likelihood: half the range within one variance of the least squares."""
    inside = np.flatnonzero(errors <= errors[best] + residual_sd_px**2)
    step_s = float(offsets_s[1] - offsets_s[0])
    return max(float(offsets_s[inside[-1]] - offsets_s[inside[0]]) / 2, step_s / 2)


def _ground(path: Series, t_s: Series, since_s: float, until_s: float) -> Ground | None:
    """Where a foot is while it stands."""
    inside = path[(t_s >= since_s) & (t_s <= until_s)]
    inside = inside[np.isfinite(inside)]
    return Ground(float(np.median(inside)), float(np.std(inside))) if inside.size else None
