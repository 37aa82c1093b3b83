"""How alike a repetition and the reference are; ``docs/reference-scores.md`` says what each score means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.reference.series import PoseSeries
from formtrace.reference.signature import Pattern, segment_weights, spread

Series = NDArray[np.float64]

POSE_TOLERANCE = 0.8
"""Torsos of constant difference that bring the pose score down to 1/e."""
PRECISION_TOLERANCE = 1.0
"""Of the movement's own size; 1 is what standing still in the mean pose differs."""
# Exponents of the overall score, a product: a part that is missing altogether cannot be made up for.
_WEIGHTS = {"shape": 1.0, "pose": 1.0, "movement": 0.3, "timing": 0.1}


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
        path: (P, 2) sample of the reference and seconds in the clip.
        difference: (P, 9, 3) torsos, repetition minus reference.
    """

    shape: float
    pose: float
    movement: float
    timing: float
    precision: float
    stability: float
    tempo: float
    path: Series
    difference: Series

    @property
    def overall(self) -> float:
        """The weighted product of the parts."""
        return float(np.prod([getattr(self, part) ** weight for part, weight in _WEIGHTS.items()]))


def compare(pattern: Pattern, clip: PoseSeries, path: NDArray[np.intp]) -> Comparison | None:
    """Compare along an alignment ``path``; ``None`` where the person was hardly seen on it."""
    wanted, done = pattern.poses[path[:, 0]], clip.segments[path[:, 1]]
    known = np.isfinite(done[:, 0, 0])
    if known.mean() < 0.8:
        return None
    path, wanted, done = path[known], wanted[known], done[known]
    # What moves in either counts, so that a movement with something added is another one.
    visibility = pattern.visibility * clip.visibility[path[:, 1]].mean(axis=0)
    weights = segment_weights(np.maximum(spread(wanted), spread(done)), visibility)
    means = wanted.mean(axis=0), done.mean(axis=0)
    moved, moved_here = wanted - means[0], done - means[1]

    def product(one: Series, other: Series) -> Series:
        """(P,) weighted inner product of two movements."""
        total: Series = ((one * other).sum(axis=-1) * weights).sum(axis=-1)
        return total

    sizes = [float(np.sqrt(product(series, series).mean())) for series in (moved, moved_here)]
    off = np.sqrt(product(moved - moved_here, moved - moved_here))
    offset = float(np.sqrt(product(*2 * [(means[1] - means[0])[None]])[0]))
    tempo = float(clip.t_s[path[-1, 1]] - clip.t_s[path[0, 1]]) / pattern.duration_s
    relative = off / max(sizes[0], 1e-9)
    return Comparison(
        shape=max(0.0, float(product(moved, moved_here).mean()) / max(sizes[0] * sizes[1], 1e-12)),
        pose=float(np.exp(-((offset / POSE_TOLERANCE) ** 2))),
        movement=min(sizes) / max(*sizes, 1e-9),
        timing=_timing(path, tempo),
        precision=float(np.exp(-((np.sqrt((relative**2).mean()) / PRECISION_TOLERANCE) ** 2))),
        stability=float(np.clip(1.0 - relative.std(), 0.0, 1.0)),
        tempo=tempo,
        path=np.column_stack([path[:, 0], clip.t_s[path[:, 1]]]),
        difference=done - wanted,
    )


def _timing(path: NDArray[np.intp], tempo: float) -> float:
    """Likeness of the durations, less how far the path strays from an even tempo (0 to 0.5 of its length)."""
    if tempo <= 0:
        return 0.0
    shares = (path - path[0]) / np.maximum(path[-1] - path[0], 1)
    stray = float(np.abs(shares[:, 0] - shares[:, 1]).mean())
    return min(tempo, 1.0 / tempo) * (1.0 - min(2.0 * stray, 1.0))
