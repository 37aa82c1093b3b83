"""How alike a repetition and the reference are; ``docs/reference-scores.md`` says what each score means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.reference.series import HEIGHT, PoseSeries
from formtrace.reference.signature import Pattern, segment_weights, spread
from formtrace.signals.series import Series

POSE_TOLERANCE = 0.65
"""Torsos of constant difference that bring the pose score down to 1/e."""
PRECISION_TOLERANCE = 1.0
"""Of the movement's own size; 1 is what standing still in the mean pose differs."""
_LEAST_SEEN = 0.8  # of a repetition
# Exponents of the likeness, a product: a part that is missing altogether cannot be made up for.
_WEIGHTS = {"shape": 1.0, "pose": 1.0, "movement": 0.3, "timing": 0.15}
# What a likeness means, measured on labelled videos (benchmarks/references.py): hardly any other exercise
# reaches 0.38, nearly all repetitions of one set reach 0.73.
_LIKENESS, _OVERALL = (0.0, 0.38, 0.73, 1.0), (0.0, 0.4, 0.85, 1.0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One repetition beside the reference; scores 0..1.

    Attributes:
        shape: correlation of the movements along the path, weighted over the segments.
        pose: nearness of the mean poses.
        movement: likeness of the amplitudes.
        timing: likeness of the durations and evenness of the tempo.
        precision: nearness of the movements along the path.
        stability: how even that nearness is.
        tempo: the repetition's duration over the reference's.
        samples: (P,) those of the reference that are compared: where the person was seen.
        times_s: (P,) seconds in the clip that they are compared with.
        difference: (P, 10, 3) torsos, repetition minus reference; of the height without the mean.
    """

    shape: float
    pose: float
    movement: float
    timing: float
    precision: float
    stability: float
    tempo: float
    samples: NDArray[np.intp]
    times_s: Series
    difference: Series

    @property
    def overall(self) -> float:
        """The weighted product of the parts, on a scale on which 0.4 is the movement and 0.85 done alike."""
        likeness = np.prod([getattr(self, part) ** weight for part, weight in _WEIGHTS.items()])
        return float(np.interp(likeness, _LIKENESS, _OVERALL))


def compare(pattern: Pattern, clip: PoseSeries, times_s: Series) -> Comparison | None:
    """Compare each sample of the reference with the clip at ``times_s``, (L,) rising.

    ``None`` where the person was hardly seen there.
    """
    done = clip.around(float(times_s[0]), float(times_s[-1])).at(times_s)
    known = np.isfinite(done.segments[:, 0, 0])
    if known.mean() < _LEAST_SEEN:
        return None
    samples, times_s = np.flatnonzero(known), times_s[known]
    wanted, poses = pattern.poses[known], done.segments[known]
    poses[:, HEIGHT] += wanted[:, HEIGHT].mean(axis=0) - poses[:, HEIGHT].mean(axis=0)
    # What moves in either counts, so that a movement with something added is another one.
    visibility = pattern.visibility * done.visibility[known].mean(axis=0)
    weights = segment_weights(np.maximum(spread(wanted), spread(poses)), visibility)
    means = wanted.mean(axis=0), poses.mean(axis=0)
    moved, moved_here = wanted - means[0], poses - means[1]

    def product(one: Series, other: Series) -> Series:
        """(P,) weighted inner product of two movements."""
        total: Series = ((one * other).sum(axis=-1) * weights).sum(axis=-1)
        return total

    sizes = [float(np.sqrt(product(series, series).mean())) for series in (moved, moved_here)]
    off = np.sqrt(product(moved - moved_here, moved - moved_here))
    apart = (means[1] - means[0])[None]
    offset = float(np.sqrt(product(apart, apart)[0]))
    tempo = float(times_s[-1] - times_s[0]) / pattern.duration_s
    relative = off / max(sizes[0], 1e-9)
    return Comparison(
        shape=max(0.0, float(product(moved, moved_here).mean()) / max(sizes[0] * sizes[1], 1e-12)),
        pose=float(np.exp(-((offset / POSE_TOLERANCE) ** 2))),
        movement=min(sizes) / max(*sizes, 1e-9),
        timing=_timing(samples, times_s, tempo),
        precision=float(np.exp(-((np.sqrt((relative**2).mean()) / PRECISION_TOLERANCE) ** 2))),
        stability=float(np.clip(1.0 - relative.std(), 0.0, 1.0)),
        tempo=tempo,
        samples=samples,
        times_s=times_s,
        difference=poses - wanted,
    )


def _timing(samples: NDArray[np.intp], times_s: Series, tempo: float) -> float:
    """Likeness of the durations, less how far the path strays from an even tempo (0 to 0.5 of its length)."""
    if tempo <= 0:
        return 0.0
    shares = [(values - values[0]) / (values[-1] - values[0]) for values in (samples, times_s)]
    stray = float(np.abs(shares[0] - shares[1]).mean())
    return min(tempo, 1.0 / tempo) * (1.0 - min(2.0 * stray, 1.0))
