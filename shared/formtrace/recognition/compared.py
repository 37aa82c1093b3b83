"""Whether another exercise explains what was counted much better than the one that was asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.attempts import Attempt
from formtrace.counting.repetitions import RepetitionsFound, count_repetitions
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Exercise, Repetitions
from formtrace.motion.body import Motion
from formtrace.recognition.evidence import Evidence, evidence, explained

# What a request is worth where the repetitions keep every condition: 1.5 nats, a factor of 4.5. People who
# upload a video know what they do, and counters of exercises that are alike must not argue about it. Where
# some condition is not kept, the request is worth half of that.
_REQUEST_ODDS, _LENIENT_REQUEST_ODDS = 4.5, 2.0
_MIN_SCORE = 0.2  # score below which nothing that breaks a condition, or is shallow, is the exercise


def count_as_asked(exercise: Exercise, motion: Motion) -> tuple[RepetitionsFound, Evidence | None]:
    """The repetitions of the exercise, unless another one explains the same time much better.

    Then, and where there is hardly any evidence for it, each repetition has to keep every condition; and
    where the other exercise explains even those much better, they are rejected as ``other_exercise``.

    Returns:
        what counts, and the exercise that explains it much better, if there is one.
    """
    counted = count_repetitions(exercise, motion)
    other = better_explanation(exercise, counted, motion, _LENIENT_REQUEST_ODDS)
    if other is None and _is_evident(exercise, counted, motion):
        return counted, None
    strict = count_repetitions(exercise, motion, strict=True)
    other = better_explanation(exercise, strict, motion, _REQUEST_ODDS) or (
        None if strict.repetitions else other
    )
    if other is None or not strict.repetitions:
        return strict, other
    rejected = [
        Attempt(rep.start, rep.peak, rep.end, rep.side, "other_exercise") for rep in strict.repetitions
    ]
    ordered = sorted((*strict.rejected, *rejected), key=lambda attempt: attempt.peak)
    return replace(strict, repetitions=(), rejected=tuple(ordered)), other


def better_explanation(
    exercise: Exercise, counted: RepetitionsFound, motion: Motion, asked_for: float
) -> Evidence | None:
    """The exercise that explains the time of what was counted better by a factor of ``asked_for``."""
    own = _explained(exercise, counted, motion)
    if own is None or asked_for * own.score >= 1.0:  # no score is above 1
        return None
    others = [
        (found.score * _overlap(own.busy, found.busy), found)
        for name, other in catalogue().items()
        if name != exercise.id and (found := evidence(other, motion)) is not None
    ]
    score, best = max(others, key=lambda pair: pair[0], default=(0.0, None))
    return best if score > asked_for * own.score else None


def _is_evident(exercise: Exercise, counted: RepetitionsFound, motion: Motion) -> bool:
    own = _explained(exercise, counted, motion)
    return own is None or own.score >= _MIN_SCORE


def _explained(exercise: Exercise, counted: RepetitionsFound, motion: Motion) -> Evidence | None:
    rules = exercise.counting
    if not isinstance(rules, Repetitions):
        raise TypeError(f"{exercise.id} is not counted in repetitions")
    return explained(exercise, rules, counted, motion, asked_for=True)


def _overlap(own: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Share of the frames of one explanation that the other one explains, too."""
    return float((own & other).sum() / max(int(own.sum()), 1))
