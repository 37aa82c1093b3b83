"""Analyse the tracks of a clip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from formtrace.analysis.difficulties import count_by_difficulty
from formtrace.analysis.find import compared_with_others, find_exercise_in
from formtrace.analysis.outcome import HoldSet, Outcome, RepetitionSet
from formtrace.analysis.performer import Performer, choose
from formtrace.analysis.recognised import recognised_sets
from formtrace.analysis.sampled import SampledClip
from formtrace.analysis.scored import scored
from formtrace.analysis.sets import PerformedSet
from formtrace.analysis.speed import CaptureSpeed, assumed
from formtrace.clip.manifest import Manifest
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.difficulty import Level
from formtrace.exercises.measurable import measurable
from formtrace.exercises.requested import recognises, requested_exercise
from formtrace.exercises.schema import Exercise
from formtrace.motion.angles import AngleSeries, joint_angles
from formtrace.motion.body import Motion
from formtrace.motion.subject import Subject, candidates
from formtrace.motion.subject_motion import raw_motion, subject_motion
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.recognition.cuts import cut_times
from formtrace.reference.record import Reference
from formtrace.reference.reference_match import compare_with
from formtrace.skeletons import load_skeleton


@dataclass(frozen=True)
class Analysis:
    """One analysed clip.

    Attributes:
        model: name of the pose model, SHA-256 of its landmark network.
        angles: joint angles of every frame.
        sets: what was found, in the order of time: one set of the exercise or reference movement that was
            asked for, or those that were recognised; empty where nothing was asked for.
        unmeasured: landmarks of the exercise that the pose model does not have.
        speed: how many times slower than life the clip plays. ``motion`` has the times of the clip, those of
            the sets have true ones.
        interpolated: (N,) which frames were not analysed themselves.
        tracks: all people in the clip, where their faces are to be blurred.
    """

    manifest: Manifest
    options: AnalysisOptions
    model: tuple[str, str]
    subject: Subject
    motion: Motion
    angles: list[AngleSeries]
    sets: tuple[PerformedSet, ...] = ()
    unmeasured: tuple[str, ...] = ()
    speed: CaptureSpeed = field(default_factory=CaptureSpeed)
    interpolated: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    tracks: Tracks | None = None

    @property
    def outcome(self) -> Outcome | None:
        """The only outcome, or the first; ``None`` where nothing was asked for, or nothing recognised."""
        return next(iter(self.outcomes), None)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Those of the sets."""
        return tuple(each.outcome for each in self.sets)


def analyse(
    tracks: Tracks,
    manifest: Manifest,
    options: AnalysisOptions,
    reference: Reference | None = None,
    own_exercise: Exercise | None = None,
) -> Analysis:
    """Analyse the tracks of a whole clip, with the exercise of the ``options``, or with a ``reference``.

    ``own_exercise`` is one that is not in the catalogue.

    Raises:
        UnknownExerciseError: ``options.exercise`` is not in the catalogue.
        MissingHeightError: it needs the person's height.
        UnsuitableModelError: it needs landmarks that the pose model does not have.
    """
    exercise = requested_exercise(options, own_exercise)
    unmeasured: tuple[str, ...] = ()
    if exercise is not None:
        exercise, unmeasured = measurable(exercise, load_skeleton(tracks.skeleton))
    speed = CaptureSpeed.of(options, manifest)
    chosen, sampled = _performance(tracks, manifest, options, exercise, reference, speed)
    slower = assumed(chosen.sets) if speed.source == "default" else None
    if slower is not None:
        again, resampled = _performance(tracks, manifest, options, exercise, reference, slower)
        if any(each.outcome.count for each in again.sets):
            chosen, sampled, speed = again, resampled, slower
        del resampled
    model, interpolated, everyone = tracks.model, sampled.interpolated, tracks if options.blur_faces else None
    del tracks, sampled  # of a video of hours: hundreds of megabytes
    return Analysis(
        manifest=manifest,
        options=options,
        model=model,
        subject=chosen.subject,
        motion=chosen.motion.in_clip_time(),
        angles=joint_angles(chosen.motion),
        sets=tuple(_judged(each, options, own_exercise) for each in chosen.sets),
        unmeasured=unmeasured,
        speed=speed,
        interpolated=interpolated,
        tracks=everyone,
    )


def _performance(
    tracks: Tracks,
    manifest: Manifest,
    options: AnalysisOptions,
    exercise: Exercise | None,
    reference: Reference | None,
    speed: CaptureSpeed,
) -> tuple[Performer, SampledClip]:
    """The likeliest person and what they do, if the clip plays at this speed."""
    sampled = SampledClip.of(tracks, manifest, speed.factor)
    subject_s = None if options.subject_s is None else options.subject_s / speed.factor
    place = options.subject, subject_s
    found = candidates(sampled.tracks, *sampled.clip, *place, one_person=not recognises(options))
    if options.subject is not None or not (exercise or reference or recognises(options)):
        found = found[:1]
    chosen = choose(
        found,
        lambda subject: _performer(subject, sampled, exercise, reference, manifest, options),
        "movement" if reference is not None else "exercise",
    )
    return chosen, sampled


def _performer(
    subject: Subject,
    sampled: SampledClip,
    exercise: Exercise | None,
    reference: Reference | None,
    manifest: Manifest,
    options: AnalysisOptions,
) -> Performer:
    """A person's motion in every frame, with what was found in it of what is asked for."""
    motion = sampled.every_frame(subject_motion(subject, sampled.tracks, *sampled.clip))
    if recognises(options):
        cuts_s = cut_times(raw_motion(subject, sampled.tracks, *sampled.clip))
        return Performer(subject, motion, recognised_sets(motion, cuts_s, options))
    outcome: Outcome | None = None
    if reference is not None:
        outcome = compare_with(reference, motion, options.scoring_profile)
    elif exercise is not None:
        outcome = find_exercise_in(exercise, motion, partial(_raw, sampled, subject), manifest, options)
    return Performer(subject, motion, () if outcome is None else (PerformedSet(outcome, motion),))


def _judged(performed: PerformedSet, options: AnalysisOptions, own: Exercise | None) -> PerformedSet:
    """The set, if no other exercise explains it much better, with its form scores."""
    motion, found = performed.motion, performed.outcome
    outcome = found if performed.confidence is not None else compared_with_others(found, motion)
    compared, outcome = outcome, scored(outcome, motion, options)
    counts: Mapping[Level, int] = {}
    if isinstance(outcome, (RepetitionSet, HoldSet)):
        exercise, _ = measurable(own or catalogue()[outcome.exercise.id], motion.skeleton)
        counts = count_by_difficulty(found, compared, exercise, motion, options)
    return replace(performed, outcome=outcome, count_by_difficulty=counts)


def _raw(sampled: SampledClip, subject: Subject) -> Motion:
    """The subject's unfiltered motion in every frame."""
    return sampled.every_frame(raw_motion(subject, sampled.tracks, *sampled.clip))
