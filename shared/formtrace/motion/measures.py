"""Evaluate the measures that exercise files are written in."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.exercises.measure import Measure
from formtrace.motion.body import Motion, incline_deg, interior_angle_deg
from formtrace.motion.view import heading_sign
from formtrace.signals.series import Series

SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
_OPPOSITE = {"left": "right", "right": "left"}
_LOWEST = 0.1  # quantile of a point's heights that is its lowest level: below are landmarks gone astray

_NO_LENGTH_M = 0.02  # shorter than this, a line has no direction and a distance is nothing to share by


def is_sided(measure: Measure) -> bool:
    """Whether the measure is taken on the left and on the right."""
    return any(not name.startswith(("mid_", "left_", "right_", "nose")) for name in measure.points)


def evaluate(measure: Measure, motion: Motion, side: str) -> tuple[Series, Series]:
    """The measure on one side of the body.

    Returns:
        values (N,) in degrees or torsos, and the visibility (N,) of the least visible landmark it needs.
    """
    names = [_of_side(name, side, motion) for name in measure.points]
    visibility = np.min([motion.visibility_of(name) for name in names], axis=0)
    return _values(measure, motion, names), visibility


def _of_side(name: str, side: str, motion: Motion) -> str:
    if name.startswith("other_"):
        return f"{_OPPOSITE[side]}_{name.removeprefix('other_')}"
    known = name.startswith("mid_") or motion.skeleton.has(name)
    return name if known else f"{side}_{name}"


def _values(measure: Measure, motion: Motion, names: list[str]) -> Series:
    if measure.kind == "angle":
        return interior_angle_deg(*(motion.point(name, measure.space) for name in names))
    if measure.kind == "incline":
        return incline_deg(*(motion.point(name, measure.space) for name in names))
    if measure.kind == "ground_angle":
        return _ground_angle_deg(motion, *(motion.point(name, "image") for name in names))
    if measure.kind == "offset":
        return _above_line(*(motion.point(name, "image") for name in names)) / motion.torso_m
    if measure.kind == "separation_ratio":
        return _spread(*(motion.point(name, "image") for name in names))
    if measure.kind == "vertical_displacement":
        return _above_lowest(motion.place_m(names[0])[:, 1], motion.shot) / motion.torso_m
    if measure.kind == "displacement":
        away: Series = np.linalg.norm(motion.place_m(names[0]), axis=-1) / motion.torso_m
        return away
    first, second = (motion.point(name) for name in names)
    if measure.kind == "height":
        return (first[:, 1] - second[:, 1]) / motion.torso_m
    if measure.kind == "anterior_offset":
        return heading_sign(motion) * (first[:, 0] - second[:, 0]) / motion.torso_m
    columns = {"body": slice(0, 3), "image": slice(0, 2), "x": slice(0, 1)}[measure.space]
    distance: Series = np.linalg.norm((first - second)[:, columns], axis=-1) / motion.torso_m
    return distance


def _ground_angle_deg(motion: Motion, start: Series, end: Series) -> Series:
    """(N,) angle of the line ``start`` → ``end`` from the ground in front; points (N, 2), y up."""
    trunk = motion.point("mid_shoulder", "image") - motion.point("mid_hip", "image")
    forward = np.where((end - start)[:, 0] * np.sign(trunk[:, 0]) >= 0, 1.0, -1.0)
    angle_deg: Series = 90.0 - forward * incline_deg(start, end)
    return angle_deg


def _above_line(start: Series, point: Series, end: Series) -> Series:
    """(N,) how far ``point`` is above the line ``start`` → ``end``, at right angles to it; (N, 2), y up."""
    line, way = end - start, point - start
    across = line[:, 0] * way[:, 1] - line[:, 1] * way[:, 0]
    length = np.maximum(np.hypot(line[:, 0], line[:, 1]), _NO_LENGTH_M)
    above: Series = np.where(line[:, 0] >= 0, across, -across) / length
    return above


def _spread(one: Series, other: Series, from_: Series, to: Series) -> Series:
    """(N,) distance of the first two points along the picture's width, as a share of the last two's."""
    base = np.abs(from_[:, 0] - to[:, 0])
    share: Series = np.abs(one[:, 0] - other[:, 0]) / np.maximum(base, _NO_LENGTH_M)
    return share


def _above_lowest(height: Series, shot: NDArray[np.intp]) -> Series:
    """(N,) ``height`` over its lowest level, shot by shot: the picture jumps between shots."""
    above = height.copy()
    for number in np.unique(shot):
        inside = (shot == number) & np.isfinite(height)
        if inside.any():
            above[inside] -= np.quantile(height[inside], _LOWEST)
    return above
