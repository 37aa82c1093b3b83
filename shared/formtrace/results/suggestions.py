"""What a clip may show: one of an unnamed exercise, or of another one than was asked for."""

from __future__ import annotations

from formtrace.analysis import Analysis
from formtrace.analysis.outcome import RepetitionSet
from formtrace.exercises.schema import Exercise
from formtrace.recognition.suggest import suggest
from formtrace.results.document import Suggestion


def suggestions(analysis: Analysis) -> tuple[Suggestion, ...]:
    """At most three exercises that a video may show, when none was asked for or another is much likelier.

    They are not counted.
    """
    unnamed = not analysis.outcomes or other_exercise(analysis) is not None
    if not unnamed or analysis.manifest.source != "video":
        return ()
    return tuple(
        Suggestion(exercise=guess.exercise, confidence=guess.confidence, count=guess.count)
        for guess in suggest(analysis.motion)
    )


def other_exercise(analysis: Analysis) -> Exercise | None:
    """The exercise that explains the clip much better than the one that was asked for, if there is one."""
    found = analysis.outcome
    return found.other.exercise if isinstance(found, RepetitionSet) and found.other is not None else None
