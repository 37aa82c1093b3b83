"""Suggest what exercise a clip shows, from the same catalogue that counts."""

from __future__ import annotations

from dataclasses import dataclass

from formtrace.exercises.catalogue import catalogue
from formtrace.motion.body import Motion
from formtrace.recognition.evidence import evidence

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
    """At most three exercises that the clip may show, the likeliest first; none when nothing is like any.

    Every exercise of the catalogue is tried; their scores compete, also with the explanation that it is none
    of them. ``benchmarks/recognition.py`` measures how often the first one is right at which confidence.
    """
    if not motion.seen.any():
        return ()
    found = [one for exercise in catalogue().values() if (one := evidence(exercise, motion)) is not None]
    total = sum(one.score**_EXPONENT for one in found) + _OPEN_SET_SCORE**_EXPONENT
    guesses = [
        Guess(one.exercise.id, round(one.score**_EXPONENT / total, 2), one.count)
        for one in found
        if one.score > 0
    ]
    likely = sorted(guesses, key=lambda guess: -guess.confidence)[:_MAX_GUESSES]
    return tuple(guess for guess in likely if guess.confidence >= _MIN_CONFIDENCE)
