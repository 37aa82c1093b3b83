"""Take a check's value from a motion: one number for a repetition or a hold, with side and moment."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.signal import Side
from formtrace.exercises.form import Check
from formtrace.exercises.measure import Measure
from formtrace.exercises.schema import Exercise
from formtrace.motion.body import Motion
from formtrace.motion.measures import SIDES, evaluate, is_sided
from formtrace.scoring.phases import Phases
from formtrace.signals.filters import lowpass
from formtrace.signals.series import Series

Frames = NDArray[np.intp]

_CLEAR = 0.5  # visibility from which on a landmark is seen, not guessed
_BESIDE = 0.7  # of the better seen side's visibility: less is the side that the body hides
_KNOWN = 0.5  # share of the phase's frames that must be known
_TAIL = 0.05  # the most extreme twentieth of the frames does not make a maximum: landmarks jump
_CALM_HZ = 3.0  # sway and detours are slower than this; also below what 10 frames a second can show


@dataclass(frozen=True, slots=True)
class Value:
    """What was measured: in the measure's unit, on which side, and the frame to look at, if there is one."""

    value: float
    side: Side
    frame: int | None


@dataclass(eq=False)
class Ruler:
    """Takes values from one motion and the exercise's signal (N,); each measure is evaluated only once."""

    exercise: Exercise
    motion: Motion
    signal: Series
    _known: dict[tuple[Measure, str], tuple[Series, Series]] = field(default_factory=dict)
    _smoothed: dict[tuple[Measure | None, str], Series] = field(default_factory=dict)

    def take(self, check: Check, phases: Phases, side: Side) -> list[Value]:
        """The value of ``check`` on each side that can be judged; empty where none can.

        Args:
            side: the side that the repetition was done with.
        """
        if check.statistic == "duration":
            seconds = phases.seconds(check.phase)
            return [] if seconds is None else [Value(seconds, side, None)]
        frames = phases.frames(check.phase, self.motion.t_s)
        if check.measure is None:
            clear = self._signal_seen(frames) >= _CLEAR
            return self._taken(check, phases, self._series(check, "both"), frames, side) if clear else []
        if not is_sided(check.measure):
            values, visibility = self._evaluated(check.measure, "both")
            clear = self._seen(values, visibility, frames) >= _CLEAR
            return self._taken(check, phases, self._series(check, "both"), frames, "both") if clear else []
        if check.statistic == "difference":
            return self._difference(check.measure, frames) if side == "both" else []
        found: list[Value] = []
        for each in self._judged_sides(check, frames, side):
            found += self._taken(check, phases, self._series(check, each), frames, each)
        return found

    def _signal_seen(self, frames: Frames) -> float:
        """How well the best seen part of the signal is seen."""
        parts = [(term.measure, side) for term in self.exercise.signal for side in SIDES]
        return max(self._seen(*self._evaluated(*part), frames) for part in parts)

    def _judged_sides(self, check: Check, frames: Frames, side: Side) -> list[Side]:
        """Those of the wanted sides that are seen about as well as the better one."""
        assert check.measure is not None
        clearness = {each: self._seen(*self._evaluated(check.measure, each), frames) for each in SIDES}
        least = max(_CLEAR, _BESIDE * max(clearness.values()))
        wanted = [
            s
            for s in SIDES
            if side == "both" or check.sides == "each" or (s == side) == (check.sides == "working")
        ]
        return [each for each in wanted if clearness[each] >= least]

    def _difference(self, measure: Measure, frames: Frames) -> list[Value]:
        """How far left and right are apart, where both are seen; the side is that with the smaller value."""
        sides = [self._evaluated(measure, each) for each in SIDES]
        if min(self._seen(*side, frames) for side in sides) < _CLEAR:
            return []
        left, right = (side[0][frames] for side in sides)
        apart = np.abs(left - right)
        known = np.isfinite(apart)
        means = [float(values[known].mean()) for values in (left, right)]
        smaller = SIDES[int(np.argmin(means))]
        return [Value(abs(means[0] - means[1]), smaller, int(frames[known][np.argmax(apart[known])]))]

    def _taken(self, check: Check, phases: Phases, values: Series, frames: Frames, side: Side) -> list[Value]:
        if check.statistic == "path_excess":
            there, back = (values[phases.frames(way, self.motion.t_s)] for way in ("outbound", "return"))
            share = _detour(there, back)
            return [] if share is None else [Value(share, side, None)]
        known = frames[np.isfinite(values[frames])]
        if known.size < _KNOWN * frames.size or not known.size:
            return []
        value, at = _statistic(check, values[known], self.motion.t_s[known])
        return [Value(value, side, phases.peak if check.phase == "peak" else int(known[at]))]

    def _series(self, check: Check, side: str) -> Series:
        """(N,) what the check measures on a side; without what is too fast to be seen in 10 frames a second
        where its own way counts and not its level.
        """
        values = self.signal if check.measure is None else self._evaluated(check.measure, side)[0]
        if check.statistic not in ("detrended_rms", "path_excess"):
            return values
        key = (check.measure, side)
        if key not in self._smoothed:
            self._smoothed[key] = lowpass(self.motion.t_s, values, cutoff_hz=_CALM_HZ, shot=self.motion.shot)
        return self._smoothed[key]

    def _evaluated(self, measure: Measure, side: str) -> tuple[Series, Series]:
        key = (measure, side)
        if key not in self._known:
            self._known[key] = evaluate(measure, self.motion, side)
        return self._known[key]

    @staticmethod
    def _seen(values: Series, visibility: Series, frames: Frames) -> float:
        """Mean visibility in the frames; what is not known is not seen."""
        known = np.isfinite(values[frames]) & np.isfinite(visibility[frames])
        return float(np.where(known, visibility[frames], 0.0).mean())


def _statistic(check: Check, values: Series, t_s: Series) -> tuple[float, int]:
    """The value that ``check`` takes of known ``values``, and the index of the moment to look at."""
    if check.statistic == "max":
        return float(np.quantile(values, 1 - _TAIL)), int(np.argmax(values))
    if check.statistic == "min":
        return float(np.quantile(values, _TAIL)), int(np.argmin(values))
    if check.statistic == "range":
        low, high = np.quantile(values, [_TAIL, 1 - _TAIL])
        return float(high - low), int(np.argmax(np.abs(values - np.median(values))))
    if check.statistic == "detrended_rms":
        aside = values - _straight_line(t_s, values)
        return float(np.sqrt((aside**2).mean())), int(np.argmax(np.abs(aside)))
    towards_worse = values if check.zero > check.best else -values
    return float(values.mean()), int(np.argmax(towards_worse))


def _straight_line(t_s: Series, values: Series) -> Series:
    """The least-squares line through ``values``."""
    since = t_s - t_s.mean()
    spread = float((since**2).sum())
    slope = float((since * values).sum()) / spread if spread > 0 else 0.0
    line: Series = values.mean() + slope * since
    return line


def _detour(there: Series, back: Series) -> float | None:
    """The way travelled beyond the direct one, as a share of the direct one; ``None`` where none is known."""
    ways = [way[np.isfinite(way)] for way in (there, back)]
    direct = sum(abs(float(way[-1] - way[0])) for way in ways if way.size)
    travelled = sum(float(np.abs(np.diff(way)).sum()) for way in ways if way.size)
    return None if direct <= 0 else max(travelled / direct - 1.0, 0.0)
