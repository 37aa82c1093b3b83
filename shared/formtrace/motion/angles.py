"""Joint angles over time, in the image plane and in space; ``docs/angles.md`` defines each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.motion.body import Motion
from formtrace.signals.series import Series


@dataclass(frozen=True, slots=True)
class AngleSeries:
    """One joint angle over N frames.

    Attributes:
        image_deg: (N,) degrees in the image plane.
        space_3d_deg: (N,) degrees in space; NaN where the pose model gives no depth.
        confidence: (N,) visibility of the least visible landmark that it needs, 0..1.
    """

    name: str
    image_deg: Series
    space_3d_deg: Series
    confidence: Series


def joint_angles(motion: Motion) -> list[AngleSeries]:
    """The skeleton's joint angles (180 is straight), then ``trunk`` and ``neck``."""
    joints = [
        _series(name, [motion.skeleton.names[i] for i in indices], motion)
        for name, indices in motion.skeleton.angles.items()
    ]
    return [*joints, _trunk(motion), _series("neck", ["mid_hip", "mid_shoulder", "mid_ear"], motion)]


def _series(name: str, points: list[str], motion: Motion) -> AngleSeries:
    places = [motion.point(point) for point in points]
    image_deg, space_3d_deg = interior_angle_deg(*(at[:, :2] for at in places)), interior_angle_deg(*places)
    return AngleSeries(name, image_deg, _with_depth(space_3d_deg, motion), _confidence(points, motion))


def _trunk(motion: Motion) -> AngleSeries:
    """Inclination of the trunk: 0 is upright, 90 lying."""
    points = ["mid_hip", "mid_shoulder"]
    places = [motion.point(point) for point in points]
    image_deg, space_3d_deg = inclination_deg(*(at[:, :2] for at in places)), inclination_deg(*places)
    return AngleSeries("trunk", image_deg, _with_depth(space_3d_deg, motion), _confidence(points, motion))


def _with_depth(space_3d_deg: Series, motion: Motion) -> Series:
    """NaN where the pose model gives no depth."""
    return space_3d_deg if motion.has_depth else np.full_like(space_3d_deg, np.nan)


def _confidence(points: list[str], motion: Motion) -> Series:
    weakest: Series = np.min([motion.visibility_of(point) for point in points], axis=0)
    return weakest


def interior_angle_deg(a: Series, vertex: Series, b: Series) -> Series:
    """(N,) angle at ``vertex`` between the lines to ``a`` and ``b``; 180 is straight. Points (N, D).

    >>> up, corner, right = np.array([[0.0, 1.0]]), np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])
    >>> interior_angle_deg(up, corner, right)
    array([90.])
    """
    first, second = a - vertex, b - vertex
    dot = (first * second).sum(axis=-1)
    cross = np.sqrt(np.clip((first**2).sum(-1) * (second**2).sum(-1) - dot**2, 0.0, None))
    angle_deg: Series = np.degrees(np.arctan2(cross, dot))
    return angle_deg


def inclination_deg(start: Series, end: Series) -> Series:
    """(N,) angle of the line ``start`` → ``end`` from the vertical, 0..180. Points (N, D), y up.

    >>> inclination_deg(np.array([[0.0, 0.0]]), np.array([[1.0, 1.0]]))
    array([45.])
    """
    line = end - start
    across = np.sqrt(np.clip((line**2).sum(axis=-1) - line[:, 1] ** 2, 0.0, None))
    angle_deg: Series = np.degrees(np.arctan2(across, line[:, 1]))
    return angle_deg
