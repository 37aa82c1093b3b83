"""What users draw on the frames of a video, beside what the overlay draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.track import OverlayTrack


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What is known of one frame.

    Attributes:
        t_s: seconds from the source's first frame.
        keypoints_px: where each landmark is, (x, y) pixels by name; without those that are not known.
        visibility: of each landmark, 0..1.
        count: repetitions or seconds held so far; ``None`` where nothing is counted.
        progress: 0 at rest, 1 at the peak of a repetition; ``None`` outside.
    """

    t_s: float
    keypoints_px: Mapping[str, tuple[float, float]]
    visibility: Mapping[str, float]
    count: float | None
    progress: float | None

    @classmethod
    def of(cls, track: OverlayTrack, row: int, size_px: tuple[int, int]) -> Moment:
        """The moment of a row of the track, in a picture of ``size_px`` (width, height)."""
        at = track.xy_norm[row] * size_px
        known = np.isfinite(at).all(axis=1)
        names = track.skeleton.names
        return cls(
            t_s=float(track.t_s[row]),
            keypoints_px={
                name: (float(x), float(y)) for name, (x, y), ok in zip(names, at, known, strict=True) if ok
            },
            visibility=dict(zip(names, map(float, track.visibility[row]), strict=True)),
            count=_known(track.count[row]),
            progress=_known(track.progress[row]),
        )


class Annotator(Protocol):
    """Draws on a frame.

    >>> import formtrace as ft
    >>> class Blink:
    ...     def annotate(self, picture, moment):
    ...         x, y = (round(at) for at in moment.keypoints_px.get("nose", (0, 0)))
    ...         picture[max(0, y - 4) : y + 4, max(0, x - 4) : x + 4] = (255, 0, 0)
    ...         return picture
    >>> result = ft.load("out/", source="jacks.mp4")
    >>> result.annotate("blink.mp4", annotators=[Blink()]).name
    'blink.mp4'
    """

    def annotate(self, picture: NDArray[np.uint8], moment: Moment) -> NDArray[np.uint8]:
        """Draw on an upright RGB picture (H, W, 3), or on a copy, and return it in the same size."""
        ...


def _known(value: np.floating) -> float | None:
    return float(value) if np.isfinite(value) else None
