"""The sets of a clip whose exercises are not named: recognised, and counted one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from formtrace.analysis.find import find_in_motion
from formtrace.analysis.sets import PerformedSet
from formtrace.errors import UnsuitableModelError
from formtrace.exercises.difficulty import at_difficulty
from formtrace.exercises.measurable import measurable
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.recognition.suggest import explanations
from formtrace.recognition.timeline import timeline

_MARGIN_S = 3.0  # around a stretch: its first and last repetitions may be longer than it is
_MIN_CONFIDENCE = 0.3  # from which on what is recognised is counted
_MIN_REPETITIONS = 2
_MIN_HELD_S = 3.0
_MIN_REST_S, _REST_IN_REPETITIONS = 6.0, 2.5  # a longer pause, in seconds and in repetitions, ends a set


def recognised_sets(motion: Motion, options: AnalysisOptions) -> tuple[PerformedSet, ...]:
    """What the person does, in the order of time; empty where nothing is recognised."""
    return tuple(performed for part in _parts(motion) for performed in _sets_in(part, motion, options))


def _parts(motion: Motion) -> Iterator[slice]:
    """The frames of each stretch of exercise, with a margin up to the middle of the rest."""
    stretches, t_s = timeline(motion), motion.t_s
    middles_s = [(before.end_s + after.start_s) / 2 for before, after in pairwise(stretches)]
    edges_s = [-np.inf, *middles_s, np.inf]
    for number, stretch in enumerate(stretches):
        start_s = max(stretch.start_s - _MARGIN_S, edges_s[number])
        end_s = min(stretch.end_s + _MARGIN_S, edges_s[number + 1])
        yield slice(*np.searchsorted(t_s, [start_s, end_s]).tolist())


def _sets_in(part: slice, motion: Motion, options: AnalysisOptions) -> Iterator[PerformedSet]:
    """The set in some frames; those before and after each pause that is as long as a rest."""
    performed = _set_in(part, motion, options)
    if performed is None:
        return
    rests = [part.start + frame for frame in _rests(performed)]
    if not rests:
        yield performed
        return
    for first, end in pairwise([part.start, *rests, part.stop]):
        shorter = _set_in(slice(first, end), motion, options)
        if shorter is not None:
            yield shorter


def _rests(performed: PerformedSet) -> list[int]:
    """The frame in the middle of each pause that is as long as a rest."""
    spans, t_s = sorted(performed.outcome.intervals), performed.motion.t_s
    usual_s = float(np.median([t_s[last] - t_s[first] for first, last in spans]))
    longest_s = max(_MIN_REST_S, _REST_IN_REPETITIONS * usual_s)
    return [
        (before[1] + after[0]) // 2
        for before, after in pairwise(spans)
        if t_s[after[0]] - t_s[before[1]] > longest_s
    ]


def _set_in(part: slice, motion: Motion, options: AnalysisOptions) -> PerformedSet | None:
    """The set in some frames: ``None`` where nothing is recognised, or too little of it for a set."""
    inside = motion.part(part)
    one, confidence = next(iter(explanations(inside)), (None, 0.0))
    if one is None or confidence < _MIN_CONFIDENCE:
        return None
    try:
        exercise, _ = measurable(one.exercise, inside.skeleton)
    except UnsuitableModelError:
        return None
    outcome = find_in_motion(at_difficulty(exercise, options.difficulty), inside)
    enough = _MIN_REPETITIONS if outcome.unit == "reps" else _MIN_HELD_S
    return (
        PerformedSet(outcome, inside, part.start, round(confidence, 2)) if outcome.count >= enough else None
    )
