"""Extract the value of a check: one number for a repetition or a hold, with its side and frame."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formtrace.exercises.form_checks import Check
from formtrace.exercises.measure import Measure
from formtrace.exercises.schema import Exercise
from formtrace.motion.body import SIDES, VISIBLE, VISIBLE_AS_OTHER_SIDE, Motion, Side
from formtrace.motion.measures import evaluate, is_sided
from formtrace.scoring.phases import Phases
from formtrace.signals.filters import lowpass
from formtrace.signals.series import Series

Frames = NDArray[np.intp]

_MIN_KNOWN = 0.5  # share of the phase's frames that must be known
_TAIL = 0.05  # maxima and minima leave out this share of the frames: landmarks jump
_STEADINESS_CUTOFF_HZ = 3.0  # postural sway is slower; 10 frames a second still show this


@dataclass(frozen=True, slots=True)
class Feature:
    """A check's ``value`` in its measure's unit, the side, and the ``frame`` to look at, if there is one."""

    value: float
    side: Side
    frame: int | None


@dataclass(eq=False)
class FeatureExtractor:
    """Extracts features from one motion and the exercise's signal (N,); evaluates each measure only once."""

    exercise: Exercise
    motion: Motion
    signal: Series
    _evaluated: dict[tuple[Measure, str], tuple[Series, Series]] = field(default_factory=dict)
    _smoothed: dict[tuple[Measure | None, str], Series] = field(default_factory=dict)

    def extract(self, check: Check, phases: Phases, side: Side) -> list[Feature]:
        """The feature of ``check`` on each side that can be judged; empty where none can.

        Args:
            side: the side that the repetition was done with.
        """
        if check.statistic == "duration":
            duration_s = phases.duration_s(check.phase)
            return [] if duration_s is None else [Feature(duration_s, side, None)]
        frames = phases.frames(check.phase, self.motion.t_s)
        if check.measure is None:
            visible = self._signal_visibility(frames) >= VISIBLE
            return self._features(check, phases, frames, "both", side) if visible else []
        if not is_sided(check.measure):
            visible = self._mean_visibility(check.measure, "both", frames) >= VISIBLE
            return self._features(check, phases, frames, "both", "both") if visible else []
        if check.statistic == "difference":
            return self._difference(check.measure, frames) if side == "both" else []
        found: list[Feature] = []
        for each in self._judged_sides(check, frames, side):
            found += self._features(check, phases, frames, each, each)
        return found

    def _signal_visibility(self, frames: Frames) -> float:
        """Visibility of the best visible part of the signal."""
        parts = [(term.measure, side) for term in self.exercise.signal for side in SIDES]
        return max(self._mean_visibility(measure, side, frames) for measure, side in parts)

    def _judged_sides(self, check: Check, frames: Frames, side: Side) -> list[Side]:
        """Those of the wanted sides that are about as visible as the better one."""
        assert check.measure is not None
        visibility = {each: self._mean_visibility(check.measure, each, frames) for each in SIDES}
        least = max(VISIBLE, VISIBLE_AS_OTHER_SIDE * max(visibility.values()))
        wanted = [
            s
            for s in SIDES
            if side == "both" or check.sides == "each" or (s == side) == (check.sides == "working")
        ]
        return [each for each in wanted if visibility[each] >= least]

    def _difference(self, measure: Measure, frames: Frames) -> list[Feature]:
        """Difference of left and right, where both are visible; the side is that with the smaller value."""
        if min(self._mean_visibility(measure, each, frames) for each in SIDES) < VISIBLE:
            return []
        left, right = (self._evaluate(measure, each)[0][frames] for each in SIDES)
        apart = np.abs(left - right)
        known = np.isfinite(apart)
        means = [float(values[known].mean()) for values in (left, right)]
        smaller = SIDES[int(np.argmin(means))]
        return [Feature(abs(means[0] - means[1]), smaller, int(frames[known][np.argmax(apart[known])]))]

    def _features(
        self, check: Check, phases: Phases, frames: Frames, measured_on: str, side: Side
    ) -> list[Feature]:
        """The feature of ``check`` in the frames of its phase, measured on one side, or nothing."""
        values = self._series(check, measured_on)
        if check.statistic == "path_excess":
            outbound, back = (values[phases.frames(way, self.motion.t_s)] for way in ("outbound", "return"))
            excess = _path_excess(outbound, back)
            return [] if excess is None else [Feature(excess, side, None)]
        known = frames[np.isfinite(values[frames])]
        if known.size < _MIN_KNOWN * frames.size or not known.size:
            return []
        value, at = _statistic(check, values[known], self.motion.t_s[known])
        return [Feature(value, side, phases.peak if check.phase == "peak" else int(known[at]))]

    def _series(self, check: Check, side: str) -> Series:
        """(N,) what the check measures on a side; low-pass filtered where the path counts, not the level."""
        values = self.signal if check.measure is None else self._evaluate(check.measure, side)[0]
        if check.statistic not in ("detrended_rms", "path_excess"):
            return values
        key = (check.measure, side)
        if key not in self._smoothed:
            self._smoothed[key] = lowpass(
                self.motion.t_s, values, cutoff_hz=_STEADINESS_CUTOFF_HZ, shot=self.motion.shot
            )
        return self._smoothed[key]

    def _evaluate(self, measure: Measure, side: str) -> tuple[Series, Series]:
        key = (measure, side)
        if key not in self._evaluated:
            self._evaluated[key] = evaluate(measure, self.motion, side)
        return self._evaluated[key]

    def _mean_visibility(self, measure: Measure, side: str, frames: Frames) -> float:
        """Mean visibility of a measure in the frames; unknown values count as 0."""
        values, visibility = self._evaluate(measure, side)
        known = np.isfinite(values[frames]) & np.isfinite(visibility[frames])
        return float(np.where(known, visibility[frames], 0.0).mean())


def _statistic(check: Check, values: Series, t_s: Series) -> tuple[float, int]:
    """The check's statistic of known ``values`` (n,), and the index of the frame to look at."""
    if check.statistic == "max":
        return float(np.quantile(values, 1 - _TAIL)), int(np.argmax(values))
    if check.statistic == "min":
        return float(np.quantile(values, _TAIL)), int(np.argmin(values))
    if check.statistic == "range":
        low, high = np.quantile(values, [_TAIL, 1 - _TAIL])
        return float(high - low), int(np.argmax(np.abs(values - np.median(values))))
    if check.statistic == "detrended_rms":
        residual = values - _trend(t_s, values)
        return float(np.sqrt((residual**2).mean())), int(np.argmax(np.abs(residual)))
    towards_worse = values if check.zero > check.best else -values
    return float(values.mean()), int(np.argmax(towards_worse))


def _trend(t_s: Series, values: Series) -> Series:
    """The least-squares line through ``values``, as ``scipy.signal.detrend`` removes it."""
    since = t_s - t_s.mean()
    variance = float((since**2).sum())
    slope = float((since * values).sum()) / variance if variance > 0 else 0.0
    line: Series = values.mean() + slope * since
    return line


def _path_excess(outbound: Series, back: Series) -> float | None:
    """Length of the path over the direct way out and back, as a share of it; ``None`` without movement."""
    paths = [path[np.isfinite(path)] for path in (outbound, back)]
    direct = sum(abs(float(path[-1] - path[0])) for path in paths if path.size)
    travelled = sum(float(np.abs(np.diff(path)).sum()) for path in paths if path.size)
    return None if direct <= 0 else max(travelled / direct - 1.0, 0.0)
