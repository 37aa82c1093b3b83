"""The parts of a repetition, as ranges of frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.repetitions import Repetition
from formtrace.exercises.schema import Exercise, Phase

Series = NDArray[np.float64]

_PAUSE_BAND = 0.1  # of the swing: nearer than this to the turning point is pause, not movement
_DEEP = 0.5  # of the swing: nearer than this to the turning point is deep
_AT_TURN_S = 0.08  # before and after: the turning point
_HELD_EDGE = 0.15  # of a hold: getting in and out is not the hold


@dataclass(frozen=True, slots=True)
class Phases:
    """Frame indices, all inclusive: the way there is ``start`` to ``arrived``, that back ``left`` to ``end``.

    ``deep`` are the first and the last frame of the half that is nearer to the turning point. A hold is all
    of it: arrived at its start, left at its end.
    """

    start: int
    arrived: int
    turn: int
    left: int
    end: int
    deep: tuple[int, int]
    goes_down_first: bool

    def frames(self, phase: Phase, t_s: Series) -> NDArray[np.intp]:
        """The frames of a phase, at least one."""
        if phase == "rest":
            return np.unique([self.start, self.end])
        if phase == "turn":
            inside = np.arange(self.start, self.end + 1)
            near: NDArray[np.intp] = inside[np.abs(t_s[inside] - t_s[self.turn]) <= _AT_TURN_S]
            return near
        first, last = {
            "whole": (self.start, self.end),
            "deep": self.deep,
            "there": (self.start, self.turn),
            "back": (self.turn, self.end),
            "eccentric": (self.start, self.turn) if self.goes_down_first else (self.turn, self.end),
            "concentric": (self.turn, self.end) if self.goes_down_first else (self.start, self.turn),
        }[phase]
        return np.arange(first, last + 1)

    def moving(self, phase: Phase) -> tuple[int, int]:
        """First and last frame of a phase; the pause at the turning point belongs to neither way."""
        there, back = (self.start, self.arrived), (self.left, self.end)
        return {
            "whole": (self.start, self.end),
            "rest": (self.start, self.start),
            "deep": self.deep,
            "there": there,
            "turn": (self.arrived, self.left),
            "back": back,
            "eccentric": there if self.goes_down_first else back,
            "concentric": back if self.goes_down_first else there,
        }[phase]

    def seconds(self, phase: Phase, t_s: Series) -> float:
        """How long a phase lasts, see :meth:`moving`."""
        first, last = self.moving(phase)
        return float(t_s[last] - t_s[first])


def phases_of(rep: Repetition, exercise: Exercise, signal: Series) -> Phases:
    """Split a repetition at the pause around its turning point."""

    def around(share: float) -> tuple[int, int]:
        level = signal[rep.turn] - share * rep.swing
        near = rep.start + np.flatnonzero(signal[rep.start : rep.end + 1] >= level)
        return (int(near[0]), int(near[-1])) if near.size else (rep.turn, rep.turn)

    arrived, left = around(_PAUSE_BAND)
    rules = exercise.repetitions
    goes_down_first = rules is None or rules.first_phase == "eccentric"
    return Phases(rep.start, arrived, rep.turn, left, rep.end, around(_DEEP), goes_down_first)


def phases_of_hold(start: int, end: int) -> Phases:
    """A hold without its edges: getting in and out is not the hold."""
    edge = round(_HELD_EDGE * (end - start))
    first, last = start + edge, end - edge
    return Phases(first, first, (first + last) // 2, last, last, (first, last), True)
