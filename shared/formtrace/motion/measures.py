"""Evaluate the measures of exercise files: angles, heights, distances and displacements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formtrace.exercises.measure import Measure
from formtrace.motion.angles import inclination_deg, interior_angle_deg
from formtrace.motion.body import Motion
from formtrace.motion.view import heading_sign
from formtrace.signals.series import Series

_OPPOSITE = {"left": "right", "right": "left"}
_LOWEST = 0.1  # quantile of a point's heights that is its lowest level: below are outliers
_KEPT_FRAMES = 20_000  # measures of longer clips are not kept: a few hundred of them would fill the memory
_MIN_LENGTH_M = 0.02  # of a line that has a direction, and of a distance to divide by


def is_sided(measure: Measure) -> bool:
    """Whether the measure has a left and a right value."""
    return any(not name.startswith(("mid_", "left_", "right_", "nose")) for name in measure.points)


def evaluate(measure: Measure, motion: Motion, side: str) -> tuple[Series, Series]:
    """The measure on one side of the body.

    Returns:
        values (N,) in degrees or torsos, and the visibility (N,) of the least visible landmark that it needs.
    """
    if (kept := motion.measured.get((measure, side))) is not None:
        return kept
    names = landmark_names(measure, motion, side)
    visibility = np.min([motion.visibility_of(name) for name in names], axis=0)
    result = _values(measure, motion, names), visibility
    if len(motion.t_s) <= _KEPT_FRAMES:
        motion.measured[measure, side] = result
    return result


def landmark_names(measure: Measure, motion: Motion, side: str) -> list[str]:
    """The landmarks (or middles of pairs) that the measure takes on one side of the body."""
    return [_of_side(name, side, motion) for name in measure.points]


def _of_side(name: str, side: str, motion: Motion) -> str:
    if name.startswith("other_"):
        return f"{_OPPOSITE[side]}_{name.removeprefix('other_')}"
    known = name.startswith("mid_") or motion.skeleton.has(name)
    return name if known else f"{side}_{name}"


def _values(measure: Measure, motion: Motion, names: list[str]) -> Series:
    match measure.kind:
        case "angle":
            return interior_angle_deg(*(motion.point(name, measure.space) for name in names))
        case "incline":
            return inclination_deg(*(motion.point(name, measure.space) for name in names))
        case "ground_angle":
            return _ground_angle_deg(motion, *(motion.point(name, "image") for name in names))
        case "separation_ratio":
            return _separation_ratio(*(motion.point(name, "image") for name in names))
        case _:
            return _length_m(measure, motion, names) / motion.torso_m


def _length_m(measure: Measure, motion: Motion, names: list[str]) -> Series:
    """(N,) metres of a measure that is a length."""
    match measure.kind:
        case "offset":
            return _above_line(*(motion.point(name, "image") for name in names))
        case "vertical_displacement":
            return _above_lowest(motion.displacement_m(names[0])[:, 1], motion.shot)
        case "displacement":
            return _norm(motion.displacement_m(names[0]))
    first, second = (motion.point(name) for name in names)
    match measure.kind:
        case "height":
            height: Series = first[:, 1] - second[:, 1]
            return height
        case "anterior_offset":
            return heading_sign(motion) * (first[:, 0] - second[:, 0])
        case "distance":
            axes = {"body": 3, "image": 2, "x": 1}[measure.space]
            return _norm((first - second)[:, :axes])
    raise ValueError(f"{measure.kind} is not a length")


def _norm(vectors: Series) -> Series:
    """(N,) lengths of vectors (N, D)."""
    lengths: Series = np.linalg.norm(vectors, axis=-1)
    return lengths


def _ground_angle_deg(motion: Motion, start: Series, end: Series) -> Series:
    """(N,) angle of the line ``start`` → ``end`` from the ground in front; points (N, 2), y up."""
    trunk = motion.point("mid_shoulder", "image") - motion.point("mid_hip", "image")
    forward = np.where((end - start)[:, 0] * np.sign(trunk[:, 0]) >= 0, 1.0, -1.0)
    angle_deg: Series = 90.0 - forward * inclination_deg(start, end)
    return angle_deg


def _above_line(start: Series, point: Series, end: Series) -> Series:
    """(N,) how far ``point`` is above the line ``start`` → ``end``, at right angles to it; (N, 2), y up."""
    line, to_point = end - start, point - start
    across = line[:, 0] * to_point[:, 1] - line[:, 1] * to_point[:, 0]
    length = np.maximum(np.hypot(line[:, 0], line[:, 1]), _MIN_LENGTH_M)
    above: Series = np.where(line[:, 0] >= 0, across, -across) / length
    return above


def _separation_ratio(one: Series, other: Series, from_: Series, to: Series) -> Series:
    """(N,) distance of the first two points along the image's width over that of the last two."""
    base = np.abs(from_[:, 0] - to[:, 0])
    share: Series = np.abs(one[:, 0] - other[:, 0]) / np.maximum(base, _MIN_LENGTH_M)
    return share


def _above_lowest(height: Series, shot: NDArray[np.intp]) -> Series:
    """(N,) ``height`` over its lowest level, shot by shot."""
    above = height.copy()
    for number in np.unique(shot):
        inside = (shot == number) & np.isfinite(height)
        if inside.any():
            above[inside] -= np.quantile(height[inside], _LOWEST)
    return above
