"""Suggest what exercise a clip shows, from the same catalogue that counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from formtrace.exercises.catalogue import catalogue
from formtrace.motion.body import Motion
from formtrace.recognition.evidence import Evidence, evidence

_MAX_GUESSES = 3
_EXPONENT = 4  # the better one of two explanations is right more often than in proportion to their scores
_OPEN_SET_SCORE = 0.3  # score of the explanation that it is something else
_MIN_CONFIDENCE = 0.15  # confidence below which nothing is said


@dataclass(frozen=True, slots=True)
class Guess:
    """An exercise that the clip may show: how likely, 0..1, and what would be counted."""

    exercise: str
    confidence: float
    count: int


def suggest(motion: Motion) -> tuple[Guess, ...]:
    """At most three exercises that the clip may show, the likeliest first; none when nothing is like any."""
    guesses = [
        Guess(one.exercise.id, round(confidence, 2), one.count)
        for one, confidence in explanations(motion)[:_MAX_GUESSES]
    ]
    return tuple(guess for guess in guesses if guess.confidence >= _MIN_CONFIDENCE)


def explanations(motion: Motion, among: Collection[str] | None = None) -> list[tuple[Evidence, float]]:
    """The evidence for each exercise and its confidence, 0..1, the likeliest first.

    Every exercise of the catalogue is tried, or those ``among`` which it is; their scores compete, also with
    the explanation that it is none of them. ``benchmarks/recognition.py`` measures how often the first one is
    right at which confidence.
    """
    if not motion.seen.any():
        return []
    tried = [exercise for name, exercise in catalogue().items() if among is None or name in among]
    found = [one for exercise in tried if (one := evidence(exercise, motion)) is not None]
    total = sum(one.score**_EXPONENT for one in found) + _OPEN_SET_SCORE**_EXPONENT
    likely = [(one, one.score**_EXPONENT / total) for one in found if one.score > 0]
    return sorted(likely, key=lambda pair: -pair[1])
