"""Find a reference movement in a whole clip: any movement, at any tempo, without knowing what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.reference.align import align
from formtrace.reference.score import Comparison, compare
from formtrace.reference.series import PoseSeries
from formtrace.reference.signature import Pattern

Series = NDArray[np.float64]

TEMPI = (0.6, 1.0, 1.7)
"""Each is looked for at half to double; together from about 0.3 to 3.4 times the reference's tempo."""
LEAST_SCORE = 0.42
"""Likeness below which a part of a clip is not the movement."""
STRICT_SCORE = 0.6
"""The same for scorings that do not forgive another camera."""
_OFFSET_WEIGHT = (
    0.3  # of a constant difference of the poses (another camera, another build), beside the movement's
)
_MISSING = 9.0  # torsos: what a frame without the person costs
_CANDIDATE_COST = 2.0  # of the pattern's movement: standing still costs about 1
_OVERLAP = 0.3  # of the shorter one that two repetitions may share
_CONTEXT = 0.25  # of a candidate's length, on both sides, in which its ends are looked for again
_MIN_VISIBILITY = 0.1
_AS_IS = 1.05  # a movement of both sides alike is called mirrored only if it is clearly better so


@dataclass(frozen=True, slots=True)
class Match:
    """A repetition: seconds in the clip, and how it compares."""

    start_s: float
    end_s: float
    comparison: Comparison

    @property
    def score(self) -> float:
        """Overall likeness, 0..1."""
        return self.comparison.overall


@dataclass(frozen=True, slots=True)
class Matches:
    """The repetitions in time order, the best likeness anywhere, and whether it is the mirror image."""

    repetitions: tuple[Match, ...]
    best_score: float
    mirrored: bool


def find(
    pattern: Pattern, series: PoseSeries, *, mirror: bool = True, least_score: float = LEAST_SCORE
) -> Matches:
    """All repetitions of ``pattern``, or with ``mirror`` of its mirror image, whichever fits better."""
    variants = [(pattern, False), *([(pattern.mirrored(), True)] if mirror else [])]
    found = [(_apart(_candidates(variant, series)), swapped) for variant, swapped in variants]
    matches, swapped = max(found, key=lambda pair: _mean_of_best(pair[0]) * (1.0 if pair[1] else _AS_IS))
    repetitions = tuple(
        sorted((match for match in matches if match.score >= least_score), key=lambda match: match.start_s)
    )
    return Matches(repetitions, max((match.score for match in matches), default=0.0), swapped)


def _mean_of_best(matches: list[Match]) -> float:
    """Which way round fits is a question to the whole clip, not to its best moment."""
    scores = sorted((match.score for match in matches), reverse=True)
    return float(np.sum([score for score in scores if score >= LEAST_SCORE])) + (scores[0] if scores else 0.0)


def _candidates(pattern: Pattern, series: PoseSeries) -> Iterator[Match]:
    for tempo in TEMPI:
        clip = series.sampled(pattern.rate_hz * tempo)
        if len(clip) < len(pattern.poses) // 2:
            continue
        window = min(len(pattern.poses), len(clip))
        centre = _moving_mean(np.nan_to_num(clip.segments), window)
        aligned = align(_costs(pattern, clip, centre))
        for end in _best_ends(aligned.cost, aligned.start, _CANDIDATE_COST * pattern.movement):
            match = _refined(pattern, clip, int(aligned.start[end]), end)
            if match is not None:
                yield match


def _refined(pattern: Pattern, clip: PoseSeries, start: int, end: int) -> Match | None:
    """Align a candidate once more, with its own mean pose and at its own tempo, and compare it."""
    slack = max(2, round(_CONTEXT * (end - start)))
    around = clip.between(max(0, start - slack), min(len(clip) - 1, end + slack))
    inside = clip.segments[start : end + 1]
    known = np.isfinite(inside[:, 0, 0])
    if not known.any():
        return None
    centre = np.broadcast_to(inside[known].mean(axis=0), around.segments.shape)
    aligned = align(_costs(pattern, around, centre))
    last = int(aligned.cost.argmin())
    if not np.isfinite(aligned.cost[last]):
        return None
    comparison = compare(pattern, around, aligned.path(last))
    if comparison is None:
        return None
    return Match(float(around.t_s[aligned.start[last]]), float(around.t_s[last]), comparison)


def _costs(pattern: Pattern, clip: PoseSeries, centre: Series) -> Series:
    """(L, N) torsos: distance of the movements around their means, and a share of that of the means."""
    mean = pattern.poses.mean(axis=0)
    weights = pattern.weights * np.clip(clip.visibility, _MIN_VISIBILITY, 1.0)
    weights /= weights.sum(axis=1, keepdims=True)
    moving = np.nan_to_num(clip.segments) - centre
    constant = _OFFSET_WEIGHT**2 * (((centre - mean) ** 2).sum(axis=-1) * weights).sum(axis=1)
    cost = np.empty((len(pattern.poses), len(clip)))
    for row, pose in enumerate(pattern.poses - mean):
        cost[row] = np.sqrt((((moving - pose) ** 2).sum(axis=-1) * weights).sum(axis=1) + constant)
    cost[:, ~np.isfinite(clip.segments[:, 0, 0])] = _MISSING
    return cost


def _best_ends(cost: Series, start: NDArray[np.intp], limit: float) -> list[int]:
    """Ends of the cheapest paths that do not overlap."""
    taken: list[tuple[int, int]] = []
    for end in np.argsort(cost, kind="stable"):
        if not cost[end] < limit:
            break
        span = (int(start[end]), int(end))
        if all(_shared(span, other) < _OVERLAP for other in taken):
            taken.append(span)
    return [end for _, end in taken]


def _apart(matches: Iterable[Match]) -> list[Match]:
    """The best ones of those that overlap."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda match: -match.score):
        span = (match.start_s, match.end_s)
        if all(_shared(span, (other.start_s, other.end_s)) < _OVERLAP for other in kept):
            kept.append(match)
    return kept


def _shared(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Overlap of two spans as a share of the shorter one."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(common, 0) / max(min(one[1] - one[0], other[1] - other[0]), 1e-9)


def _moving_mean(values: Series, window: int) -> Series:
    """(N, ...) mean of the ``window`` values around each; the ends repeat."""
    before = window // 2
    pad = [(before, window - 1 - before)] + [(0, 0)] * (values.ndim - 1)
    total = np.cumsum(np.pad(values, pad, mode="edge"), axis=0)
    total = np.concatenate([np.zeros_like(total[:1]), total])
    mean: Series = (total[window:] - total[:-window]) / window
    return mean
