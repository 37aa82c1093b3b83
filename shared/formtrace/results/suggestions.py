"""What the clip of an unnamed exercise may show."""

from __future__ import annotations

from formtrace.analysis import Analysis
from formtrace.recognition.suggest import suggest
from formtrace.results.document import Suggestion


def suggestions(analysis: Analysis) -> tuple[Suggestion, ...]:
    """At most three exercises that a video may show, when none was asked for; they are not counted."""
    if analysis.outcomes or analysis.manifest.source != "video":
        return ()
    return tuple(
        Suggestion(exercise=guess.exercise, confidence=guess.confidence, count=guess.count)
        for guess in suggest(analysis.motion)
    )
