"""The parts of a repetition: which frames, and how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.repetitions import REST_BAND, Repetition
from formtrace.exercises.form import Phase
from formtrace.exercises.schema import Exercise, Repetitions
from formtrace.signals.series import Series

_PAUSE_BAND = 0.1  # of the amplitude: nearer than this to the turning point is pause, not movement
_DEEP = 0.5  # of the amplitude: nearer than this to the turning point is deep
_AT_TURN_S = 0.08  # before and after: the turning point
_HELD_EDGE = 0.15  # of a hold: getting in and out is not the hold


@dataclass(frozen=True, slots=True)
class Phases:
    """The parts of a repetition; frame indices, both ends inclusive.

    Attributes:
        deep: the half that is nearer to the turning point.
        edges_s: when the way there begins and ends, and when the way back begins and ends; the pause at the
            turning point belongs to neither. Between frames: a frame is a long time for a fast movement.
        cut: whether the clip begins or ends within the way there, and within the way back.
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
            near: NDArray[np.intp] = inside[np.abs(t_s[inside] - t_s[self.peak]) <= _AT_TURN_S]
            return near
        first, last = {
            "whole": (self.start, self.end),
            "deep": self.deep,
            "outbound": (self.start, self.peak),
            "return": (self.peak, self.end),
        }[self._way(phase)]
        return np.arange(first, last + 1)

    def seconds(self, phase: Phase) -> float | None:
        """How long a way, the pause between them (``peak``) or the whole takes.

        ``None`` where the clip begins or ends in it.
        """
        begins, arrives, leaves, ends = self.edges_s
        cut_there, cut_back = self.cut
        way = self._way(phase)
        if way == "peak":
            return leaves - arrives
        if way == "outbound":
            return None if cut_there else arrives - begins
        if way == "return":
            return None if cut_back else ends - leaves
        return None if cut_there or cut_back else ends - begins

    def _way(self, phase: Phase) -> Phase:
        if phase not in ("eccentric", "concentric"):
            return phase
        return "outbound" if (phase == "eccentric") == self.goes_down_first else "return"


def phases_of(rep: Repetition, exercise: Exercise, signal: Series, t_s: Series) -> Phases:
    """Split a repetition at the pause around its turning point."""
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
        # Who is deep already where the repetition begins has come down before the clip did.
        cut=(rep.start == 0 or signal[rep.start] >= deep, rep.end == last or signal[rep.end] >= deep),
        goes_down_first=not isinstance(rules, Repetitions) or rules.first_phase == "eccentric",
    )


def phases_of_hold(start: int, end: int, t_s: Series) -> Phases:
    """A hold without its edges: getting in and out is not the hold."""
    edge = round(_HELD_EDGE * (end - start))
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
