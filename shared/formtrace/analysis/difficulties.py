"""How many would count at each difficulty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from formtrace.analysis.find import find_in_motion, repetitions_in
from formtrace.analysis.outcome import HoldSet, Outcome, RepetitionSet
from formtrace.analysis.scored import scored
from formtrace.exercises.difficulty import Level, at_difficulty
from formtrace.exercises.schema import Exercise
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.recognition.compared import without

_LEVELS: tuple[Level, ...] = get_args(Level)


def count_by_difficulty(
    found: Outcome, judged: Outcome, exercise: Exercise, motion: Motion, options: AnalysisOptions
) -> Mapping[Level, int]:
    """The counts at all difficulties; empty for what has none (jumps, reference movements).

    Args:
        found: what was found, before it was compared with other exercises.
        judged: what counts of it, at the difficulty of the ``options``.
        exercise: as it is at medium difficulty.
        motion: in which it was found.
    """
    if not isinstance(judged, (RepetitionSet, HoldSet)):
        return {}
    counts: dict[Level, int] = {}
    for level in _LEVELS:
        asked = options.model_copy(update={"difficulty": level})
        if level == options.difficulty:
            counts[level] = scored(judged, motion, options).count
        else:
            counts[level] = _count(found, judged, at_difficulty(exercise, level), motion, asked)
    return counts


def _count(
    found: Outcome, judged: Outcome, exercise: Exercise, motion: Motion, options: AnalysisOptions
) -> int:
    """The count of the exercise, as strictly as it was judged."""
    if not isinstance(judged, RepetitionSet) or not isinstance(found, RepetitionSet):
        return scored(find_in_motion(exercise, motion), motion, options).count
    if any(attempt.reason == "other_exercise" for attempt in judged.rejected):
        return 0
    strict = judged.forgiven is None and judged.repetitions != found.repetitions
    again = repetitions_in(without(exercise, judged.forgiven), motion, judged.quarter_turns, strict=strict)
    return scored(again, motion, options).count
