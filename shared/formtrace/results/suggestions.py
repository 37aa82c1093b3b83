"""What a clip may show: one of an unnamed exercise, or of another one than was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from formtrace.analysis import Analysis
from formtrace.analysis.outcome import HoldSet, RepetitionSet
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Exercise
from formtrace.recognition.suggest import suggest
from formtrace.results.document import Suggestion

_MORE_LIKELY_THAN_NOT = 0.5  # confidence from which on the result says that it is another exercise


def suggestions(analysis: Analysis) -> tuple[Suggestion, ...]:
    """At most three exercises that a video may show; they are not counted.

    They are looked for where no exercise was asked for, where another one is much likelier, and where nothing
    was counted of the one that was asked for.
    """
    outcome = analysis.outcome
    open_question = outcome is None or _counted_nothing(analysis) or _explained_better(analysis) is not None
    if not open_question or analysis.manifest.source != "video":
        return ()
    return tuple(
        Suggestion(exercise=guess.exercise, confidence=guess.confidence, count=guess.count)
        for guess in suggest(analysis.motion.at_speed(analysis.speed.factor))
    )


def other_exercise(analysis: Analysis, guesses: Sequence[Suggestion]) -> Exercise | None:
    """The exercise that the clip shows instead of the one that was asked for, if there is one."""
    explained = _explained_better(analysis)
    if explained is not None or not guesses or not _counted_nothing(analysis):
        return explained
    first = guesses[0]
    asked = analysis.outcome.exercise.id if isinstance(analysis.outcome, (HoldSet, RepetitionSet)) else None
    if first.exercise == asked or first.confidence < _MORE_LIKELY_THAN_NOT:
        return None
    return catalogue()[first.exercise]


def _explained_better(analysis: Analysis) -> Exercise | None:
    found = analysis.outcome
    return found.other.exercise if isinstance(found, RepetitionSet) and found.other is not None else None


def _counted_nothing(analysis: Analysis) -> bool:
    found = analysis.outcome
    return isinstance(found, (HoldSet, RepetitionSet)) and not found.intervals
