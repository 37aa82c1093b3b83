"""The phases of a repetition: their frames and durations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.attempts import REST_BAND, Repetition
from formtrace.exercises.form_checks import Phase
from formtrace.exercises.schema import Exercise, Repetitions
from formtrace.signals.series import Series

_PAUSE_BAND = 0.1  # of the amplitude: nearer to the peak than this is pause, not movement
_DEEP = 0.5  # of the amplitude: nearer to the peak than this is deep
_PEAK_S = 0.08  # before and after
_HOLD_EDGE = 0.15  # of a hold: getting in and out is not the hold


@dataclass(frozen=True, slots=True)
class Phases:
    """The phases of a repetition; frame indices, both ends inclusive.

    Attributes:
        deep: the part that is nearer to the peak than to rest.
        edges_s: when the outbound phase begins and ends, and when the return begins and ends; the pause at
            the peak belongs to neither. Interpolated between frames: a frame is long for a fast movement.
        cut: whether the clip begins or ends within the outbound phase, and within the return.
        goes_down_first: whether the outbound phase is the eccentric one.
    """

    start: int
    peak: int
    end: int
    deep: tuple[int, int]
    edges_s: tuple[float, float, float, float]
    cut: tuple[bool, bool]
    goes_down_first: bool

    def frames(self, phase: Phase, t_s: Series) -> NDArray[np.intp]:
        """The frames of a phase, at least one."""
        if phase == "rest":
            return np.unique([self.start, self.end])
        if phase == "peak":
            inside = np.arange(self.start, self.end + 1)
            near: NDArray[np.intp] = inside[np.abs(t_s[inside] - t_s[self.peak]) <= _PEAK_S]
            return near
        first, last = {
            "whole": (self.start, self.end),
            "start": (self.start, self.start),
            "end": (self.end, self.end),
            "deep": self.deep,
            "outbound": (self.start, self.peak),
            "return": (self.peak, self.end),
        }[self._resolved(phase)]
        return np.arange(first, last + 1)

    def duration_s(self, phase: Phase) -> float | None:
        """Duration of a phase, for ``peak`` that of the pause; ``None`` where the clip cuts the phase."""
        begins, arrives, leaves, ends = self.edges_s
        cut_outbound, cut_return = self.cut
        resolved = self._resolved(phase)
        if resolved == "peak":
            return leaves - arrives
        if resolved == "outbound":
            return None if cut_outbound else arrives - begins
        if resolved == "return":
            return None if cut_return else ends - leaves
        return None if cut_outbound or cut_return else ends - begins

    def _resolved(self, phase: Phase) -> Phase:
        """``outbound`` or ``return`` for the eccentric and the concentric phase."""
        if phase not in ("eccentric", "concentric"):
            return phase
        return "outbound" if (phase == "eccentric") == self.goes_down_first else "return"


def phases_of(rep: Repetition, exercise: Exercise, signal: Series, t_s: Series) -> Phases:
    """Split a repetition at the pause around its peak."""
    top, last = signal[rep.peak], len(signal) - 1

    def around(level: float) -> tuple[int, int]:
        near = rep.start + np.flatnonzero(signal[rep.start : rep.end + 1] >= level)
        return (int(near[0]), int(near[-1])) if near.size else (rep.peak, rep.peak)

    def rest_level(edge: int, step: int) -> float:
        valley = float(signal[downhill(signal, edge, step)])
        return valley + REST_BAND * (float(top) - valley)

    def crossed_s(below: int, above: int, level: float) -> float:
        """When the signal crosses ``level`` between two neighbouring frames."""
        below, above = (min(max(frame, 0), last) for frame in (below, above))
        rise = signal[above] - signal[below]
        share = np.clip((level - signal[below]) / rise, 0.0, 1.0) if rise > 0 else 0.0
        return float(t_s[below] + share * (t_s[above] - t_s[below]))

    pause, deep = (float(top) - share * rep.amplitude for share in (_PAUSE_BAND, _DEEP))
    arrived, left = around(pause)
    rules = exercise.counting
    return Phases(
        start=rep.start,
        peak=rep.peak,
        end=rep.end,
        deep=around(deep),
        edges_s=(
            crossed_s(rep.start, rep.start + 1, rest_level(rep.start, -1)),
            crossed_s(arrived - 1, arrived, pause),
            crossed_s(left + 1, left, pause),
            crossed_s(rep.end, rep.end - 1, rest_level(rep.end, 1)),
        ),
        # A repetition that begins deep began before the clip did.
        cut=(rep.start == 0 or signal[rep.start] >= deep, rep.end == last or signal[rep.end] >= deep),
        goes_down_first=not isinstance(rules, Repetitions) or rules.first_phase == "eccentric",
    )


def phases_of_hold(start: int, end: int, t_s: Series) -> Phases:
    """The middle of a hold, as all of its phases."""
    edge = round(_HOLD_EDGE * (end - start))
    first, last = start + edge, end - edge
    span_s = (float(t_s[first]), float(t_s[last]))
    return Phases(
        first, (first + last) // 2, last, (first, last), (span_s[0], *span_s, span_s[1]), (False, False), True
    )


def downhill(signal: Series, frame: int, step: int) -> int:
    """The nearest frame from which the signal falls no further; a repetition's edges lie a bit above it."""
    while 0 <= frame + step < len(signal) and signal[frame + step] < signal[frame]:
        frame += step
    return frame
