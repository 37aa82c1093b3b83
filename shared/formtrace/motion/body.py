"""The subject's motion, and the measures that exercises are written in: angles, heights, distances."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from formtrace.signals.filters import running_median
from formtrace.signals.series import Series
from formtrace.skeletons import Skeleton, load_skeleton

VISIBLE = 0.5
"""Visibility from which a landmark counts as seen; below, it is a guess."""
VISIBLE_AS_OTHER_SIDE = 0.7
"""Of the better visible side's visibility: less is the side that the body hides."""
_SCALE_WINDOW_S = 2.0


@dataclass(frozen=True)
class Motion:
    """One person over N frames, K landmarks; frames without the person hold NaN.

    Attributes:
        t_s: (N,) float64, seconds from the first frame.
        xy_norm: (N, K, 2) float64, 0..1 of the display's width and height, y down.
        visibility: (N, K) float64, 0..1, how likely each landmark is in the picture and not occluded.
        world_m: (N, K, 3) float64, metres around the hips, x right, y down, z away from the camera.
        shot: (N,) int, changes where the picture of the person jumps.
        aspect: display width / height.
        skeleton: what the landmarks are.
        has_depth: whether the pose model gives depth; without it ``world_m`` lies in the image plane.
    """

    t_s: Series
    xy_norm: Series
    visibility: Series
    world_m: Series
    shot: NDArray[np.intp]
    aspect: float
    skeleton: Skeleton = field(default_factory=load_skeleton)
    has_depth: bool = True

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(N,) where the person is known."""
        return np.isfinite(self.xy_norm[:, 0, 0])

    @cached_property
    def metres_per_height(self) -> Series:
        """(N,) metres that one picture height spans at the person's distance, steady over two seconds.

        The landmarks' spread in the picture over their spread in the network's metric landmarks: unlike a
        limb's length in pixels it does not change when a limb points at the camera.
        """
        momentary = self.momentary_metres_per_height
        return running_median(self.t_s, momentary, window_s=_SCALE_WINDOW_S, shot=self.shot)

    @property
    def momentary_metres_per_height(self) -> Series:
        """(N,) the same, frame by frame."""
        flat = self.xy_norm * [self.aspect, 1.0]
        spreads = [
            np.sqrt(((points - points.mean(axis=1, keepdims=True)) ** 2).sum(axis=(1, 2)))
            for points in (flat, self.world_m[..., :2])
        ]
        ratio: Series = np.divide(
            spreads[1], spreads[0], out=np.full(len(flat), np.nan), where=spreads[0] > 0
        )
        return ratio

    @cached_property
    def body_m(self) -> Series:
        """(N, K, 3) metres, x right, **y up**, z away from the camera.

        x and y are the picture's own (precise, and with the body's travel), z is the network's depth.
        """
        xy = self.xy_norm * [self.aspect, -1.0] * self.metres_per_height[:, None, None]
        return np.concatenate([xy, self.world_m[..., 2:]], axis=-1)

    @cached_property
    def torso_m(self) -> float:
        """Median distance between the middles of shoulders and hips, metres; the unit of body lengths."""
        hips, shoulders = (self._middle(self.world_m, part) for part in ("hip", "shoulder"))
        lengths = np.linalg.norm(shoulders - hips, axis=-1)
        known = lengths[lengths > 0]
        return float(np.median(known)) if known.size else np.nan

    def point(self, name: str, space: str = "body") -> Series:
        """(N, D) positions of a landmark, or of the middle of a pair (``mid_hip``); NaN if there is none.

        ``space`` is ``body`` (D = 3, see :attr:`body_m`) or ``image`` (D = 2, the same without depth).
        """
        values = self.body_m if space == "body" else self.body_m[..., :2]
        if name.startswith("mid_"):
            return self._middle(values, name.removeprefix("mid_"))
        return self._of(values, name)

    def place_m(self, name: str) -> Series:
        """(N, 2) metres from where the point usually is in the picture of its shot, x right, y up."""
        at = self._middle(self.xy_norm, name[4:]) if name.startswith("mid_") else self._of(self.xy_norm, name)
        moved = np.full_like(at, np.nan)
        for number in np.unique(self.shot):
            inside = (self.shot == number) & np.isfinite(at[:, 0])
            if inside.any():
                moved[inside] = at[inside] - np.median(at[inside], axis=0)
        place: Series = moved * [self.aspect, -1.0] * self.metres_per_height[:, None]
        return place

    def visibility_of(self, name: str) -> Series:
        """(N,) visibility of a landmark, or of the better visible one of a pair (``mid_hip``)."""
        if name.startswith("mid_"):
            sides = [self.visibility_of(f"{side}_{name.removeprefix('mid_')}") for side in ("left", "right")]
            return np.maximum(*sides)
        return self._of(self.visibility, name)

    def _of(self, values: Series, name: str) -> Series:
        if not self.skeleton.has(name):
            load_skeleton().index(name)  # a misspelt name is an error
            return np.full_like(values[:, 0], np.nan)
        of_point: Series = values[:, self.skeleton.index(name)]
        return of_point

    def _middle(self, values: Series, part: str) -> Series:
        left, right = (self._of(values, f"{side}_{part}") for side in ("left", "right"))
        middle: Series = (left + right) / 2
        return middle


def interior_angle_deg(a: Series, vertex: Series, b: Series) -> Series:
    """(N,) angle at ``vertex`` between the lines to ``a`` and ``b``; 180 is straight. Points are (N, D)."""
    first, second = a - vertex, b - vertex
    dot = (first * second).sum(axis=-1)
    cross = np.sqrt(np.clip((first**2).sum(-1) * (second**2).sum(-1) - dot**2, 0.0, None))
    angle_deg: Series = np.degrees(np.arctan2(cross, dot))
    return angle_deg


def incline_deg(start: Series, end: Series) -> Series:
    """(N,) angle of the line ``start`` → ``end`` from straight up, 0..180. Points (N, D), y up."""
    line = end - start
    across = np.sqrt(np.clip((line**2).sum(axis=-1) - line[:, 1] ** 2, 0.0, None))
    angle_deg: Series = np.degrees(np.arctan2(across, line[:, 1]))
    return angle_deg
