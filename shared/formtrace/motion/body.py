"""The motion of one person: landmarks over time, their scale and their lengths."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.signals.filters import running_median
from formtrace.signals.series import Series
from formtrace.skeletons import Skeleton, load_skeleton

Side = Literal["left", "right", "both"]
SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
VISIBLE = 0.5
"""Visibility from which a landmark counts as seen; below, its place is a guess."""
VISIBLE_AS_OTHER_SIDE = 0.7
"""Share of the better visible side's visibility below which the other side is hidden by the body."""
_SCALE_WINDOW_S = 2.0
_FRAMES_AT_ONCE = 4096  # of hours, where all at once would be copies of hundreds of megabytes


@dataclass(frozen=True)
class Motion:
    """K landmarks of one person over N frames; frames without the person hold NaN.

    Attributes:
        t_s: (N,) float64, seconds from the first frame, as they passed when it was filmed.
        xy_norm: (N, K, 2) float64, 0..1 of the display's width and height, y down.
        visibility: (N, K) float64, 0..1, how likely each landmark is in the image and not occluded.
        world_m: (N, K, 3) float64, metres around the hips, x right, y down, z away from the camera.
        shot: (N,) int, changes at cuts.
        aspect: display width / height.
        skeleton: names and order of the landmarks.
        has_depth: whether the pose model gives depth; without it ``world_m`` lies in the image plane.
        capture_speed: how many times slower the clip plays: ``t_s`` times this are seconds of the clip.
    """

    t_s: Series
    xy_norm: Series
    visibility: Series
    world_m: Series
    shot: NDArray[np.intp]
    aspect: float
    skeleton: Skeleton = field(default_factory=load_skeleton)
    has_depth: bool = True
    capture_speed: float = 1.0

    @cached_property
    def measured(self) -> dict[tuple[object, str], tuple[Series, Series]]:
        """Measures that have been evaluated, by measure and side: exercises share most of them."""
        return {}

    def in_clip_time(self) -> Motion:
        """The same motion as the clip plays it."""
        return replace(self, t_s=self.t_s * self.capture_speed, capture_speed=1.0)

    def at_speed(self, capture_speed: float) -> Motion:
        """The motion of a clip that plays so many times slower than it was filmed, in true time."""
        return replace(self, t_s=self.t_s / capture_speed, capture_speed=capture_speed)

    def part(self, frames: slice) -> Motion:
        """The motion in some of the frames."""
        return replace(
            self,
            t_s=self.t_s[frames],
            xy_norm=self.xy_norm[frames],
            visibility=self.visibility[frames],
            world_m=self.world_m[frames],
            shot=self.shot[frames],
        )

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """(N,) where the person is known."""
        return np.isfinite(self.xy_norm[:, 0, 0])

    @cached_property
    def metres_per_height(self) -> Series:
        """(N,) metres per image height at the person's distance, running median over two seconds.

        The spread of the metric landmarks over that of the landmarks in the image. Unlike the length of a
        limb in pixels, it does not change when a limb points at the camera.
        """
        momentary = self.momentary_metres_per_height
        return running_median(self.t_s, momentary, window_s=_SCALE_WINDOW_S, shot=self.shot)

    @property
    def momentary_metres_per_height(self) -> Series:
        """(N,) metres per image height, frame by frame."""
        ratio = np.full(len(self.t_s), np.nan)
        for first in range(0, len(ratio), _FRAMES_AT_ONCE):
            some = slice(first, first + _FRAMES_AT_ONCE)
            flat, metric = self.xy_norm[some] * [self.aspect, 1.0], self.world_m[some, :, :2]
            in_heights, in_metres = (
                np.sqrt(((points - points.mean(axis=1, keepdims=True)) ** 2).sum(axis=(1, 2)))
                for points in (flat, metric)
            )
            np.divide(in_metres, in_heights, out=ratio[some], where=in_heights > 0)
        return ratio

    @property
    def body_m(self) -> Series:
        """(N, K, 3) metres, x right, **y up**, z away from the camera.

        x and y come from the image (precise, and with the body's displacement), z is the network's depth.
        """
        return self._in_body(slice(None))

    def _in_body(self, landmarks: int | slice) -> Series:
        """:attr:`body_m` of some of the landmarks."""
        xy_norm, depth_m = self.xy_norm[:, landmarks], self.world_m[:, landmarks, 2:]
        scale = self.metres_per_height.reshape(-1, *(1,) * (xy_norm.ndim - 1))
        return np.concatenate([xy_norm * [self.aspect, -1.0] * scale, depth_m], axis=-1)

    @cached_property
    def torso_m(self) -> float:
        """Median torso length, metres: the unit of body lengths."""
        return median_torso_length(self.world_m, self.skeleton)

    def point(self, name: str, space: str = "body") -> Series:
        """(N, D) positions of a landmark, or of the middle of a pair (``mid_hip``); NaN if there is none.

        ``space`` is ``body`` (D = 3, see :attr:`body_m`) or ``image`` (D = 2, the same without depth).
        """
        if name.startswith("mid_"):
            left, right = (self.point(f"{side}_{name.removeprefix('mid_')}", space) for side in SIDES)
            middle: Series = (left + right) / 2
            return middle
        at = self._index(name)
        values = np.full((len(self.t_s), 3), np.nan) if at is None else self._in_body(at)
        return values if space == "body" else values[:, :2]

    def displacement_m(self, name: str) -> Series:
        """(N, 2) metres from the point's median place in the image of its shot, x right, y up."""
        at = self._middle(self.xy_norm, name[4:]) if name.startswith("mid_") else self._of(self.xy_norm, name)
        moved = np.full_like(at, np.nan)
        for number in np.unique(self.shot):
            inside = (self.shot == number) & np.isfinite(at[:, 0])
            if inside.any():
                moved[inside] = at[inside] - np.median(at[inside], axis=0)
        displacement: Series = moved * [self.aspect, -1.0] * self.metres_per_height[:, None]
        return displacement

    def visibility_of(self, name: str) -> Series:
        """(N,) visibility of a landmark, or of the better visible one of a pair (``mid_hip``)."""
        if name.startswith("mid_"):
            sides = [self.visibility_of(f"{side}_{name.removeprefix('mid_')}") for side in SIDES]
            return np.maximum(*sides)
        return self._of(self.visibility, name)

    def _index(self, name: str) -> int | None:
        if not self.skeleton.has(name):
            load_skeleton().index(name)  # a misspelt name is an error
            return None
        return self.skeleton.index(name)

    def _of(self, values: Series, name: str) -> Series:
        at = self._index(name)
        of_point: Series = np.full_like(values[:, 0], np.nan) if at is None else values[:, at]
        return of_point

    def _middle(self, values: Series, part: str) -> Series:
        left, right = (self._of(values, f"{side}_{part}") for side in SIDES)
        middle: Series = (left + right) / 2
        return middle


def middle_of(points: NDArray[np.floating], part: str, skeleton: Skeleton) -> Series:
    """(..., D) middle of the left and the right ``part`` of landmarks (..., K, D)."""
    pair = [skeleton.index(f"{side}_{part}") for side in SIDES]
    middle: Series = points[..., pair, :].mean(axis=-2)
    return middle


def torso_length(points: NDArray[np.floating], skeleton: Skeleton) -> Series:
    """(...,) distance from mid-hip to mid-shoulder of landmarks (..., K, D), in their unit."""
    torso = middle_of(points, "shoulder", skeleton) - middle_of(points, "hip", skeleton)
    length: Series = np.linalg.norm(torso, axis=-1)
    return length


def median_torso_length(points: NDArray[np.floating], skeleton: Skeleton) -> float:
    """Median torso length over the frames where it is known and not 0; NaN without any."""
    lengths = torso_length(points, skeleton)
    known = lengths[lengths > 0]
    return float(np.median(known)) if known.size else np.nan
