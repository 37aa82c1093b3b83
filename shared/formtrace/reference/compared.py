"""A clip compared with a reference movement: the repetitions frame by frame, and how they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion
from formtrace.options import ScoringProfile
from formtrace.reference.detect import LEAST_SCORE, STRICT_SCORE, Match, find
from formtrace.reference.record import Reference
from formtrace.reference.series import PoseSeries, pose_series
from formtrace.reference.signature import Pattern, pattern_of, spread

Series = NDArray[np.float64]


LEAST_SCORES: Mapping[ScoringProfile, float] = {
    "kali-analysis": LEAST_SCORE,
    "kali": STRICT_SCORE,
    "default": STRICT_SCORE,
}
"""Likeness from which a repetition counts."""


@dataclass(frozen=True, slots=True)
class ComparedRepetition:
    """One repetition as frames of the clip; ``turn`` is where the reference is furthest from its start."""

    start: int
    turn: int
    end: int
    match: Match


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What was found of a reference movement in a clip of N frames.

    Attributes:
        pattern: what was looked for, as a mirror shows it where ``mirrored``.
        best_score: likeness of the most similar part of the clip, whether or not it counts.
        signal: (N,) how far the person is into the movement: 0 at its start, 1 at its turning point.
    """

    reference: Reference
    pattern: Pattern
    mirrored: bool
    best_score: float
    repetitions: tuple[ComparedRepetition, ...]
    signal: Series

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


def compare_with(reference: Reference, motion: Motion, profile: ScoringProfile = "kali-analysis") -> Compared:
    """Find and compare all repetitions of ``reference`` in ``motion``."""
    series, pattern = pose_series(motion), pattern_of(reference.signature)
    matches = find(pattern, series, mirror=reference.mirror_allowed, least_score=LEAST_SCORES[profile])
    if matches.mirrored:
        pattern = pattern.mirrored()
    repetitions = tuple(_in_frames(match, pattern, motion.t_s) for match in matches.repetitions)
    signal = _signal(pattern, series, repetitions)
    return Compared(reference, pattern, matches.mirrored, matches.best_score, repetitions, signal)


def turning_point(pattern: Pattern) -> int:
    """The sample of the reference that is furthest from where it starts and ends."""
    ends = (pattern.poses[0] + pattern.poses[-1]) / 2
    return int((((pattern.poses - ends) ** 2).sum(axis=-1) * pattern.weights).sum(axis=-1).argmax())


def _in_frames(match: Match, pattern: Pattern, t_s: Series) -> ComparedRepetition:
    comparison = match.comparison
    turn_s = float(np.interp(turning_point(pattern), comparison.samples, comparison.times_s))
    start, turn, end = (int(np.abs(t_s - each).argmin()) for each in (match.start_s, turn_s, match.end_s))
    return ComparedRepetition(start, min(max(turn, start), end), end, match)


def _signal(pattern: Pattern, series: PoseSeries, repetitions: tuple[ComparedRepetition, ...]) -> Series:
    """The poses along the reference's main direction, from its start (0) to its turning point (1).

    What is constantly different between the two people, over all repetitions, is left out.
    """
    root = np.sqrt(pattern.weights)[:, None]
    centre = pattern.poses.mean(axis=0)
    moving = ((pattern.poses - centre) * root).reshape(len(pattern.poses), -1)
    _, directions = np.linalg.eigh(moving.T @ moving)
    wanted = moving @ directions[:, -1]
    rest, full = wanted[0], wanted[turning_point(pattern)]
    done = ((series.segments - centre) * root).reshape(len(series), -1) @ directions[:, -1]
    offsets = [
        float(
            ((rep.match.comparison.difference * root).reshape(-1, moving.shape[1]) @ directions[:, -1]).mean()
        )
        for rep in repetitions
    ]
    offset = float(np.mean(offsets)) if offsets else float(np.nanmedian(done) - np.median(wanted))
    size = full - rest
    if abs(size) < 1e-9:
        size = float(spread(pattern.poses).max()) or 1.0
    signal: Series = (done - offset - rest) / size
    return signal
