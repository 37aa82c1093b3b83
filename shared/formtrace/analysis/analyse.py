"""Everything after the pose network: one person's motion, its angles, its repetitions.

Pure: tracks, manifest and options in, an :class:`Analysis` out. The aggregate function and the command line
both call :func:`analyse`, and nothing else does the work; ``results`` turns the analysis into files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formtrace.clip.manifest import Manifest
from formtrace.counting.holds import HoldSpan, measure_holds
from formtrace.counting.repetitions import Attempt, Repetition, count_repetitions
from formtrace.exercises.measurable import measurable
from formtrace.exercises.measure import Incline
from formtrace.exercises.requested import requested_exercise
from formtrace.exercises.schema import Exercise, Hold, Jump, Repetitions
from formtrace.jumps.counting import jump_attempts, jump_repetitions
from formtrace.jumps.measure import JumpsFound, measure_jumps
from formtrace.motion.angles import AngleSeries, joint_angles
from formtrace.motion.body import Motion
from formtrace.motion.quarter_turns import LEG, arms_hang, never_upright, rotated
from formtrace.motion.subject import Subject, candidates
from formtrace.motion.subject_motion import raw_motion, subject_motion
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.reference.compared import Compared, compare_with
from formtrace.reference.record import Reference
from formtrace.scoring.grades import grade_of, reaches
from formtrace.scoring.score import Score, score_holds, score_repetitions
from formtrace.signals.series import Series
from formtrace.skeletons import load_skeleton

_TRUNK = Incline(kind="incline", points=("mid_hip", "mid_shoulder"))
_MOST_LEAN_DEG = 65.0  # a bound on the trunk's lean up to this is one for somebody upright
_A_SERIES = 3  # so many repetitions show that the picture lies on its side; fewer may be chance
_IDLE = 0.25  # what somebody who does not do the exercise weighs, beside the 1.25 of who does it all the time


@dataclass(frozen=True)
class Movement:
    """What was counted, and the signal it was counted in, (N,); ``scores`` of each repetition or hold.

    ``quarter_turns`` clockwise stood the picture upright, where it lay on its side and did not say so.
    """

    exercise: Exercise
    repetitions: tuple[Repetition, ...]
    rejected: tuple[Attempt, ...]
    held: tuple[HoldSpan, ...]
    signal: Series
    jumps: JumpsFound | None = None
    scores: tuple[Score, ...] = ()
    quarter_turns: int = 0


@dataclass(frozen=True)
class Analysis:
    """One analysed clip; ``movement`` with an exercise, ``compared`` with a reference movement."""

    manifest: Manifest
    options: AnalysisOptions
    model: tuple[str, str]  # name, SHA-256 of the landmark network
    subject: Subject
    motion: Motion
    angles: list[AngleSeries]
    movement: Movement | None
    compared: Compared | None = None
    unmeasured: tuple[str, ...] = ()  # landmarks of the exercise that the pose model does not have


def analyse(
    tracks: Tracks, manifest: Manifest, options: AnalysisOptions, reference: Reference | None = None
) -> Analysis:
    """Analyse the tracks of a whole clip, with the exercise of the ``options``, or with a ``reference``.

    Raises:
        UnknownExerciseError: ``options.exercise`` is not in the catalogue.
        MissingHeightError: it needs the person's height.
        UnsuitableModelError: it needs landmarks that the pose model does not have.
    """
    exercise = requested_exercise(options)
    unmeasured: tuple[str, ...] = ()
    if exercise is not None:
        exercise, unmeasured = measurable(exercise, load_skeleton(tracks.skeleton))
    clip = (
        manifest.t_s,
        manifest.first_frame,
        manifest.end_frame,
        manifest.media.width / manifest.media.height,
    )
    found = candidates(tracks, *clip, options.subject)
    if reference is not None:
        return _compared(found, tracks, manifest, options, reference)
    if exercise is None or options.subject is not None:
        found = found[:1]
    performers: list[Performer] = []
    for subject in found:
        motion = subject_motion(subject, tracks, *clip)
        if exercise is not None and isinstance(exercise.counting, Jump):
            jumps = _jumps(exercise, exercise.counting, raw_motion(subject, tracks, *clip), manifest, options)
            performers.append((subject, motion, jumps))
        else:
            performers.append(_performer(subject, motion, exercise))
    subject, motion, movement = max(performers, key=_plausibility)
    if subject is not found[0]:
        subject = replace(subject, how=f"of up to {subject.people} people the one who does the exercise")
    if movement is not None and exercise is not None and not isinstance(exercise.counting, Jump):
        movement = _graded(_scored(movement, motion, options), options)
    angles = joint_angles(motion)
    return Analysis(manifest, options, tracks.model, subject, motion, angles, movement, unmeasured=unmeasured)


def _compared(
    found: list[Subject],
    tracks: Tracks,
    manifest: Manifest,
    options: AnalysisOptions,
    reference: Reference,
) -> Analysis:
    """Compare whoever does the movement of the reference."""
    media = manifest.media
    clip = (manifest.t_s, manifest.first_frame, manifest.end_frame, media.width / media.height)
    performers = []
    for subject in found if options.subject is None else found[:1]:
        motion = subject_motion(subject, tracks, *clip)
        performers.append((subject, motion, compare_with(reference, motion, options.scoring_profile)))
    subject, motion, compared = max(
        performers,
        key=lambda each: _prominence(each[0], each[1], [(r.start, r.end) for r in each[2].repetitions]),
    )
    if subject is not found[0]:
        subject = replace(subject, how=f"of up to {subject.people} people the one who does the movement")
    return Analysis(manifest, options, tracks.model, subject, motion, joint_angles(motion), None, compared)


Performer = tuple[Subject, Motion, Movement | None]


def _performer(subject: Subject, motion: Motion, exercise: Exercise | None) -> Performer:
    if exercise is None:
        return subject, motion, None
    movement = _movement(exercise, motion)
    if not movement.repetitions and _needs_upright(exercise) and never_upright(motion):
        movement = max((movement, *_on_its_side(exercise, motion)), key=lambda each: len(each.repetitions))
    return subject, motion, movement


def _needs_upright(exercise: Exercise) -> bool:
    """Whether the exercise is one of people who stand or sit upright, at least at its rest or its end."""
    return isinstance(exercise.counting, Repetitions) and any(
        condition.measure == _TRUNK and condition.max is not None and condition.max <= _MOST_LEAN_DEG
        for condition in exercise.conditions
    )


def _on_its_side(exercise: Exercise, motion: Motion) -> list[Movement]:
    """What is found if the picture is turned: a whole series of somebody who stands, or nothing.

    Turned by a quarter, a push-up is somebody upright who bends the elbows: of exercises of the arms it takes
    hands that hang down at some time.
    """
    of_the_legs = any(point.endswith(LEG) for term in exercise.signal for point in term.measure.points)
    found = []
    for quarters in (1, 2, 3):
        upright = rotated(motion, quarters)
        movement = replace(_movement(exercise, upright), quarter_turns=quarters)
        if len(movement.repetitions) >= _A_SERIES and (of_the_legs or arms_hang(upright)):
            found.append(movement)
    return found


def _plausibility(performer: Performer) -> float:
    """How likely it is that this person is meant: whoever does the exercise counts for more."""
    subject, motion, movement = performer
    if movement is None:
        return subject.weight
    spans = [(rep.start, rep.end) for rep in movement.repetitions]
    spans += [(span.start, span.end) for span in movement.held]
    return _prominence(subject, motion, spans)


def _prominence(subject: Subject, motion: Motion, spans: list[tuple[int, int]]) -> float:
    active_s = sum(motion.t_s[end] - motion.t_s[start] for start, end in spans)
    whole_s = max(float(motion.t_s[-1] - motion.t_s[0]), 1e-9)
    return subject.weight * (_IDLE + min(float(active_s) / whole_s, 1.0))


def _movement(exercise: Exercise, motion: Motion) -> Movement:
    if isinstance(exercise.counting, Hold):
        held, signal = measure_holds(exercise, motion)
        return Movement(exercise, (), (), held, signal.value)
    counted = count_repetitions(exercise, motion)
    shown = np.stack([signal.value for signal in counted.signals])
    return Movement(exercise, counted.repetitions, counted.rejected, (), shown.max(axis=0))


def _jumps(
    exercise: Exercise, rules: Jump, motion: Motion, manifest: Manifest, options: AnalysisOptions
) -> Movement:
    """Jumps are counted as repetitions from take-off to landing."""
    height_px, pitch_deg = manifest.media.height, options.device_pitch_deg or 0.0
    jumps = measure_jumps(rules, motion, height_px, options.user_height_cm, pitch_deg)
    return Movement(exercise, jump_repetitions(jumps), jump_attempts(jumps), (), jumps.rise, jumps)


def _scored(movement: Movement, motion: Motion, options: AnalysisOptions) -> Movement:
    exercise, signal = movement.exercise, movement.signal
    motion = rotated(motion, movement.quarter_turns)
    if isinstance(exercise.counting, Hold):
        scores = score_holds(exercise, options.difficulty, motion, signal, movement.held)
    else:
        scores = score_repetitions(exercise, options.difficulty, motion, signal, movement.repetitions)
    return replace(movement, scores=scores)


def _graded(movement: Movement, options: AnalysisOptions) -> Movement:
    """Without the repetitions below the grade that is asked for; one that could not be scored counts."""
    least = options.min_grade
    if least is None or not isinstance(movement.exercise.counting, Repetitions):
        return movement
    pairs = list(zip(movement.repetitions, movement.scores, strict=True))
    kept = [(r, s) for r, s in pairs if s.total is None or reaches(grade_of(s.total), least)]
    below = [
        Attempt(rep.start, rep.peak, rep.end, rep.side, "below_min_grade")
        for rep, score in pairs
        if (rep, score) not in kept
    ]
    return replace(
        movement,
        repetitions=tuple(rep for rep, _ in kept),
        scores=tuple(score for _, score in kept),
        rejected=tuple(sorted((*movement.rejected, *below), key=lambda attempt: attempt.peak)),
    )


def progress(movement: Movement, frames: int) -> Series:
    """(N,) 0 at rest, 1 at the peak of the repetition; NaN outside repetitions, 1 in a hold."""
    values = np.full(frames, np.nan)
    for rep in movement.repetitions:
        for edge, inside in (
            (rep.start, slice(rep.start, rep.peak + 1)),
            (rep.end, slice(rep.peak, rep.end + 1)),
        ):
            rest, full = movement.signal[edge], movement.signal[rep.peak]
            values[inside] = np.clip((movement.signal[inside] - rest) / max(full - rest, 1e-6), 0.0, 1.0)
    for span in movement.held:
        values[span.start : span.end + 1] = 1.0
    return values


def running_count(movement: Movement, t_s: Series) -> Series:
    """(N,) repetitions counted so far, or seconds held so far."""
    count = np.zeros(len(t_s))
    rules = movement.exercise.counting
    for rep in movement.repetitions:
        at_peak = isinstance(rules, Repetitions) and rules.completes == "peak"
        count[rep.peak if at_peak else rep.end :] += 1
    for span in movement.held:
        inside = slice(span.start, span.end + 1)
        count[inside] += t_s[inside] - t_s[span.start]
        count[span.end + 1 :] += t_s[span.end] - t_s[span.start]
    return count
