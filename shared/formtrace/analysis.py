"""Everything after the pose network: one person's motion, its angles, its repetitions.

Pure: tracks, manifest and options in, an :class:`Analysis` out. The aggregate function and the command line
both call :func:`analyse`, and nothing else does the work; ``results`` turns the analysis into files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.holds import HoldSpan, measure_holds
from formtrace.counting.repetitions import Attempt, Repetition, count_repetitions
from formtrace.exercises.catalogue import find_exercise
from formtrace.exercises.schema import Exercise
from formtrace.media.manifest import Manifest
from formtrace.motion.angles import AngleSeries, joint_angles
from formtrace.motion.body import Motion
from formtrace.motion.subject import Subject, candidates
from formtrace.motion.subject_motion import subject_motion
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks

Series = NDArray[np.float64]

_IDLE = 0.25  # what somebody who does not do the exercise weighs, beside the 1.25 of who does it all the time


@dataclass(frozen=True)
class Movement:
    """What was counted, and the signal it was counted in; all arrays (N,)."""

    exercise: Exercise
    repetitions: tuple[Repetition, ...]
    rejected: tuple[Attempt, ...]
    held: tuple[HoldSpan, ...]
    signal: Series


@dataclass(frozen=True)
class Analysis:
    """One analysed clip."""

    manifest: Manifest
    options: AnalysisOptions
    model: tuple[str, str]  # name, SHA-256 of the landmark network
    subject: Subject
    motion: Motion
    angles: list[AngleSeries]
    movement: Movement | None


def analyse(tracks: Tracks, manifest: Manifest, options: AnalysisOptions) -> Analysis:
    """Analyse the tracks of a whole clip.

    Raises:
        UnknownExerciseError: ``options.exercise`` is not in the catalogue.
    """
    exercise = find_exercise(options.exercise) if options.exercise else None
    clip = (
        manifest.t_s,
        manifest.first_frame,
        manifest.end_frame,
        manifest.media.width / manifest.media.height,
    )
    found = candidates(tracks, *clip, options.subject)
    if exercise is None or options.subject is not None:
        found = found[:1]
    performers = [_performer(subject, subject_motion(subject, tracks, *clip), exercise) for subject in found]
    subject, motion, movement = max(performers, key=_plausibility)
    if subject is not found[0]:
        subject = replace(subject, how=f"of up to {subject.people} people the one who does the exercise")
    return Analysis(manifest, options, tracks.model, subject, motion, joint_angles(motion), movement)


Performer = tuple[Subject, Motion, Movement | None]


def _performer(subject: Subject, motion: Motion, exercise: Exercise | None) -> Performer:
    return subject, motion, _movement(exercise, motion) if exercise else None


def _plausibility(performer: Performer) -> float:
    """How likely it is that this person is meant: whoever does the exercise counts for more."""
    subject, motion, movement = performer
    if movement is None:
        return subject.weight
    spans = [(rep.start, rep.end) for rep in movement.repetitions]
    spans += [(span.start, span.end) for span in movement.held]
    active_s = sum(motion.t_s[end] - motion.t_s[start] for start, end in spans)
    whole_s = max(float(motion.t_s[-1] - motion.t_s[0]), 1e-9)
    return subject.weight * (_IDLE + min(float(active_s) / whole_s, 1.0))


def _movement(exercise: Exercise, motion: Motion) -> Movement:
    if exercise.hold is not None:
        held, signal = measure_holds(exercise, motion)
        return Movement(exercise, (), (), held, signal.value)
    counted = count_repetitions(exercise, motion)
    shown = np.stack([signal.value for signal in counted.signals])
    return Movement(exercise, counted.repetitions, counted.rejected, (), shown.max(axis=0))


def progress(movement: Movement, frames: int) -> Series:
    """(N,) 0 at rest, 1 at the turning point of the repetition; NaN outside repetitions, 1 in a hold."""
    values = np.full(frames, np.nan)
    for rep in movement.repetitions:
        for edge, inside in (
            (rep.start, slice(rep.start, rep.turn + 1)),
            (rep.end, slice(rep.turn, rep.end + 1)),
        ):
            rest, full = movement.signal[edge], movement.signal[rep.turn]
            values[inside] = np.clip((movement.signal[inside] - rest) / max(full - rest, 1e-6), 0.0, 1.0)
    for span in movement.held:
        values[span.start : span.end + 1] = 1.0
    return values


def running_count(movement: Movement, t_s: Series) -> Series:
    """(N,) repetitions counted so far, or seconds held so far."""
    count = np.zeros(len(t_s))
    rules = movement.exercise.repetitions
    for rep in movement.repetitions:
        at_turn = rules is not None and rules.completes == "turn"
        count[rep.turn if at_turn else rep.end :] += 1
    for span in movement.held:
        inside = slice(span.start, span.end + 1)
        count[inside] += t_s[inside] - t_s[span.start]
        count[span.end + 1 :] += t_s[span.end] - t_s[span.start]
    return count
