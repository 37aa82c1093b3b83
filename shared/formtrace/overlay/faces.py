"""Faces made unrecognisable: of all people whom the pose model saw, with a margin around the head.

A head is covered where its landmarks are, whether they are seen or guessed. The detector looks for people
every two seconds, so the cover goes on in a straight line before the first sighting, and after the last.
Between two sightings it goes from one to the other. Where a head was not seen, its cover is larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np

from formtrace.skeletons import Skeleton, load_skeleton

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formtrace.clip.geometry import Geometry
    from formtrace.clip.manifest import Manifest
    from formtrace.pose.tracks import Tracks

    Array = NDArray[np.float64]

_OF_SPREAD, _OF_SHOULDERS, _OF_TRUNK = 2.4, 0.45, 0.36
"""The radius of the cover, in what a body shows of its size: the largest of the three holds.

A face's landmarks lie within 7 cm of their mean, shoulders are some 38 cm apart, 50 cm above the hips: each
of the three gives 17 or 18 cm. From the middle of a face to the crown are 15 cm.
"""
_BEFORE_S, _AFTER_S, _GAP_S = 2.0, 0.7, 1.5
"""How long a head is covered before and after it was seen; across what gap two sightings are one head."""
_PACE_S = 0.5
"""From how long a part of its way its speed is taken."""
_UNSEEN = 1.5
"""By how much larger the cover is where the head was not seen."""
_MOST = 0.5
_CELLS = 5
"""What is left of a head: so many samples across."""
_EDGE = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Covers of heads, M rows in order of frames.

    Attributes:
        frame: (M,) the frame's index in the source.
        centre: (M, 2) the middle, both coordinates in widths of the upright picture.
        radius: (M,) of the circle, in the same.
    """

    frame: NDArray[np.int64]
    centre: Array
    radius: Array

    @classmethod
    def of_tracks(
        cls, tracks: Tracks, manifest: Manifest, first_frame: int = 0, end_frame: int | None = None
    ) -> Heads:
        """Those of all people in a range of frames, by default all; the same wherever a clip is cut."""
        end_frame = len(manifest.pts) if end_frame is None else end_frame
        fps = manifest.media.fps or 1.0
        room = round((_BEFORE_S + 2 * _GAP_S) * fps)
        some = tracks.select((tracks.frame >= first_frame - room) & (tracks.frame < end_frame + room))
        geometry = manifest.media.geometry
        aspect = geometry.display_height / geometry.display_width
        centre, radius = circles(np.asarray(some.xy_norm, np.float64), load_skeleton(tracks.skeleton), aspect)
        seen = _Sightings(some.frame.astype(np.int64), some.track, centre, radius)
        parts = [
            _covered(seen, rows, fps, first_frame, end_frame) for rows in seen.chains(round(_GAP_S * fps))
        ]
        frame = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)])
        centre = np.concatenate([np.zeros((0, 2)), *(part[1] for part in parts)])
        radius = np.concatenate([np.zeros(0), *(part[2] for part in parts)])
        order = np.argsort(frame, kind="stable")
        return cls(frame[order], centre[order], radius[order])

    @classmethod
    def of_person(
        cls, xy_norm: Array, frames: NDArray[np.integer], skeleton: Skeleton, geometry: Geometry
    ) -> Heads:
        """Those of one person, whose landmarks (N, K, 2) are those of ``frames`` (N,); NaN where unknown."""
        known = np.isfinite(xy_norm).all(axis=(1, 2))
        aspect = geometry.display_height / geometry.display_width
        centre, radius = circles(xy_norm[known], skeleton, aspect)
        return cls(frames[known].astype(np.int64), centre, radius)

    def blur(self, planes: Sequence[NDArray[np.uint8]], frame: int, box_px: tuple[int, int, int]) -> None:
        """Make the heads in a frame unrecognisable.

        Args:
            planes: of one picture, (h, w) uint8 each and writable; the first has the full size.
            frame: the frame's index.
            box_px: where the upright picture lies in it: left, top, width.
        """
        left, top, width = box_px
        begin, end = np.searchsorted(self.frame, (frame, frame + 1))
        for row in range(int(begin), int(end)):
            x, y = self.centre[row] * width + (left, top)
            for plane in planes:
                step_x, step_y = planes[0].shape[1] / plane.shape[1], planes[0].shape[0] / plane.shape[0]
                _blur(
                    plane,
                    (x / step_x, y / step_y),
                    (self._px(row, width, step_x), self._px(row, width, step_y)),
                )

    def blurred(self, rgb: NDArray[np.uint8], frame: int) -> NDArray[np.uint8]:
        """A copy of an upright picture, (H, W, 3), of any size, in which no head can be recognised."""
        planes = [rgb[..., channel].copy() for channel in range(3)]
        self.blur(planes, frame, (0, 0, rgb.shape[1]))
        return np.stack(planes, axis=-1)

    def _px(self, row: int, width: int, step: float) -> float:
        return float(self.radius[row]) * width / step


def circles(xy_norm: Array, skeleton: Skeleton, aspect: float) -> tuple[Array, Array]:
    """A circle around each head: its middle (R, 2) and its radius (R,), in widths of the picture.

    Args:
        xy_norm: (R, K, 2) landmarks, 0..1 of the picture.
        skeleton: what the K landmarks are.
        aspect: the picture's height by its width.
    """
    points = xy_norm * (1.0, aspect)
    face = [at for at, one in enumerate(skeleton.landmarks) if one.part in ("face", "face_detail")]
    centre = points[:, face].mean(axis=1)
    spread = np.linalg.norm(points[:, face] - centre[:, None], axis=2).max(axis=1, initial=0.0)
    left, right = (points[:, skeleton.index(f"{side}_shoulder")] for side in ("left", "right"))
    hips = (points[:, skeleton.index("left_hip")] + points[:, skeleton.index("right_hip")]) / 2
    shoulders = np.linalg.norm(left - right, axis=1)
    trunk = np.linalg.norm((left + right) / 2 - hips, axis=1)
    radius = np.maximum.reduce([_OF_SPREAD * spread, _OF_SHOULDERS * shoulders, _OF_TRUNK * trunk])
    return centre, np.minimum(radius, _MOST)


@dataclass(frozen=True, slots=True, eq=False)
class _Sightings:
    frame: NDArray[np.int64]
    track: NDArray[np.int32]
    centre: Array
    radius: Array

    def chains(self, gap: int) -> list[NDArray[np.intp]]:
        """Rows that are of one head: of one track, or near each other with at most ``gap`` frames between."""
        chains: list[_Chain] = []
        open_chains: list[_Chain] = []
        for row in range(len(self.frame)):
            open_chains = [one for one in open_chains if self.frame[row] - self.frame[one.rows[-1]] <= gap]
            chain = self._continued(open_chains, row)
            if chain is None:
                chain = _Chain(int(self.track[row]))
                chains.append(chain)
                open_chains.append(chain)
            chain.rows.append(row)
            chain.track = int(self.track[row])
        return [np.array(chain.rows, np.intp) for chain in chains]

    def _continued(self, open_chains: Sequence[_Chain], row: int) -> _Chain | None:
        free = [one for one in open_chains if self.frame[one.rows[-1]] < self.frame[row]]
        same = next((one for one in free if one.track == self.track[row]), None)
        if same is not None or not free:
            return same
        last = np.array([one.rows[-1] for one in free])
        apart = np.linalg.norm(self.centre[last] - self.centre[row], axis=1)
        nearest = int(apart.argmin())
        within = 3 * max(self.radius[row], self.radius[last[nearest]])
        return free[nearest] if apart[nearest] <= within else None


@dataclass(slots=True)
class _Chain:
    track: int
    rows: list[int] = field(default_factory=list)


def _covered(
    seen: _Sightings, rows: NDArray[np.intp], fps: float, first_frame: int, end_frame: int
) -> tuple[NDArray[np.int64], Array, Array]:
    """A head in every frame of a range in which it is covered: frames, middles, radii."""
    at, centre, radius = seen.frame[rows], seen.centre[rows], seen.radius[rows]
    begin = max(first_frame, int(at[0]) - round(_BEFORE_S * fps))
    frame = np.arange(begin, max(begin, min(end_frame, int(at[-1]) + round(_AFTER_S * fps) + 1)))
    place = np.stack([np.interp(frame, at, centre[:, axis]) for axis in (0, 1)], axis=1)
    outside = np.minimum(frame - at[0], 0) + np.maximum(frame - at[-1], 0)
    pace = np.where((outside < 0)[:, None], _pace(at, centre, fps, 1), _pace(at, centre, fps, -1))
    place += pace * outside[:, None]
    after = np.searchsorted(at, frame).clip(0, len(at) - 1)
    before = (np.searchsorted(at, frame, side="right") - 1).clip(0, len(at) - 1)
    stride = int(np.median(np.diff(at))) if len(at) > 1 else 1
    unseen = (at[after] - at[before] > stride) | (outside != 0)
    way = np.linalg.norm(centre[after] - centre[before], axis=1)
    larger = np.maximum(radius[before], radius[after]) * (_UNSEEN + np.abs(outside) / fps / 2) + way / 2
    cover = np.where(unseen, np.minimum(larger, _MOST), np.interp(frame, at, radius))
    return frame.astype(np.int64), place, cover


def _pace(at: NDArray[np.int64], centre: Array, fps: float, end: int) -> Array:
    """How far a head moves in a frame, (2,), at the beginning (1) or the end (-1) of its way."""
    at, centre = at[::end], centre[::end]
    row = int(np.searchsorted(np.abs(at - at[0]), _PACE_S * fps, side="right")) - 1
    pace: Array = (centre[row] - centre[0]) / (at[row] - at[0]) if row > 0 else np.zeros(2)
    return pace


def _blur(plane: NDArray[np.uint8], centre: tuple[float, float], radii: tuple[float, float]) -> None:
    """Leave a few samples of what is within an ellipse; its edge is soft on the outside."""
    height, width = plane.shape
    reach = [radius * (1 + _EDGE) + 1 for radius in radii]
    x0, x1 = (int(np.clip(centre[0] + sign * reach[0], 0, width)) for sign in (-1, 1))
    y0, y1 = (int(np.clip(centre[1] + sign * reach[1], 0, height)) for sign in (-1, 1))
    if x1 - x0 < 1 or y1 - y0 < 1:
        return
    part = plane[y0:y1, x0:x1]
    cells = [max(1, min(_CELLS, side)) for side in (x1 - x0, y1 - y0)]
    few = cv2.resize(part, (cells[0], cells[1]), interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(few, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
    y, x = np.ogrid[y0:y1, x0:x1]
    away = np.sqrt(((x + 0.5 - centre[0]) / radii[0]) ** 2 + ((y + 0.5 - centre[1]) / radii[1]) ** 2)
    share = np.clip((1 + _EDGE - away) / _EDGE, 0, 1)
    part[:] = np.rint(coarse * share + part * (1 - share)).astype(np.uint8)
