"""What every later step needs to know of a source: its frames, their times, and the chunks they lie in.

Written once by the splitter, read by everything else. The round trip through JSON is exact: times are
integers in a rational time base.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from formtrace.clip.geometry import Geometry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SCHEMA_VERSION: Final = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MediaInfo(_Frozen):
    """The source in a few numbers.

    ``width`` and ``height`` are those of the upright picture in square pixels; ``fps`` is the mean rate, from
    the frames' times; ``frames`` and ``duration_s`` count what can be decoded, whatever the header claims.
    ``colour_matrix`` and ``full_range`` hold for every frame that is decoded; ``transfer`` is the source's:
    frames of a PQ source come in standard range. ``capture_speed`` is 8 for eightfold slow motion, as far as
    the container says so: what was filmed took ``duration_s / capture_speed``.
    """

    width: int
    height: int
    fps: float
    frames: int
    duration_s: float
    rotation: int
    codec: str
    vfr: bool
    has_audio: bool
    container: str
    geometry: Geometry
    colour_matrix: Literal["bt601", "bt709", "bt2020"]
    full_range: bool
    transfer: Literal["standard", "hlg", "pq"] = "standard"
    capture_speed: float = 1.0


class Segment(_Frozen):
    """Frames from ``first_frame`` on, whose picture has another size, turn or mirroring than those before."""

    first_frame: int
    geometry: Geometry


class Chunk(_Frozen):
    """A run of frames and the file that holds the packets to decode them.

    Decoding the file gives ``preroll_frames`` pictures that only serve as references, and the ``frame_count``
    frames from ``first_frame`` on.
    """

    index: int
    file: str
    first_frame: int
    frame_count: int
    preroll_frames: int

    @property
    def end_frame(self) -> int:
        """One past the last frame."""
        return self.first_frame + self.frame_count


class Manifest(_Frozen):
    """All frames of a source and the chunks that cover the range to be analysed.

    ``pts`` has one entry per frame of the whole source, in presentation order, in units of ``time_base``
    (numerator, denominator) seconds, and rises strictly. ``first_frame`` and ``end_frame`` are the range that
    was asked for; the chunks cover it and may begin earlier and end later: they begin at multiples of
    ``redetection_interval``. ``segments`` is empty unless the picture changes its size or turn midway;
    ``media.geometry`` is then that of the largest picture, the canvas on which the others are letterboxed.
    ``analysis_hz`` is how many frames a second are analysed at most; all where it is ``None``.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    source: Literal["video", "image"]
    media: MediaInfo
    time_base: tuple[int, int]
    pts: tuple[int, ...] = Field(min_length=1)
    redetection_interval: int = Field(
        ge=1, validation_alias=AliasChoices("redetection_interval", "restart_interval")
    )
    first_frame: int = Field(ge=0)
    end_frame: int
    chunks: tuple[Chunk, ...]
    segments: tuple[Segment, ...] = ()
    analysis_hz: float | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Manifest:
        if not self.first_frame < self.end_frame <= len(self.pts):
            raise ValueError("the range of frames is empty or outside the source")
        for before, after in zip(self.chunks, self.chunks[1:], strict=False):
            if before.end_frame != after.first_frame:
                raise ValueError("chunks must follow each other without gaps")
        return self

    @property
    def t_s(self) -> NDArray[np.float64]:
        """Time of every frame in seconds, (N,), zero at the first frame of the source."""
        return seconds(np.array(self.pts, dtype=np.int64), Fraction(*self.time_base))


def geometry_at(frame: int, segments: Sequence[Segment], whole: Geometry) -> Geometry:
    """The geometry of a frame: that of its segment, or of the ``whole`` clip where there are none."""
    number = bisect_right(segments, frame, key=lambda segment: segment.first_frame)
    return segments[number - 1].geometry if number else whole


def seconds(pts: NDArray[np.int64], time_base: Fraction) -> NDArray[np.float64]:
    """Seconds since the first of ``pts``, (N,) float64, each rounded once."""
    since_first = (pts - pts[0]).astype(np.float64)
    scaled: NDArray[np.float64] = since_first * time_base.numerator / time_base.denominator
    return scaled
