"""Everyone who was seen, frame by frame: what a pose worker writes and the aggregator merges."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from formtrace.errors import TransientError
from formtrace.npz import write_npz
from formtrace.pose.landmarks import PoseLandmarks
from formtrace.skeletons import BLAZEPOSE33, load_skeleton

_COMPACT = {
    "frame": np.int32,
    "track": np.int32,
    "presence": np.float32,
    "box_xyxy_norm": np.float32,
    "xy_norm": np.float32,
    "z_norm": np.float32,
    "visibility": np.float32,
    "world_m": np.float32,
}


@dataclass(frozen=True, slots=True)
class Tracks:
    """R observations of people, each with the K landmarks of a skeleton, ordered by frame.

    Attributes:
        model: name of the pose model, and the SHA-256 of its landmark network.
        frame: (R,) int32, absolute frame index.
        track: (R,) int32, the same for one person between two re-detections, and never used for two people.
        presence: (R,) float32, 0..1.
        box_xyxy_norm: (R, 4) float32, tight box of the visible landmarks.
        xy_norm: (R, K, 2) float32, of the display's width and height.
        z_norm: (R, K) float32, depth relative to the hips, in widths of the display; NaN where the
            model gives none.
        visibility: (R, K) float32, 0..1.
        world_m: (R, K, 3) float32, metres around the hips; NaN where the model gives no depth.
        skeleton: name of the skeleton whose landmarks these are.
    """

    model: tuple[str, str]
    frame: NDArray[np.int32]
    track: NDArray[np.int32]
    presence: NDArray[np.float32]
    box_xyxy_norm: NDArray[np.float32]
    xy_norm: NDArray[np.float32]
    z_norm: NDArray[np.float32]
    visibility: NDArray[np.float32]
    world_m: NDArray[np.float32]
    skeleton: str = BLAZEPOSE33

    def __len__(self) -> int:
        return len(self.frame)

    @classmethod
    def empty(cls, model: tuple[str, str], skeleton: str = BLAZEPOSE33) -> Tracks:
        """No observation at all."""
        landmarks = len(load_skeleton(skeleton))
        shapes: dict[str, tuple[int, ...]] = {
            "box_xyxy_norm": (4,),
            "xy_norm": (landmarks, 2),
            "z_norm": (landmarks,),
            "visibility": (landmarks,),
            "world_m": (landmarks, 3),
        }
        arrays = {name: np.zeros((0, *shapes.get(name, ())), kind) for name, kind in _COMPACT.items()}
        return cls(model, **arrays, skeleton=skeleton)

    @classmethod
    def from_observations(
        cls,
        model: tuple[str, str],
        skeleton: str,
        seen: Iterable[tuple[int, int, PoseLandmarks]],
        display_px: tuple[int, int],
    ) -> Tracks:
        """Collect ``(frame, track, landmarks)`` in a picture of ``display_px``, sorted by frame and track."""
        rows = sorted(seen, key=lambda row: row[:2])
        if not rows:
            return cls.empty(model, skeleton)
        size = np.array(display_px, dtype=np.float64)
        people = [person for _, _, person in rows]
        xy_norm = np.stack([person.xy_px for person in people]) / size
        return cls(
            model=model,
            frame=np.array([frame for frame, _, _ in rows], np.int32),
            track=np.array([track for _, track, _ in rows], np.int32),
            presence=np.array([person.presence for person in people], np.float32),
            box_xyxy_norm=np.concatenate([xy_norm.min(axis=1), xy_norm.max(axis=1)], axis=1).astype(
                np.float32
            ),
            xy_norm=xy_norm.astype(np.float32),
            z_norm=(np.stack([person.z_px for person in people]) / display_px[0]).astype(np.float32),
            visibility=np.stack([person.visibility for person in people]).astype(np.float32),
            world_m=np.stack([person.world_m for person in people]).astype(np.float32),
            skeleton=skeleton,
        )

    @classmethod
    def concatenate(cls, parts: Sequence[Tracks]) -> Tracks:
        """Join the tracks of one or more chunks; the order of ``parts`` does not matter."""
        ((model, skeleton),) = {(part.model, part.skeleton) for part in parts}
        joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _COMPACT}
        whole = cls(model, **joined, skeleton=skeleton)
        order = np.lexsort((joined["track"], joined["frame"]))
        # Parts that came in order are not copied again: those of hours take hundreds of megabytes.
        return whole if np.array_equal(order, np.arange(len(order))) else whole.select(order)

    @classmethod
    def load_all(cls, paths: Sequence[Path]) -> Tracks:
        """Join the files of chunks in order, with no more than one of them in memory beside the whole.

        Raises:
            TransientError: a file is incomplete.
        """
        rows = []
        for path in paths:
            with _stored(path) as arrays:
                rows.append(len(arrays["frame"]))
        joined: dict[str, NDArray[Any]] = {}
        identities, start = set(), 0
        for path, count in zip(paths, rows, strict=True):
            part = cls.load(path)
            identities.add((part.model, part.skeleton))
            for name, kind in _COMPACT.items():
                values = getattr(part, name)
                if name not in joined:
                    joined[name] = np.empty((sum(rows), *values.shape[1:]), kind)
                joined[name][start : start + count] = values
            start += count
        ((model, skeleton),) = identities
        return cls.concatenate([cls(model, **joined, skeleton=skeleton)])

    def select(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Tracks:
        """Some of the observations, by a mask or by row numbers."""
        arrays = {name: getattr(self, name)[rows] for name in _COMPACT}
        return Tracks(self.model, **arrays, skeleton=self.skeleton)

    def save(self, path: Path) -> None:
        """Write a ``.npz``; equal tracks give equal bytes.

        It is not compressed: that would take a third of ``aggregate``'s time to save a quarter of the bytes.
        """
        with path.open("wb") as file:
            model = np.array((*self.model, self.skeleton))
            columns = [("model", model), *((name, getattr(self, name)) for name in _COMPACT)]
            write_npz(file, columns, compressed=False)

    @classmethod
    def load(cls, path: Path) -> Tracks:
        """Read what :meth:`save` wrote, in this or an earlier release.

        Raises:
            TransientError: the file is incomplete.
        """
        with _stored(path) as arrays:
            name, sha256, *skeletons = (str(text) for text in arrays["model"])
            skeleton = skeletons[0] if skeletons else BLAZEPOSE33  # files of earlier releases name none
            return cls((name, sha256), **{key: arrays[key] for key in _COMPACT}, skeleton=skeleton)


@contextmanager
def _stored(path: Path) -> Iterator[Mapping[str, NDArray[Any]]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            yield arrays
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise TransientError(
            f"A keypoint file of this job cannot be read ({error}); start the job again."
        ) from error
