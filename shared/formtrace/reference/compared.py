"""A clip compared with a reference movement: the repetitions frame by frame, and how they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from formtrace.motion.body import Motion
from formtrace.motion.view import median_body_yaw_deg
from formtrace.options import ScoringProfile
from formtrace.reference.detect import LEAST_SCORE, STRICT_SCORE, Match, find
from formtrace.reference.differences import Deviation, deviation, turning_point
from formtrace.reference.record import Reference
from formtrace.reference.series import PoseSeries, pose_series
from formtrace.reference.signature import Pattern, pattern_of
from formtrace.signals.series import Series

LEAST_SCORES: Mapping[ScoringProfile, float] = {
    "kali-analysis": LEAST_SCORE,
    "kali": STRICT_SCORE,
    "default": STRICT_SCORE,
}
"""Likeness from which a repetition counts."""


VIEW_TOLERANCE_DEG = 35.0
"""Turn of the person from the camera, reference against clip, beyond which the scores suffer."""


@dataclass(frozen=True, slots=True)
class ComparedRepetition:
    """One repetition as frames of the clip; ``peak`` is where the reference is furthest from its start."""

    start: int
    peak: int
    end: int
    match: Match
    deviation: Deviation


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceMatch:
    """What was found of a reference movement in a clip of N frames.

    Attributes:
        pattern: what was looked for.
        best_score: likeness of the most similar part of the clip, whether or not it counts.
        other_view: the cameras stood too far apart for all of the scores' worth.
        signal: (N,) how far the person is into the movement: 0 at its start, 1 at its turning point.
    """

    unit: ClassVar[Literal["reps"]] = "reps"
    rejected: ClassVar[tuple[()]] = ()
    scores: ClassVar[tuple[()]] = ()

    reference: Reference
    pattern: Pattern
    best_score: float
    other_view: bool
    repetitions: tuple[ComparedRepetition, ...]
    signal: Series

    @property
    def count(self) -> int:
        """How many repetitions."""
        return len(self.repetitions)

    @property
    def intervals(self) -> tuple[tuple[int, int], ...]:
        """First and last frame of each repetition."""
        return tuple((rep.start, rep.end) for rep in self.repetitions)

    @property
    def mirrored(self) -> bool:
        """Whether most repetitions are the mirror image."""
        return sum(rep.match.mirrored for rep in self.repetitions) > len(self.repetitions) / 2

    def progress(self) -> Series:
        """(N,) 0..1 along the reference within repetitions, NaN outside."""
        values = np.full(len(self.signal), np.nan)
        for rep in self.repetitions:
            values[rep.start : rep.end + 1] = np.linspace(0.0, 1.0, rep.end - rep.start + 1)
        return values

    def running_count(self) -> Series:
        """(N,) repetitions completed so far."""
        count = np.zeros(len(self.signal))
        for rep in self.repetitions:
            count[rep.end :] += 1
        return count


def compare_with(
    reference: Reference, motion: Motion, profile: ScoringProfile = "kali-analysis"
) -> ReferenceMatch:
    """Find and compare all repetitions of ``reference`` in ``motion``."""
    series, pattern = pose_series(motion), pattern_of(reference.signature)
    matches = find(pattern, series, mirror=reference.mirror_allowed, least_score=LEAST_SCORES[profile])
    other_view = _other_view(reference, motion)
    repetitions = tuple(_in_frames(match, pattern, motion.t_s, other_view) for match in matches.repetitions)
    signal = _signal(pattern, series, repetitions)
    return ReferenceMatch(reference, pattern, matches.best_score, other_view, repetitions, signal)


def _other_view(reference: Reference, motion: Motion) -> bool:
    turn_deg = reference.signature.turn_deg
    if turn_deg is None or not motion.seen.any():
        return False
    return abs(median_body_yaw_deg(motion) - turn_deg) > VIEW_TOLERANCE_DEG


def _in_frames(match: Match, pattern: Pattern, t_s: Series, other_view: bool) -> ComparedRepetition:
    comparison = match.comparison
    if match.mirrored:
        pattern = pattern.mirrored()
    peak_s = float(np.interp(turning_point(pattern), comparison.samples, comparison.times_s))
    start, peak, end = (int(np.abs(t_s - each).argmin()) for each in (match.start_s, peak_s, match.end_s))
    found = deviation(pattern, comparison, other_view=other_view)
    return ComparedRepetition(start, min(max(peak, start), end), end, match, found)


def _signal(pattern: Pattern, series: PoseSeries, repetitions: Sequence[ComparedRepetition]) -> Series:
    """How far into the movement, or where there are such repetitions, into its mirror image."""
    matches = [rep.match for rep in repetitions]
    as_it_is = [match.comparison.difference for match in matches if not match.mirrored]
    other_way = [match.comparison.difference for match in matches if match.mirrored]
    ways = []
    if as_it_is or not other_way:
        ways.append(_along(pattern, series.segments, as_it_is))
    if other_way:
        ways.append(_along(pattern.mirrored(), series.segments, other_way))
    signal: Series = np.stack(ways).max(axis=0)
    return signal


def _along(pattern: Pattern, poses: Series, differences: Sequence[Series]) -> Series:
    """The poses along the reference's main direction, from its start (0) to its turning point (1).

    What is constantly different between the two people, over all repetitions, is left out.
    """
    root = np.sqrt(pattern.weights)[:, None]
    centre = pattern.poses.mean(axis=0)
    moving = ((pattern.poses - centre) * root).reshape(len(pattern.poses), -1)
    _, directions = np.linalg.eigh(moving.T @ moving)

    def projected(values: Series) -> Series:
        along: Series = (values * root).reshape(len(values), -1) @ directions[:, -1]
        return along

    wanted, done = projected(pattern.poses - centre), projected(poses - centre)
    rest, full = wanted[0], wanted[turning_point(pattern)]
    if differences:
        offset = float(projected(np.concatenate(differences)).mean())
    else:
        offset = float(np.nanmedian(done) - np.median(wanted)) if np.isfinite(done).any() else 0.0
    signal: Series = (done - offset - rest) / (full - rest)
    return signal
