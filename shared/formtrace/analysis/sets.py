"""The sets of a clip: what was found in each part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from formtrace.analysis.outcome import Outcome
from formtrace.exercises.difficulty import Level
from formtrace.motion.body import Motion


@dataclass(frozen=True)
class PerformedSet:
    """One set: what was found in a part of the clip.

    Attributes:
        outcome: its frames are those of ``motion``.
        motion: of the part, which is the whole clip where one exercise was asked for.
        first_frame: where the part begins in the motion of the clip.
        confidence: how likely it is the exercise, 0..1; ``None`` where it was asked for.
        count_by_difficulty: how many would count at each difficulty, where there are such.
    """

    outcome: Outcome
    motion: Motion
    first_frame: int = 0
    confidence: float | None = None
    count_by_difficulty: Mapping[Level, int] = field(default_factory=dict)

    @property
    def end_frame(self) -> int:
        """One past the part's last frame, in the motion of the clip."""
        return self.first_frame + len(self.motion.t_s)

    @property
    def span_s(self) -> tuple[float, float] | None:
        """Start of the first repetition, hold or jump and end of the last, in seconds of the clip."""
        spans, t_s = self.outcome.intervals, self.motion.t_s
        if not spans:
            return None
        edges = min(first for first, _ in spans), max(last for _, last in spans)
        start_s, end_s = t_s[list(edges)] * self.motion.capture_speed
        return float(start_s), float(end_s)

    @property
    def active_s(self) -> float:
        """Seconds of all repetitions, holds or jumps."""
        t_s = self.motion.t_s
        return sum(float(t_s[last] - t_s[first]) for first, last in self.outcome.intervals)
