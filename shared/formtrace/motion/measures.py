"""Evaluate the measures that exercise files are written in."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.exercises.schema import Measure
from formtrace.motion.body import Motion, incline_deg, interior_angle_deg

Series = NDArray[np.float64]

SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


def is_sided(measure: Measure) -> bool:
    """Whether the measure is taken on the left and on the right."""
    return any(not name.startswith(("mid_", "left_", "right_", "nose")) for name in measure.points)


def evaluate(measure: Measure, motion: Motion, side: str) -> tuple[Series, Series]:
    """The measure on one side of the body.

    Returns:
        values (N,) in degrees or torsos, and the visibility (N,) of the least visible landmark it needs.
    """
    names = [_of_side(name, side, motion) for name in measure.points]
    visibility = np.min([motion.visibility(name) for name in names], axis=0)
    return _values(measure, motion, names), visibility


def _of_side(name: str, side: str, motion: Motion) -> str:
    known = name.startswith("mid_") or name in motion.skeleton.names
    return name if known else f"{side}_{name}"


def _values(measure: Measure, motion: Motion, names: list[str]) -> Series:
    if measure.kind == "angle":
        return interior_angle_deg(*(motion.point(name, measure.space) for name in names))
    if measure.kind == "incline":
        return incline_deg(*(motion.point(name, measure.space) for name in names))
    first, second = (motion.point(name) for name in names)
    if measure.kind == "height":
        return (first[:, 1] - second[:, 1]) / motion.torso_m
    columns = {"body": slice(0, 3), "picture": slice(0, 2), "x": slice(0, 1)}[measure.space]
    distance: Series = np.linalg.norm((first - second)[:, columns], axis=-1) / motion.torso_m
    return distance
