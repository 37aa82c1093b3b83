"""Find the repetitions of a motion template in a clip, at any tempo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formtrace.reference.distance import pose_distances
from formtrace.reference.pose_series import PoseSeries
from formtrace.reference.refine import refined_times
from formtrace.reference.similarity import Comparison, compare
from formtrace.reference.template import MotionTemplate
from formtrace.signals.dtw import subsequence_dtw
from formtrace.signals.filters import moving_mean
from formtrace.signals.series import Series

TEMPI = (0.6, 1.0, 1.7)
"""Each covers half to double; together they cover about 0.3 to 3.4 times the template's tempo."""
LEAST_SCORE = 0.4
"""Overall score below which a part of a clip is not the movement."""
STRICT_SCORE = 0.6
"""The same for scoring profiles that do not tolerate another view."""
_MAX_CANDIDATE_COST = 2.0  # of the template's movement: standing still costs about 1
_RELAXED, _OF_BEST = 0.75, 0.6  # of the least score, and of the best one of the clip
_MAX_OVERLAP = 0.3  # of the shorter of two repetitions
_SAME_IOU = 0.8  # of two candidates that are one
_AS_IS = 1.05  # a symmetric movement is called mirrored only if it is clearly more similar so


@dataclass(frozen=True, slots=True)
class Match:
    """A repetition found: seconds in the clip, and its comparison with the template or its mirror image."""

    start_s: float
    end_s: float
    comparison: Comparison
    mirrored: bool = False

    @property
    def score(self) -> float:
        """Overall score, 0..1."""
        return self.comparison.overall


@dataclass(frozen=True, slots=True)
class Matches:
    """The repetitions in time order, and the best overall score anywhere in the clip."""

    repetitions: tuple[Match, ...]
    best_score: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    start_s: float
    end_s: float
    cost: float


def find_repetitions(
    template: MotionTemplate, series: PoseSeries, *, mirror: bool = True, least_score: float = LEAST_SCORE
) -> Matches:
    """All repetitions of ``template``, and with ``mirror`` of its mirror image: sides may alternate.

    Repetitions count from ``least_score`` on; where one reaches it, those that come near it count too.
    """
    matches = _matches(template, series)
    if mirror:
        other_way = _matches(template.mirrored(), series)
        matches = _without_overlaps([*matches, *(replace(match, mirrored=True) for match in other_way)])
    best = max((match.score for match in matches), default=0.0)
    if best >= least_score:
        least_score = max(_RELAXED * least_score, min(_OF_BEST * best, least_score))
    counted = [match for match in matches if match.score >= least_score]
    return Matches(tuple(sorted(counted, key=lambda match: match.start_s)), best)


def _matches(template: MotionTemplate, series: PoseSeries) -> list[Match]:
    candidates = _distinct([each for tempo in TEMPI for each in _candidates(template, series, tempo)])
    refined = (_refined(template, series, candidate) for candidate in candidates)
    return _without_overlaps(match for match in refined if match is not None)


def _candidates(template: MotionTemplate, series: PoseSeries, tempo: float) -> Iterator[_Candidate]:
    clip = series.sampled(template.rate_hz * tempo)
    if len(clip) < len(template.poses) // 2:
        return
    window = min(len(template.poses), len(clip))
    centre = moving_mean(np.nan_to_num(clip.segments), window)
    aligned = subsequence_dtw(pose_distances(template, clip, centre))
    for end in _best_ends(aligned.cost, aligned.start, _MAX_CANDIDATE_COST * template.movement):
        start_s, end_s = clip.t_s[[aligned.start[end], end]]
        yield _Candidate(float(start_s), float(end_s), float(aligned.cost[end]))


def _distinct(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The cheapest of those that are nearly the same span."""
    spans = np.array([(each.start_s, each.end_s) for each in candidates]).reshape(-1, 2)
    order = np.argsort([each.cost for each in candidates], kind="stable")
    kept: list[int] = []
    for index in order:
        start, end = spans[index]
        first, last = spans[kept].T
        shared = np.minimum(end, last) - np.maximum(start, first)
        if not (shared > _SAME_IOU * (np.maximum(end, last) - np.minimum(start, first))).any():
            kept.append(int(index))
    return [candidates[index] for index in kept]


def _refined(template: MotionTemplate, series: PoseSeries, candidate: _Candidate) -> Match | None:
    times_s = refined_times(template, series, candidate.start_s, candidate.end_s)
    comparison = None if times_s is None else compare(template, series, times_s)
    if comparison is None:
        return None
    return Match(float(comparison.times_s[0]), float(comparison.times_s[-1]), comparison)


def _best_ends(cost: Series, start: NDArray[np.intp], limit: float) -> list[int]:
    """Ends of the cheapest paths that do not overlap."""
    padded = np.pad(cost, 1, constant_values=np.inf)
    lowest = (cost < limit) & (cost <= padded[:-2]) & (cost <= padded[2:])
    ends = np.flatnonzero(lowest)
    ends = ends[np.argsort(cost[ends], kind="stable")]
    return [int(ends[index]) for index in _without_overlap(start[ends].astype(float), ends.astype(float))]


def _without_overlaps(matches: Iterable[Match]) -> list[Match]:
    """The best of those that overlap."""
    ranked = sorted(matches, key=lambda match: -match.score * (1.0 if match.mirrored else _AS_IS))
    spans = np.array([(match.start_s, match.end_s) for match in ranked]).reshape(-1, 2)
    return [ranked[index] for index in _without_overlap(*spans.T)]


def _without_overlap(starts: Series, ends: Series) -> list[int]:
    """Indices of the spans, in the given order, that do not overlap with one kept before."""
    kept: list[int] = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        first, last = starts[kept], ends[kept]
        shared = np.minimum(end, last) - np.maximum(start, first)
        if not (shared >= _MAX_OVERLAP * np.maximum(np.minimum(end - start, last - first), 1e-9)).any():
            kept.append(index)
    return kept
