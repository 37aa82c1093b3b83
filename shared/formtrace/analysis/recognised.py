"""The sets of a clip whose exercises are not named: recognised, and counted."""

from __future__ import annotations

from formtrace.analysis.find import find_in_motion
from formtrace.analysis.sets import PerformedSet
from formtrace.errors import UnsuitableModelError
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.difficulty import at_difficulty
from formtrace.exercises.measurable import measurable
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.recognition.suggest import suggest

_LIKELY = 0.3  # confidence from which on what is recognised is counted


def recognised_sets(motion: Motion, options: AnalysisOptions) -> tuple[PerformedSet, ...]:
    """What the person does, in the order of time; empty where nothing is recognised."""
    guess = next(iter(suggest(motion)), None)
    if guess is None or guess.confidence < _LIKELY:
        return ()
    try:
        exercise, _ = measurable(catalogue()[guess.exercise], motion.skeleton)
    except UnsuitableModelError:
        return ()
    outcome = find_in_motion(at_difficulty(exercise, options.difficulty), motion)
    return (PerformedSet(outcome, motion, confidence=guess.confidence),) if outcome.intervals else ()
