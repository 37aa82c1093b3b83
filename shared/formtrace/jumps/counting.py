"""Jumps as repetitions, which is how they are counted, plotted and shown."""

from __future__ import annotations

from formtrace.counting.attempts import Attempt, Repetition
from formtrace.jumps.measure import JumpsFound


def jump_repetitions(found: JumpsFound) -> tuple[Repetition, ...]:
    """Each jump from take-off over its highest point to the landing."""
    return tuple(
        Repetition(jump.start, jump.peak, jump.end, max(float(found.rise[jump.peak]), 0.0), "both")
        for jump in found.jumps
    )


def jump_attempts(found: JumpsFound) -> tuple[Attempt, ...]:
    """What was discarded."""
    return tuple(
        Attempt(attempt.start, attempt.peak, attempt.end, "both", attempt.reason)
        for attempt in found.discarded
    )
