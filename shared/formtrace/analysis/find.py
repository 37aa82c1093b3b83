"""Find what was asked for in one person's motion: an exercise of the catalogue, or a reference movement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from formtrace.analysis.outcome import HoldSet, JumpSet, Outcome, RepetitionSet
from formtrace.clip.manifest import Manifest
from formtrace.counting.holds import measure_holds
from formtrace.counting.repetitions import RepetitionsFound, count_repetitions
from formtrace.exercises.measure import Incline
from formtrace.exercises.schema import Exercise, Hold, Jump, Repetitions
from formtrace.jumps.measure import measure_jumps
from formtrace.motion.body import Motion
from formtrace.motion.quarter_turns import LEG, arms_hang, never_upright, rotated
from formtrace.options import AnalysisOptions
from formtrace.recognition.compared import count_as_asked

_TRUNK = Incline(kind="incline", points=("mid_hip", "mid_shoulder"))
_MOST_LEAN_DEG = 65.0  # a bound on the trunk's lean up to this is one for people who are upright
_A_SERIES = 3  # so many repetitions show that the picture lies on its side; fewer may be chance


def find_exercise_in(
    exercise: Exercise,
    motion: Motion,
    raw: Callable[[], Motion],
    manifest: Manifest,
    options: AnalysisOptions,
) -> Outcome:
    """Find the exercise in ``motion``; jumps are measured in ``raw``, neither filled nor smoothed."""
    if isinstance(exercise.counting, Jump):
        pitch_deg = options.device_pitch_deg or 0.0
        height_px = manifest.media.height
        found = measure_jumps(exercise.counting, raw(), height_px, options.user_height_cm, pitch_deg)
        return JumpSet(exercise, found)
    return find_in_motion(exercise, motion)


def find_in_motion(exercise: Exercise, motion: Motion) -> RepetitionSet | HoldSet:
    """Find an exercise that is repeated or held.

    Raises:
        TypeError: it is a jump.
    """
    match exercise.counting:
        case Repetitions():
            return _repetitions(exercise, motion)
        case Hold():
            holds, signal = measure_holds(exercise, motion)
            return HoldSet(exercise, signal.value, motion.t_s, holds)
        case Jump():
            raise TypeError(f"{exercise.id} is a jump")


def _repetitions(exercise: Exercise, motion: Motion) -> RepetitionSet:
    found = _as_filmed(exercise, motion)
    if not found.repetitions and _needs_upright(exercise) and never_upright(motion):
        found = max((found, *_on_its_side(exercise, motion)), key=lambda each: each.count)
    return found


def _as_filmed(exercise: Exercise, motion: Motion) -> RepetitionSet:
    return _set_of(exercise, count_repetitions(exercise, motion))


def repetitions_in(
    exercise: Exercise, motion: Motion, quarter_turns: int, *, strict: bool = False
) -> RepetitionSet:
    """The repetitions in the picture rotated by so many quarters; ``strict``: each keeps every condition."""
    counted = count_repetitions(exercise, rotated(motion, quarter_turns), strict=strict)
    return replace(_set_of(exercise, counted), quarter_turns=quarter_turns)


def compared_with_others(found: Outcome, motion: Motion) -> Outcome:
    """The repetitions, unless another exercise explains them much better than the one that was asked for."""
    if not isinstance(found, RepetitionSet):
        return found
    counted, other = count_as_asked(found.exercise, rotated(motion, found.quarter_turns))
    compared = _set_of(found.exercise, counted)
    return replace(compared, quarter_turns=found.quarter_turns, other=other)


def _set_of(exercise: Exercise, counted: RepetitionsFound) -> RepetitionSet:
    signal = np.stack([signal.value for signal in counted.signals]).max(axis=0)
    return RepetitionSet(
        exercise,
        signal,
        counted.repetitions,
        counted.rejected,
        habits=counted.habits,
        forgiven=counted.forgiven,
    )


def _needs_upright(exercise: Exercise) -> bool:
    """Whether people stand or sit upright for the exercise, at least at its rest or its end."""
    return any(
        condition.measure == _TRUNK and condition.max is not None and condition.max <= _MOST_LEAN_DEG
        for condition in exercise.conditions
    )


def _on_its_side(exercise: Exercise, motion: Motion) -> list[RepetitionSet]:
    """What is found if the picture is rotated: a whole series of a person who stands, or nothing.

    Rotated by a quarter, a push-up is a person upright who bends the elbows: exercises of the arms need hands
    that hang down at some time.
    """
    of_the_legs = any(point.endswith(LEG) for term in exercise.signal for point in term.measure.points)
    found = []
    for quarters in (1, 2, 3):
        upright = rotated(motion, quarters)
        each = replace(_as_filmed(exercise, upright), quarter_turns=quarters)
        if each.count >= _A_SERIES and (of_the_legs or arms_hang(upright)):
            found.append(each)
    return found
