"""Whether another exercise explains what was counted much better than the one that was asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.attempts import Attempt
from formtrace.counting.conditions import Habit
from formtrace.counting.repetitions import RepetitionsFound, count_repetitions
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Exercise, Repetitions
from formtrace.motion.body import Motion
from formtrace.recognition.evidence import PARTIAL_REASONS, Evidence, evidence, explained

# What a request is worth where the repetitions keep every condition: 1.5 nats, a factor of 4.5. People who
# upload a video know what they do, and counters of exercises that are alike must not argue about it. Where
# some condition is not kept, the request is worth half of that.
_REQUEST_ODDS, _LENIENT_REQUEST_ODDS = 4.5, 2.0
_MIN_SCORE = 0.2  # score below which nothing that breaks a condition, or is shallow, is the exercise
# A condition that alone rejects every attempt is forgiven where the rest is evident: it has a score that four
# of five labelled clips have, and no other exercise explains the attempts better by what the request is
# worth. A broken measure costs 2 nats at most, as among the ``tells``. A single attempt is forgiven nothing:
# people who do something else make single movements that look like parts of an exercise.
_FORGIVEN_SCORE, _FORGIVEN_ODDS = 0.6, 0.61  # 4.5 times e^-2
_FEWEST_ALIKE = 2
_FORGIVEN_TIME = 2.0  # by which repetitions may be longer or shorter than the file says, if all of them are


def count_as_asked(exercise: Exercise, motion: Motion) -> tuple[RepetitionsFound, Evidence | None]:
    """The repetitions of the exercise, unless another one explains the same time much better.

    Then, and where there is hardly any evidence for it, each repetition has to keep every condition; and
    where the other exercise explains even those much better, they are rejected as ``other_exercise``.
    One condition alone does not reject every attempt, unless another exercise explains them better.

    Returns:
        what counts, and the exercise that explains it much better, if there is one.
    """
    compared = _Comparison(exercise, motion)
    counted = count_repetitions(exercise, motion)
    other = compared.better(counted, _LENIENT_REQUEST_ODDS)
    if counted.repetitions and other is None and compared.score(counted) >= _MIN_SCORE:
        return counted, None
    strict = count_repetitions(exercise, motion, strict=True)
    if not strict.repetitions:
        return compared.forgiven(strict, other)
    other = compared.better(strict, _REQUEST_ODDS)
    if other is None:
        return strict, None
    rejected = [
        Attempt(rep.start, rep.peak, rep.end, rep.side, "other_exercise") for rep in strict.repetitions
    ]
    ordered = sorted((*strict.rejected, *rejected), key=lambda attempt: attempt.peak)
    return replace(strict, repetitions=(), rejected=tuple(ordered)), other


@dataclass(frozen=True)
class _Comparison:
    """The requested exercise and all others, as explanations of one motion."""

    exercise: Exercise
    motion: Motion

    @cached_property
    def _others(self) -> list[Evidence]:
        return [
            found
            for name, other in catalogue().items()
            if name != self.exercise.id and (found := evidence(other, self.motion)) is not None
        ]

    def score(self, counted: RepetitionsFound) -> float:
        """How well the requested exercise explains what was counted, 0..1."""
        own = self._own(counted)
        return 0.0 if own is None else own.score

    def better(self, counted: RepetitionsFound, asked_for: float) -> Evidence | None:
        """The exercise that explains the time of what was counted better by a factor of ``asked_for``."""
        own = self._own(counted)
        if own is None or asked_for * own.score >= 1.0:  # no score is above 1
            return None
        scores = [(other.score * _overlap(own.busy, other.busy), other) for other in self._others]
        score, best = max(scores, key=lambda pair: pair[0], default=(0.0, None))
        return best if score > asked_for * own.score else None

    def forgiven(
        self, rejected: RepetitionsFound, other: Evidence | None
    ) -> tuple[RepetitionsFound, Evidence | None]:
        """What counts without the condition that rejects the attempts, if the rest is evident.

        If not, what was ``rejected``, and the ``other`` exercise that explains it better. A test of mobility
        is forgiven nothing: what it measures holds only under its conditions.
        """
        if self.exercise.assessment is not None:
            return rejected, other
        reasons = Counter(each.reason for each in rejected.rejected if each.reason not in PARTIAL_REASONS)
        for reason, _ in reasons.most_common(1):
            counted = count_repetitions(without(self.exercise, reason), self.motion)
            if len(counted.repetitions) >= _FEWEST_ALIKE and self.score(counted) >= _FORGIVEN_SCORE:
                other = self.better(counted, _FORGIVEN_ODDS)
                if other is None:
                    habits = (*counted.habits, Habit(reason, inf))
                    return replace(counted, habits=habits, forgiven=reason), None
        return rejected, other

    def _own(self, counted: RepetitionsFound) -> Evidence | None:
        rules = self.exercise.counting
        if not isinstance(rules, Repetitions):
            raise TypeError(f"{self.exercise.id} is not counted in repetitions")
        return explained(self.exercise, rules, counted, self.motion, asked_for=True)


def without(exercise: Exercise, reason: str | None) -> Exercise:
    """The exercise without the conditions of a ``reason``; where that is a duration, with wider bounds."""
    rules = exercise.counting
    if not isinstance(rules, Repetitions):
        return exercise
    wider = {
        "too_fast": {"min_s": rules.min_s / _FORGIVEN_TIME},
        "too_slow": {"max_s": rules.max_s * _FORGIVEN_TIME},
    }
    kept = tuple(condition for condition in exercise.conditions if condition.reason != reason)
    return exercise.model_copy(
        update={"conditions": kept, "counting": rules.model_copy(update=wider.get(reason or "", {}))}
    )


def _overlap(own: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Share of the frames of one explanation that the other one explains, too."""
    return float((own & other).sum() / max(int(own.sum()), 1))
