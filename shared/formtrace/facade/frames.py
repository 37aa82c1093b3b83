"""Frames as arrays, where other ways in have a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.errors import EmptyMediaError, InvalidOptionsError
from formtrace.media.kept_frames import small_jpeg, small_rgb
from formtrace.media.photo import photo_frame
from formtrace.pose.pipeline import PoseEstimator
from formtrace.pose.tracker import redetection_interval
from formtrace.pose.tracks import Tracks
from formtrace.results.data import ResultData
from formtrace.results.shown import Pictures, VideoPictures, heads_of

_TICKS_PER_S = 1_000_000

Picture = NDArray[np.uint8]  # (H, W, 3) RGB


@dataclass(slots=True)
class FrameSource:
    """RGB pictures of one size with their times in seconds, rising; ``pictures`` may be read only once."""

    pictures: Iterable[Picture]
    fps: float
    times_s: NDArray[np.float64] | None
    manifest: Manifest | None = None  # once they were estimated

    @classmethod
    def of(cls, pictures: Iterable[Picture], times_s: ArrayLike | None, fps: float | None) -> FrameSource:
        """The source of pictures with times, or with a constant frame rate.

        Raises:
            InvalidOptionsError: there is neither or there are both, or times do not rise.
        """
        if (times_s is None) == (fps is None):
            raise InvalidOptionsError("Give the frames' times (times_s=[...]) or a constant rate (fps=30).")
        if times_s is None:
            rate = float(fps or 0)
            if not 0 < rate <= 1000:
                raise InvalidOptionsError("Give fps as frames a second, more than 0 and at most 1000.")
            return cls(pictures, rate, None)
        times = np.asarray(times_s, np.float64).ravel()
        if not len(times) or not np.isfinite(times).all() or (np.diff(times) <= 0).any():
            raise InvalidOptionsError(
                "Give times_s in seconds, one for each frame, each later than the last."
            )
        rate = (len(times) - 1) / float(times[-1] - times[0]) if len(times) > 1 else 1.0
        return cls(pictures, rate, times)

    def estimate(self, estimator: PoseEstimator) -> tuple[Tracks, Manifest]:
        """Everyone in the pictures, and the manifest that a file of them would have.

        Raises:
            EmptyMediaError: there are no pictures.
            InvalidOptionsError: one is no RGB picture of the size of the first, or there are too few times.
        """
        iterator = iter(self.pictures)
        first = next(iterator, None)
        if first is None:
            raise EmptyMediaError("There are no frames; give at least one.")
        height, width = checked(first, None).shape[:2]
        seen = 0

        def frames() -> Iterator[Frame]:
            nonlocal seen
            for picture in chain([first], iterator):
                yield self._frame(checked(picture, (height, width, 3)), seen)
                seen += 1

        geometry = Geometry(width, height)
        tracks = estimator.track(frames(), geometry, redetection_interval(self.fps))
        self.manifest = self._manifest(geometry, seen)
        return tracks, self.manifest

    def frames(self) -> Iterator[Frame]:
        """The pictures as frames, once more."""
        for index, picture in enumerate(self.pictures):
            yield self._frame(picture, index)

    def kept(self, wanted: Collection[int]) -> Mapping[int, bytes]:
        """Small pictures of these frames, as JPEG; none if the pictures cannot be read again."""
        if not self.again or self.manifest is None:
            return {}
        geometry = self.manifest.media.geometry
        return {frame.index: small_jpeg(frame, geometry) for frame in self.frames() if frame.index in wanted}

    @property
    def again(self) -> bool:
        """Whether the pictures can be read a second time."""
        return isinstance(self.pictures, (Sequence, np.ndarray))

    def _frame(self, picture: Picture, index: int) -> Frame:
        return replace(photo_frame(picture), index=index, pts=self._pts(index), t_s=self._t_s(index))

    def _t_s(self, index: int) -> float:
        return (self._pts(index) - self._pts(0)) / _TICKS_PER_S

    def _pts(self, index: int) -> int:
        if self.times_s is None:
            return round(index * _TICKS_PER_S / self.fps)
        if index >= len(self.times_s):
            raise InvalidOptionsError(f"There are more frames than times_s ({len(self.times_s)}).")
        return round(float(self.times_s[index]) * _TICKS_PER_S)

    def _manifest(self, geometry: Geometry, count: int) -> Manifest:
        pts = tuple(self._pts(index) for index in range(count))
        media = MediaInfo(
            width=geometry.display_width,
            height=geometry.display_height,
            fps=self.fps,
            frames=count,
            duration_s=(pts[-1] - pts[0]) / _TICKS_PER_S,
            rotation=0,
            codec="raw",
            vfr=self.times_s is not None,
            has_audio=False,
            container="frames",
            geometry=geometry,
            colour_matrix="bt601",
            full_range=True,
        )
        return Manifest(
            source="video",
            media=media,
            time_base=(1, _TICKS_PER_S),
            pts=pts,
            redetection_interval=redetection_interval(self.fps),
            first_frame=0,
            end_frame=count,
            chunks=(),
        )


@dataclass(frozen=True, slots=True)
class ArrayPictures:
    """The pictures of a result that was made of arrays."""

    source: FrameSource
    manifest: Manifest
    data: ResultData

    def between(
        self, start_s: float, end_s: float, hz: float | None, long_side_px: int
    ) -> Iterator[tuple[float, Picture]]:
        """See :meth:`formtrace.results.shown.Pictures.between`."""
        heads, due_s = heads_of(self.data, self.manifest), start_s
        for frame in self.source.frames():
            if not due_s <= frame.t_s < end_s:
                continue
            if hz is not None:
                due_s = frame.t_s + 0.8 / hz
            rgb = small_rgb(frame, self.manifest.media.geometry, long_side_px)
            yield frame.t_s, rgb if heads is None else heads.blurred(rgb, frame.index)


def pictures_of(source: Path | FrameSource | None, data: ResultData) -> Pictures | None:
    """The pictures of a result's source; ``None`` if they are not known, or cannot be read again."""
    if isinstance(source, Path):
        return VideoPictures(source, data) if data.document.source == "video" else None
    if source is None or not source.again or source.manifest is None:
        return None
    return ArrayPictures(source, source.manifest, data)


def checked(picture: object, shape: tuple[int, ...] | None) -> Picture:
    """An RGB picture (H, W, 3) of uint8.

    Raises:
        InvalidOptionsError: it is something else, or not of that shape.
    """
    array = np.asarray(picture)
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype != np.uint8:
        raise InvalidOptionsError(
            "Give RGB pictures of the shape (height, width, 3) and the type uint8, "
            f"not {array.shape} {array.dtype}."
        )
    if shape is not None and array.shape != shape:
        raise InvalidOptionsError(f"Give frames of one size: {array.shape} follows {shape}.")
    return array
