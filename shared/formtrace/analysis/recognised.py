"""The sets of a clip whose exercises are not named: recognised, and counted one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

import numpy as np

from formtrace.analysis.find import find_in_motion
from formtrace.analysis.sets import PerformedSet
from formtrace.errors import UnsuitableModelError
from formtrace.exercises.difficulty import at_difficulty
from formtrace.exercises.measurable import measurable
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.recognition.cuts import between_cuts
from formtrace.recognition.suggest import explanations
from formtrace.recognition.timeline import BEGINNING_S, Stretch, timeline
from formtrace.reference.reference_match import ReferenceMatch
from formtrace.signals.series import Series

_MARGIN_S = 3.0  # around a stretch: its first and last repetitions may be longer than it is
_WITHIN_S = 1.0  # of the end of a part: a stretch ends there
_MIN_CONFIDENCE = 0.3  # from which on what is recognised is counted
_MIN_REPETITIONS = 2
_MIN_HELD_S = 3.0
_MIN_REST_S, _REST_IN_REPETITIONS = 6.0, 2.5  # a longer pause, in seconds and in repetitions, ends a set


def recognised_sets(motion: Motion, cuts_s: Series, options: AnalysisOptions) -> tuple[PerformedSet, ...]:
    """What the person does, in the order of time; empty where nothing is recognised.

    ``cuts_s`` are times at which something new begins.
    """
    if not motion.seen.any():
        return ()
    search = _Search(motion, options)
    found: list[PerformedSet] = []
    parts_s = between_cuts(motion.t_s, cuts_s)
    for stretch, part in _frames_of(timeline(motion, parts_s), motion.t_s, parts_s):
        for performed in search.sets_in(part, stretch.considered):
            together = search.together(found[-1], performed) if found else None
            found[-1:] = [*found[-1:], performed] if together is None else [together]
    return tuple(found)


def _frames_of(stretches: Sequence[Stretch], t_s: Series, parts_s: Series) -> Iterator[tuple[Stretch, slice]]:
    """The frames of each stretch, with a margin up to another part, or to the middle of the rest."""
    middles_s = [(before.end_s + after.start_s) / 2 for before, after in pairwise(stretches)]
    edges_s = [-np.inf, *middles_s, np.inf]
    begins_s, ends_s = parts_s.T
    for number, stretch in enumerate(stretches):
        before = ends_s[ends_s <= stretch.start_s + _WITHIN_S].max(initial=edges_s[number])
        after = begins_s[begins_s >= stretch.end_s - _WITHIN_S].min(initial=edges_s[number + 1])
        start_s, end_s = max(stretch.start_s - _MARGIN_S, before), min(stretch.end_s + _MARGIN_S, after)
        first, end = np.searchsorted(t_s, [start_s, end_s]).tolist()
        yield stretch, slice(first, end)


class _Search:
    """The search for sets in a motion."""

    def __init__(self, motion: Motion, options: AnalysisOptions) -> None:
        self._motion, self._options = motion, options

    def sets_in(self, part: slice, among: Collection[str]) -> Iterator[PerformedSet]:
        """The set in some frames; those before and after each pause that is as long as a rest."""
        performed = self._set_in(part, among)
        if performed is None:
            return
        rests = [part.start + frame for frame in _rests(performed)]
        if not rests:
            yield performed
            return
        for first, end in pairwise([part.start, *rests, part.stop]):
            shorter = self._set_in(slice(first, end), among)
            if shorter is not None:
                yield shorter

    def together(self, before: PerformedSet, after: PerformedSet) -> PerformedSet | None:
        """Both as one set, where they are of one exercise and no rest is between them; ``None`` if not."""
        names = {_exercise(each) for each in (before, after)}
        if len(names) != 1:
            return None
        one = self._set_in(slice(before.first_frame, after.end_frame), names)
        return None if one is None or _rests(one) else one

    def _set_in(self, part: slice, among: Collection[str]) -> PerformedSet | None:
        """The set in some frames: ``None`` where nothing is recognised, or too little of it for a set."""
        inside = self._motion.part(part)
        one, confidence = next(iter(explanations(inside, among)), (None, 0.0))
        if one is None or confidence < _MIN_CONFIDENCE:
            return None
        try:
            exercise, _ = measurable(one.exercise, inside.skeleton)
        except UnsuitableModelError:
            return None
        outcome = find_in_motion(at_difficulty(exercise, self._options.difficulty), inside)
        enough = _MIN_REPETITIONS if outcome.unit == "reps" else _MIN_HELD_S
        performed = PerformedSet(outcome, inside, part.start, round(confidence, 2))
        if outcome.count < enough or confidence * performed.active_s < BEGINNING_S:
            return None
        return performed


def _exercise(performed: PerformedSet) -> str:
    if isinstance(performed.outcome, ReferenceMatch):
        raise TypeError("a reference movement is not recognised")
    return performed.outcome.exercise.id


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
