"""How far a measure can be trusted: the standard error that the landmarks' own errors give it.

First-order error propagation: each landmark has independent errors along the image's width and height and,
three times larger, in depth. The same knee angle is therefore measured well in profile and poorly from the
front, and a measure that needs a hidden landmark is a guess.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formtrace.exercises.measure import Angle, Distance, Incline, Measure
from formtrace.exercises.schema import Exercise
from formtrace.motion.body import SIDES, Motion
from formtrace.motion.measures import is_sided, landmark_names
from formtrace.signals.series import Series

# Standard error of a visible landmark along each axis, in torsos. Two implementations of the same network
# differ by 0.03 to 0.04 on video (docs/benchmarks.md), two people who annotate joints by as much. Depth from
# one camera is three times worse: most of the 3-D error of BlazePose GHUM (Grishchenko et al., 2022).
_PLANE_TORSOS, _DEPTH_TORSOS = 0.06, 0.18
_MIN_VISIBILITY = 0.2  # errors stop growing below: the network still knows where limbs can be
_MIN_SINE = 0.35  # within 20 degrees of straight the first-order approximation fails
_MIN_LENGTH_M = 0.05
_PEOPLE_DEG, _PEOPLE_TORSOS = 10.0, 0.1  # see spread_between_people
_SAMPLED_FRAMES = 16  # in which the error of a signal is evaluated
_MAX_TOLERATED_ERROR, _MAX_USEFUL_ERROR = 0.15, 0.33  # of the full movement


def standard_error(measure: Measure, motion: Motion, side: str, frames: NDArray[np.intp]) -> Series:
    """(n,) of the measure in some frames (n,), on one side, in its own unit.

    Of ``both`` sides, that of the one that is seen better.
    """
    if side == "both" and is_sided(measure):
        left, right = (standard_error(measure, motion, each, frames) for each in SIDES)
        return np.fmin(left, right)
    names = landmark_names(measure, motion, "left" if side == "both" else side)
    scale = [1.0 / np.clip(motion.visibility_of(name)[frames], _MIN_VISIBILITY, 1.0) for name in names]
    if not isinstance(measure, Angle | Incline | Distance):
        error: Series = _PLANE_TORSOS * np.sqrt(np.sum(np.square(scale), axis=0))
        return error
    points_m = [motion.point(name)[frames] for name in names]
    if measure.space != "body":
        points_m = [point * np.array([1.0, 1.0, 0.0]) for point in points_m]
    if isinstance(measure, Distance):
        line = points_m[0] - points_m[1]
        along = line / np.maximum(np.linalg.norm(line, axis=-1), _MIN_LENGTH_M)[:, None]
        return _propagated([along, -along], scale)
    gradients = _angle_gradients(points_m) if isinstance(measure, Angle) else _incline_gradients(points_m)
    return np.degrees(_propagated([gradient * motion.torso_m for gradient in gradients], scale))


def _propagated(gradients: list[Series], scale: list[Series]) -> Series:
    """(N,) standard error of a quantity with these gradients (N, 3) by its points, per torso."""
    axis = np.array([_PLANE_TORSOS, _PLANE_TORSOS, _DEPTH_TORSOS])
    parts = [
        ((gradient * axis) ** 2).sum(axis=-1) * s**2 for gradient, s in zip(gradients, scale, strict=True)
    ]
    error: Series = np.sqrt(np.sum(parts, axis=0))
    return error


def _angle_gradients(points_m: list[Series]) -> list[Series]:
    """Of the interior angle at the middle point by each of the points, (n, 3), radians per metre."""
    first, second = points_m[0] - points_m[1], points_m[2] - points_m[1]
    lengths = [np.maximum(np.linalg.norm(way, axis=-1), _MIN_LENGTH_M)[:, None] for way in (first, second)]
    one, other = first / lengths[0], second / lengths[1]
    cosine = np.clip((one * other).sum(axis=-1), -1.0, 1.0)[:, None]
    sine = np.maximum(np.sqrt(1.0 - cosine**2), _MIN_SINE)
    by_first = (cosine * one - other) / sine / lengths[0]
    by_second = (cosine * other - one) / sine / lengths[1]
    return [by_first, -by_first - by_second, by_second]


def _incline_gradients(points_m: list[Series]) -> list[Series]:
    """Of the angle of a line from straight up by its ends, (n, 3), radians per metre."""
    line = points_m[1] - points_m[0]
    length = np.maximum(np.linalg.norm(line, axis=-1), _MIN_LENGTH_M)
    across = np.hypot(line[:, 0], line[:, 2])
    level = line * np.array([1.0, 0.0, 1.0]) / np.maximum(across, _MIN_LENGTH_M)[:, None]
    by_end = level * (line[:, 1] / length)[:, None] - np.array([0.0, 1.0, 0.0]) * (across / length)[:, None]
    by_end = by_end / length[:, None]
    return [-by_end, by_end]


def spread_between_people(measure: Measure) -> float:
    """Standard deviation of how people do the same movement, in the measure's unit.

    Joint angles at the same moment of the same movement differ between people by 5 to 12 degrees (Winter,
    Biomechanics and Motor Control of Human Movement, 4th ed., appendix: gait), lengths of segments by 4 to 10
    percent (the same, table 4.1 and the proportions behind it).
    """
    return _PEOPLE_DEG if isinstance(measure, Angle | Incline) else _PEOPLE_TORSOS


def signal_error(exercise: Exercise, motion: Motion, side: str) -> float:
    """Standard error of the exercise's signal, in shares of the full movement, for most of the clip.

    0 where it is more than a third of the movement: then small movements cannot be told from noise, and no
    range that falls short is forgiven.
    """
    seen = np.flatnonzero(motion.seen)
    if not seen.size:
        return 0.0
    frames = seen[np.linspace(0, len(seen) - 1, _SAMPLED_FRAMES).astype(np.intp)]
    weights = np.array([term.weight for term in exercise.signal])
    errors = np.array(
        [
            float(np.median(standard_error(term.measure, motion, side, frames))) / abs(term.full - term.rest)
            for term in exercise.signal
        ]
    )
    error = float(np.sqrt(((weights * errors) ** 2).sum()) / weights.sum())
    return min(error, _MAX_TOLERATED_ERROR) if error <= _MAX_USEFUL_ERROR else 0.0
