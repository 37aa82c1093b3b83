"""What was found in a clip: repetitions, holds or jumps of an exercise, or matches of a reference movement.

The four kinds have :class:`Counted` in common, so most readers need not ask which one they have; those that
must use ``match``. N is the number of frames.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from formtrace.counting.attempts import Attempt, Repetition
from formtrace.counting.conditions import Habit
from formtrace.counting.holds import HoldSpan
from formtrace.exercises.schema import Exercise, Repetitions, Unit
from formtrace.jumps.counting import jump_attempts, jump_repetitions
from formtrace.jumps.measure import JumpsFound
from formtrace.recognition.evidence import Evidence
from formtrace.reference.reference_match import ReferenceMatch
from formtrace.scoring.score import Score
from formtrace.signals.series import Series

Interval = tuple[int, int]
"""First and last frame."""


class Counted(Protocol):
    """What all kinds of outcome have."""

    @property
    def unit(self) -> Unit:
        """What is counted."""

    @property
    def count(self) -> int:
        """How many count, in whole units."""

    @property
    def signal(self) -> Series:
        """(N,) the movement: 0 at rest, 1 at its full range; NaN where unknown."""

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """First and last frame of each repetition, hold or jump that counts."""

    @property
    def rejected(self) -> tuple[Attempt, ...]:
        """Attempts that do not count, and why, in the order of time."""

    @property
    def scores(self) -> tuple[Score, ...]:
        """Form scores in the order of the intervals; empty where form is not scored."""

    def progress(self) -> Series:
        """(N,) how far into a repetition each frame is, 0..1; 1 in a hold; NaN outside."""

    def running_count(self) -> Series:
        """(N,) the count so far."""


@dataclass(frozen=True)
class RepetitionSet:
    """Repetitions of an exercise.

    Attributes:
        quarter_turns: so many clockwise stood a picture upright that lay on its side without saying so.
        habits: conditions of the exercise that all repetitions break alike; they count all the same.
        forgiven: the reason for which all of them would have been rejected, if there is one.
        other: an exercise that explains the clip much better than the one that was asked for.
    """

    unit: ClassVar[Unit] = "reps"

    exercise: Exercise
    signal: Series
    repetitions: tuple[Repetition, ...]
    rejected: tuple[Attempt, ...]
    scores: tuple[Score, ...] = ()
    quarter_turns: int = 0
    habits: tuple[Habit, ...] = ()
    forgiven: str | None = None
    other: Evidence | None = None

    @property
    def count(self) -> int:
        """How many repetitions."""
        return len(self.repetitions)

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """First and last frame of each repetition."""
        return tuple((rep.start, rep.end) for rep in self.repetitions)

    def counted_at(self, rep: Repetition) -> int:
        """The frame at which a repetition counts: its peak or its end, as the exercise says."""
        rules = self.exercise.counting
        at_peak = isinstance(rules, Repetitions) and rules.completes == "peak"
        return rep.peak if at_peak else rep.end

    def progress(self) -> Series:
        """(N,) 0 at the start and the end of a repetition, 1 at its peak."""
        return _outbound_and_return(self.signal, self.repetitions)

    def running_count(self) -> Series:
        """(N,) repetitions so far."""
        return _reached(len(self.signal), map(self.counted_at, self.repetitions))


@dataclass(frozen=True)
class HoldSet:
    """Stretches in which the position of an exercise is held; ``t_s`` (N,) are the frames' times."""

    unit: ClassVar[Unit] = "seconds"
    rejected: ClassVar[tuple[Attempt, ...]] = ()

    exercise: Exercise
    signal: Series
    t_s: Series
    holds: tuple[HoldSpan, ...]
    scores: tuple[Score, ...] = ()

    @property
    def held_s(self) -> float:
        """Seconds in all."""
        return sum(self.seconds(span) for span in self.holds)

    @property
    def count(self) -> int:
        """Whole seconds in all."""
        return int(self.held_s)

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """First and last frame of each hold."""
        return tuple((span.start, span.end) for span in self.holds)

    def seconds(self, span: HoldSpan) -> float:
        """How long one hold is."""
        return float(self.t_s[span.end] - self.t_s[span.start])

    def progress(self) -> Series:
        """(N,) 1 in a hold, NaN outside."""
        values = np.full(len(self.signal), np.nan)
        for span in self.holds:
            values[span.start : span.end + 1] = 1.0
        return values

    def running_count(self) -> Series:
        """(N,) seconds held so far."""
        held_s = np.zeros(len(self.signal))
        for span in self.holds:
            inside = slice(span.start, span.end + 1)
            held_s[inside] += self.t_s[inside] - self.t_s[span.start]
            held_s[span.end + 1 :] += self.seconds(span)
        return held_s


@dataclass(frozen=True)
class JumpSet:
    """Jumps, which count like repetitions from take-off to landing; their form is not scored."""

    unit: ClassVar[Unit] = "reps"
    scores: ClassVar[tuple[Score, ...]] = ()

    exercise: Exercise
    found: JumpsFound

    @property
    def count(self) -> int:
        """How many jumps."""
        return len(self.found.jumps)

    @property
    def signal(self) -> Series:
        """(N,) rise of the hips above the standing person, 1 at the highest jump."""
        return self.found.rise

    @property
    def repetitions(self) -> tuple[Repetition, ...]:
        """Each jump from take-off over its highest point to the landing."""
        return jump_repetitions(self.found)

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Frames of take-off and landing."""
        return tuple((jump.start, jump.end) for jump in self.found.jumps)

    @property
    def rejected(self) -> tuple[Attempt, ...]:
        """Jumps that could not be measured."""
        return jump_attempts(self.found)

    def progress(self) -> Series:
        """(N,) 0 at take-off and at the landing, 1 at the highest point."""
        return _outbound_and_return(self.signal, self.repetitions)

    def running_count(self) -> Series:
        """(N,) jumps so far; each counts at its landing."""
        return _reached(len(self.signal), (jump.end for jump in self.found.jumps))


Outcome = RepetitionSet | HoldSet | JumpSet | ReferenceMatch


def _outbound_and_return(signal: Series, repetitions: Iterable[Repetition]) -> Series:
    """(N,) each repetition's signal, scaled from its own start and end to its peak."""
    values = np.full(len(signal), np.nan)
    for rep in repetitions:
        for edge, inside in (
            (rep.start, slice(rep.start, rep.peak + 1)),
            (rep.end, slice(rep.peak, rep.end + 1)),
        ):
            rest, full = signal[edge], signal[rep.peak]
            values[inside] = np.clip((signal[inside] - rest) / max(full - rest, 1e-6), 0.0, 1.0)
    return values


def _reached(frames: int, counted: Iterable[int]) -> Series:
    """(N,) how many of the frames ``counted`` have been reached."""
    count = np.zeros(frames)
    for frame in counted:
        count[frame:] += 1
    return count
