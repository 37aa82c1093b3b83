"""Similarity of a repetition to the motion template; ``docs/reference-scores.md`` defines each score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.reference.pose_series import HEIGHT, PoseSeries
from formtrace.reference.template import MotionTemplate, rms_movement, segment_weights
from formtrace.signals.series import Series

POSE_TOLERANCE = 0.65
"""Torsos of constant difference at which the pose score is 1/e."""
PRECISION_TOLERANCE = 1.0
"""Joint error over the movement's own size at which the precision is 1/e; standing still has 1."""
_MIN_COVERAGE = 0.8  # of a repetition
# Exponents of the similarity, a product: no part can make up for one that is missing.
_WEIGHTS = {"shape": 1.0, "pose": 1.0, "movement": 0.3, "timing": 0.15}
# From similarity to overall score, by labelled videos (benchmarks/references.py): hardly any other exercise
# reaches a similarity of 0.38, nearly all repetitions of one set reach 0.73.
_SIMILARITY, _OVERALL = (0.0, 0.38, 0.73, 1.0), (0.0, 0.4, 0.85, 1.0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One repetition compared with the template; scores 0..1.

    Attributes:
        shape: correlation of the movements along the path, weighted over the segments.
        pose: similarity of the mean poses.
        movement: similarity of the amplitudes.
        timing: similarity of the durations and evenness of the tempo.
        precision: from the joint error along the path.
        stability: evenness of the joint error.
        tempo: the repetition's duration over the template's.
        samples: (P,) of the template that are compared: where the person is known.
        times_s: (P,) seconds in the clip that they are compared with.
        difference: (P, 10, 3) torsos, repetition minus template; of the height without the mean.
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
        """The similarity on a scale on which 0.4 is the same movement and 0.85 the same execution."""
        similarity = np.prod([getattr(self, part) ** weight for part, weight in _WEIGHTS.items()])
        return float(np.interp(similarity, _SIMILARITY, _OVERALL))


def compare(template: MotionTemplate, clip: PoseSeries, times_s: Series) -> Comparison | None:
    """Compare each sample of the template with the clip at ``times_s``, (L,) rising.

    ``None`` where the person is unknown in too much of the repetition.
    """
    done = clip.around(float(times_s[0]), float(times_s[-1])).at(times_s)
    known = np.isfinite(done.segments[:, 0, 0])
    if known.mean() < _MIN_COVERAGE:
        return None
    samples, times_s = np.flatnonzero(known), times_s[known]
    wanted, poses = template.poses[known], done.segments[known]
    poses[:, HEIGHT] += wanted[:, HEIGHT].mean(axis=0) - poses[:, HEIGHT].mean(axis=0)
    # Segments that move in either count, so that a movement with something added is another one.
    visibility = template.visibility * done.visibility[known].mean(axis=0)
    weights = segment_weights(np.maximum(rms_movement(wanted), rms_movement(poses)), visibility)
    means = wanted.mean(axis=0), poses.mean(axis=0)
    template_moved, moved = wanted - means[0], poses - means[1]

    def product(one: Series, other: Series) -> Series:
        """(P,) weighted inner product of two movements."""
        total: Series = ((one * other).sum(axis=-1) * weights).sum(axis=-1)
        return total

    sizes = [float(np.sqrt(product(series, series).mean())) for series in (template_moved, moved)]
    joint_error = np.sqrt(product(template_moved - moved, template_moved - moved))
    shift = (means[1] - means[0])[None]
    offset = float(np.sqrt(product(shift, shift)[0]))
    tempo = float(times_s[-1] - times_s[0]) / template.duration_s
    relative = joint_error / max(sizes[0], 1e-9)
    return Comparison(
        shape=max(0.0, float(product(template_moved, moved).mean()) / max(sizes[0] * sizes[1], 1e-12)),
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
    """Similarity of the durations, less the path's deviation from an even tempo (0 to 0.5 of its length)."""
    if tempo <= 0:
        return 0.0
    shares = [(values - values[0]) / (values[-1] - values[0]) for values in (samples, times_s)]
    deviation = float(np.abs(shares[0] - shares[1]).mean())
    return min(tempo, 1.0 / tempo) * (1.0 - min(2.0 * deviation, 1.0))


SimilarityGrade = Literal["A", "B", "C", "D", "F"]
_BANDS: tuple[tuple[float, SimilarityGrade], ...] = ((0.85, "A"), (0.75, "B"), (0.6, "C"), (0.4, "D"))


def similarity_grade(overall: float) -> SimilarityGrade:
    """The grade of an overall score, 0..1; the bands differ from those of form scores.

    >>> similarity_grade(0.82)
    'B'
    """
    return next((grade for least, grade in _BANDS if overall >= least), "F")
