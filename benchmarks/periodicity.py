"""Counting where angles cannot be trusted: which rhythm of the class's own landmarks explains the clip best.

RepCount's keypoints are stretched to a square in every frame: lengths, angles and travel are lost, but what
rises or closes still does so once in each repetition. The class names a few such signals. Each is smoothed at
several speeds, as the tempo is not known, and counted by the product's own zigzag; every count is then judged
by how much its repetitions look like each other in all signals, and the count that most good ones agree
on wins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.angles import interior_angle_deg
from formtrace.signals.filters import lowpass
from formtrace.signals.peaks import Peak, find_peaks
from formtrace.signals.series import contiguous_segments, interpolate_gaps

Array = NDArray[np.float64]

_BRIDGE_S = 1.2
_CUTOFFS_HZ = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
_MEDIAN = 5  # frames
_SPREAD = (0.05, 0.95)
_ATTEMPT, _SHARE, _RETURN, _TYPICAL = 0.12, 0.5, 0.4, 0.6
_SHORTEST = 0.3  # of the median repetition
_SAMPLES = 24
_ALONE = 0.2  # the similarity of a single repetition, which has nothing to be like
_GOOD = 0.8  # of the best similarity
_AGREE = 0.1  # counts that differ by a tenth agree, more or less


@dataclass(frozen=True)
class Joints:
    """Named keypoints, (N, J, 2), y down; NaN without the person."""

    names: tuple[str, ...]
    xy: Array

    def at(self, part: str) -> Array:
        """(N, 2) a joint, or the middle of left and right."""
        if part in self.names:
            place: Array = self.xy[:, self.names.index(part)]
            return place
        return (self.at(f"left_{part}") + self.at(f"right_{part}")) / 2


Feature = Callable[[Joints], Array]


def _rise(part: str, over: str) -> Feature:
    return lambda joints: (joints.at(over) - joints.at(part))[:, 1]


def _drop(part: str, to: str) -> Feature:
    return lambda joints: (joints.at(part) - joints.at(to))[:, 1]


def _bend(first: str, vertex: str, last: str) -> Feature:
    return lambda joints: (
        -_mean_of_sides(
            lambda side: interior_angle_deg(*(joints.at(f"{side}_{part}") for part in (first, vertex, last))),
        )
    )


def _stretch(first: str, vertex: str, last: str) -> Feature:
    bend = _bend(first, vertex, last)
    return lambda joints: -bend(joints)


def _reach(first: str, last: str) -> Feature:
    return lambda joints: _mean_of_sides(
        lambda side: np.linalg.norm(joints.at(f"{side}_{first}") - joints.at(f"{side}_{last}"), axis=1),
    )


def _near(first: str, last: str) -> Feature:
    return lambda joints: -np.linalg.norm(joints.at(first) - joints.at(last), axis=1)


def _mean_of_sides(measure: Callable[[str], Array]) -> Array:
    return (measure("left") + measure("right")) / 2


FEATURES: dict[str, tuple[Feature, ...]] = {
    "bench_press": (
        _rise("elbow", "shoulder"),
        _rise("wrist", "shoulder"),
        _stretch("shoulder", "elbow", "wrist"),
        _reach("wrist", "shoulder"),
        _rise("elbow", "wrist"),
    ),
    "front_raise": (_rise("wrist", "shoulder"), _rise("wrist", "hip")),
    "jumping_jack": (_rise("wrist", "shoulder"), _rise("nose", "wrist")),
    "pull_up": (_rise("wrist", "shoulder"), _rise("elbow", "shoulder"), _rise("nose", "wrist")),
    "push_up": (_rise("shoulder", "ankle"), _drop("hip", "ankle"), _rise("shoulder", "knee")),
    "sit_up": (_rise("shoulder", "hip"), _rise("shoulder", "knee"), _bend("shoulder", "hip", "knee")),
    "squat": (
        _rise("shoulder", "knee"),
        _drop("hip", "knee"),
        _near("shoulder", "knee"),
        _bend("shoulder", "hip", "knee"),
    ),
}
"""What rises, falls, opens or closes once in a repetition, by class."""


def count_periods(joints: Joints, exercise: str, fps: float) -> int:
    """How often the class's movement is repeated."""
    t_s = np.arange(len(joints.xy)) / fps
    signals = [_prepared(t_s, feature(joints)) for feature in FEATURES[exercise]]
    together = np.stack(signals, axis=1)
    found = [
        _Count(len(cycles), _similarity(together, cycles))
        for signal in signals
        for cycles in (_cycles(_smooth(t_s, signal, cutoff_hz)) for cutoff_hz in _CUTOFFS_HZ)
        if cycles
    ]
    return _agreed(found)


@dataclass(frozen=True, slots=True)
class _Count:
    count: int
    similarity: float


def _agreed(found: list[_Count]) -> int:
    """The count that the good ones gather around."""
    best = max((each.similarity for each in found), default=0.0)
    good = [each for each in found if each.similarity >= _GOOD * best]

    def support(count: int) -> float:
        return sum(
            each.similarity**2 * float(np.exp(-((np.log(count / each.count) / _AGREE) ** 2) / 2))
            for each in good
        )

    return max(sorted({each.count for each in good}), key=support, default=0)


def _prepared(t_s: Array, values: Array) -> Array:
    """Gaps bridged, wild frames out, scaled to its own spread."""
    filled = interpolate_gaps(t_s, values, max_gap_s=_BRIDGE_S)
    padded = np.pad(filled, _MEDIAN // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _MEDIAN)
    median = np.median(np.where(np.isfinite(windows), windows, filled[:, None]), axis=1)
    steady = _smooth(t_s, median, _CUTOFFS_HZ[-1])
    if not np.isfinite(steady).any():
        return steady
    low, high = np.nanquantile(steady, _SPREAD)
    scaled: Array = (steady - (low + high) / 2) / max(high - low, 1e-6)
    return scaled


def _smooth(t_s: Array, values: Array, cutoff_hz: float) -> Array:
    return lowpass(t_s, values, cutoff_hz=cutoff_hz)


def _cycles(signal: Array) -> list[Peak]:
    """Cycles of at least half the clip's typical one that come back; the same rules as the product's."""
    if not np.isfinite(signal).any():
        return []
    low, high = np.nanquantile(signal, _SPREAD)
    attempts = _zigzag(signal, _ATTEMPT * float(high - low))
    if not attempts:
        return []
    sizes = [min(peak.rise, peak.fall) or max(peak.rise, peak.fall) for peak in attempts]
    threshold = _SHARE * float(np.quantile(sizes, _TYPICAL))
    cycles = [p for p in _zigzag(signal, threshold) if p.rise >= threshold and p.fall >= _RETURN * p.rise]
    shortest = (
        _SHORTEST * float(np.median([p.right_base - p.left_base for p in cycles])) if len(cycles) > 2 else 0.0
    )
    return [peak for peak in cycles if peak.right_base - peak.left_base >= shortest]


def _zigzag(signal: Array, size: float) -> list[Peak]:
    found: list[Peak] = []
    for segment in contiguous_segments(np.isfinite(signal)):
        found += [peak.shifted(segment.start) for peak in find_peaks(signal[segment], max(size, 1e-9))]
    return found


def _similarity(together: Array, cycles: list[Peak]) -> float:
    """Median share of a repetition's variance, in all signals, that the median repetition explains."""
    if len(cycles) == 1:
        return _ALONE
    shapes = np.array([_shape(together[peak.left_base : peak.right_base + 1]) for peak in cycles])
    if not np.isfinite(shapes).all():
        return 0.0
    usual = np.median(shapes, axis=0)
    spread = ((shapes - shapes.mean(axis=1, keepdims=True)) ** 2).sum(axis=(1, 2))
    left = ((shapes - usual) ** 2).sum(axis=(1, 2))
    return float(np.clip(np.median(1 - left / np.maximum(spread, 1e-9)), 0.0, 1.0))


def _shape(values: Array) -> Array:
    """(_SAMPLES, F) one repetition, at equal shares of its time."""
    at = np.linspace(0, len(values) - 1, _SAMPLES)
    return np.stack([np.interp(at, np.arange(len(values)), column) for column in values.T], axis=1)
