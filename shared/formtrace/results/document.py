"""The result document, ``result.json``: one shape from every way in."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from formtrace.media.manifest import MediaInfo


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Media(_Part):
    """The source as it is shown: upright, square pixels."""

    width: int
    height: int
    fps: float
    frames: int
    duration_s: float
    rotation: int
    codec: str
    vfr: bool

    @classmethod
    def of(cls, info: MediaInfo) -> Media:
        """The part of the manifest's description that concerns users."""
        return cls(**{name: getattr(info, name) for name in cls.model_fields})


class Model(_Part):
    """Which pose model gave the keypoints; ``sha256`` is that of its landmark network."""

    name: str
    sha256: str


class SubjectReport(_Part):
    """Whose movement this is, and in which share of the frames the person was seen."""

    how_chosen: str
    coverage: float
    people: int


class Tempo(_Part):
    """Seconds of the lowering and the lifting phase, and of the pause at the turning point between them."""

    eccentric_s: float
    pause_s: float
    concentric_s: float


class Rep(_Part):
    """One counted repetition. ``rom_deg`` is the range of the exercise's leading joint angle."""

    index: int
    start_s: float
    peak_s: float
    end_s: float
    side: Literal["left", "right", "both"]
    rom_deg: float | None
    tempo: Tempo


class Held(_Part):
    """One stretch of a hold."""

    index: int
    start_s: float
    end_s: float
    duration_s: float


class Rejected(_Part):
    """An attempt that was not counted, and the code of the reason."""

    start_s: float
    peak_s: float
    end_s: float
    side: Literal["left", "right", "both"]
    reason: str


class QualityWarning(_Part):
    """Something about the recording that limits what the numbers can say."""

    code: str
    text: str


class Quality(_Part):
    """Warnings about the recording, none when all is well."""

    warnings: tuple[QualityWarning, ...] = ()


class Keypoint(_Part):
    """A landmark in a photo; x, y of the picture's width and height, z as x, relative to the hips."""

    name: str
    x: float
    y: float
    z: float
    score: float


class AngleValue(_Part):
    """A joint angle in a photo, in the picture and in space."""

    name: str
    picture_deg: float
    space_deg: float
    score: float


class ResultDocument(_Part):
    """Everything that one analysis found. Times are seconds from the source's first frame."""

    schema_version: Literal[1] = 1
    job_id: str
    status: Literal["completed"] = "completed"
    source: Literal["video", "image"]
    options: dict[str, str | float | bool | tuple[float, float] | None]
    media: Media
    model: Model
    subject: SubjectReport
    view: Literal["front", "side", "oblique"] | None
    exercise: str | None
    unit: Literal["reps", "seconds"] | None
    count: int
    held_s: float | None = None
    reps: tuple[Rep, ...] = ()
    holds: tuple[Held, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    keypoints: tuple[Keypoint, ...] | None = None
    angles: tuple[AngleValue, ...] | None = None
    quality: Quality = Quality()
    files: dict[str, str] = {}
    timings: dict[str, float] = {}
