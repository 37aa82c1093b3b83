"""A clip compared with a reference movement: its repetitions, frame by frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from formtrace.motion.body import Motion
from formtrace.motion.view import median_body_yaw_deg
from formtrace.options import ScoringProfile
from formtrace.reference.detect import LEAST_SCORE, STRICT_SCORE, Match, find_repetitions
from formtrace.reference.differences import Deviation, deviation, peak_of
from formtrace.reference.pose_series import PoseSeries, pose_series
from formtrace.reference.record import Reference
from formtrace.reference.template import MotionTemplate
from formtrace.signals.series import Series

LEAST_SCORES: Mapping[ScoringProfile, float] = {
    "lenient": LEAST_SCORE,
    "strict": STRICT_SCORE,
}
"""Overall score from which a repetition counts."""

VIEW_TOLERANCE_DEG = 35.0
"""Difference of body yaw between reference and clip beyond which the scores suffer."""


@dataclass(frozen=True, slots=True)
class ComparedRepetition:
    """One repetition as frames of the clip; ``peak`` is where the template is furthest from its ends."""

    start: int
    peak: int
    end: int
    match: Match
    deviation: Deviation


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceMatch:
    """The repetitions of a reference movement in a clip of N frames.

    Attributes:
        template: of the reference.
        best_score: overall score of the most similar part of the clip, whether or not it counts.
        other_view: the views differ too much for the scores to be exact.
        signal: (N,) progress in the movement: 0 at its start, 1 at its peak.
    """

    unit: ClassVar[Literal["reps"]] = "reps"
    rejected: ClassVar[tuple[()]] = ()
    scores: ClassVar[tuple[()]] = ()

    reference: Reference
    template: MotionTemplate
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


def compare_with(reference: Reference, motion: Motion, profile: ScoringProfile = "lenient") -> ReferenceMatch:
    """Find and compare all repetitions of ``reference`` in ``motion``."""
    series, template = pose_series(motion), MotionTemplate.of(reference.template)
    matches = find_repetitions(
        template, series, mirror=reference.mirror_allowed, least_score=LEAST_SCORES[profile]
    )
    other_view = _other_view(reference, motion)
    repetitions = tuple(_in_frames(match, template, motion.t_s, other_view) for match in matches.repetitions)
    signal = _signal(template, series, repetitions)
    return ReferenceMatch(reference, template, matches.best_score, other_view, repetitions, signal)


def _other_view(reference: Reference, motion: Motion) -> bool:
    yaw_deg = reference.template.yaw_deg
    if yaw_deg is None or not motion.seen.any():
        return False
    return abs(median_body_yaw_deg(motion) - yaw_deg) > VIEW_TOLERANCE_DEG


def _in_frames(match: Match, template: MotionTemplate, t_s: Series, other_view: bool) -> ComparedRepetition:
    comparison = match.comparison
    if match.mirrored:
        template = template.mirrored()
    peak_s = float(np.interp(peak_of(template), comparison.samples, comparison.times_s))
    start, peak, end = (int(np.abs(t_s - each).argmin()) for each in (match.start_s, peak_s, match.end_s))
    found = deviation(template, comparison, other_view=other_view)
    return ComparedRepetition(start, min(max(peak, start), end), end, match, found)


def _signal(
    template: MotionTemplate, series: PoseSeries, repetitions: Sequence[ComparedRepetition]
) -> Series:
    """(N,) progress in the movement, or in its mirror image where there are such repetitions."""
    matches = [rep.match for rep in repetitions]
    plain = [match.comparison.difference for match in matches if not match.mirrored]
    mirrored = [match.comparison.difference for match in matches if match.mirrored]
    signals = []
    if plain or not mirrored:
        signals.append(_along(template, series.segments, plain))
    if mirrored:
        signals.append(_along(template.mirrored(), series.segments, mirrored))
    signal: Series = np.stack(signals).max(axis=0)
    return signal


def _along(template: MotionTemplate, poses: Series, differences: Sequence[Series]) -> Series:
    """The poses along the template's first principal component, from its start (0) to its peak (1).

    The mean difference of the two people over all repetitions is subtracted.
    """
    root = np.sqrt(template.weights)[:, None]
    centre = template.poses.mean(axis=0)
    moving = ((template.poses - centre) * root).reshape(len(template.poses), -1)
    _, directions = np.linalg.eigh(moving.T @ moving)

    def projected(values: Series) -> Series:
        along: Series = (values * root).reshape(len(values), -1) @ directions[:, -1]
        return along

    wanted, done = projected(template.poses - centre), projected(poses - centre)
    rest, full = wanted[0], wanted[peak_of(template)]
    if differences:
        offset = float(projected(np.concatenate(differences)).mean())
    else:
        offset = float(np.nanmedian(done) - np.median(wanted)) if np.isfinite(done).any() else 0.0
    signal: Series = (done - offset - rest) / (full - rest)
    return signal
