"""The exercise that a job asks for, with what it needs from the job's options."""

from __future__ import annotations

from formtrace.errors import MissingHeightError
from formtrace.exercises.catalogue import find_exercise
from formtrace.exercises.difficulty import at_difficulty
from formtrace.exercises.schema import Exercise, Jump
from formtrace.options import AnalysisOptions

AUTO = "auto"
"""Asks for whatever exercises of the catalogue the clip shows."""

_NO_HEIGHT = "User height (userHeightCm) must be provided for jump_analysis exercise"


DEFAULT_HZ = 30.0
"""Enough for movement, which lies below 6 Hz."""
FAST_HZ = 15.0


def analysis_hz(options: AnalysisOptions, own: Exercise | None = None) -> float | None:
    """How many frames a second are analysed at most; ``None`` for all.

    What the options ask for, else what the exercise does, else 30. Jumps need all: a flight is short.
    """
    asked: float | str | None = options.analysis_hz
    if asked is None and options.exercise is not None:
        exercise = requested_exercise(options, own)
        if exercise is not None:
            asked = "native" if isinstance(exercise.counting, Jump) else exercise.analysis_hz
    if asked is None:
        return DEFAULT_HZ
    if isinstance(asked, str):
        return FAST_HZ if asked == "fast" else None
    return asked


def recognises(options: AnalysisOptions) -> bool:
    """Whether the exercises are to be recognised."""
    return options.exercise == AUTO


def requested_exercise(options: AnalysisOptions, own: Exercise | None = None) -> Exercise | None:
    """The exercise, ``None`` if none is named. Called early, so that a mistake is answered at once.

    ``own`` is an exercise that is not in the catalogue; the options then have its id.

    Raises:
        UnknownExerciseError: it is not in the catalogue.
        MissingHeightError: it measures by the person's height, which is not given.
    """
    if options.exercise is None or recognises(options):
        return None
    exercise = own or find_exercise(options.exercise)
    by_height = isinstance(exercise.counting, Jump) and exercise.counting.method == "hip_rise"
    if by_height and options.user_height_cm is None:
        raise MissingHeightError(_NO_HEIGHT)
    return at_difficulty(exercise, options.difficulty)
