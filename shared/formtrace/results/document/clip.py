"""The clip: its media, its subject, exercises it may show, and warnings about the recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from formtrace.results.document.base import Part

if TYPE_CHECKING:
    from formtrace.clip.manifest import MediaInfo  # needs NumPy, which readers of results may not have


class Media(Part):
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


class Speed(Part):
    """How many times slower than life the clip plays, and how that is known.

    ``source``: an ``option``, tags of the ``container``, ``assumed`` since all attempts were too slow, or the
    ``default``. Times in the result are those of the clip; durations, tempo and rests are true.
    """

    factor: float = 1.0
    source: Literal["option", "container", "assumed", "default"] = "default"


class Model(Part):
    """Which pose model gave the keypoints; ``sha256`` is that of its landmark network."""

    name: str
    sha256: str


class SubjectReport(Part):
    """Whose movement this is, and in which share of the frames the person was seen.

    ``torso_cm`` is the distance from mid-hip to mid-shoulder, the unit ``torso`` of form checks: from the
    person's height where it is given, else as the pose model estimates it; ``None`` where neither is known.
    """

    how_chosen: str
    coverage: float
    people: int
    torso_cm: float | None = None


class Suggestion(Part):
    """An exercise that this may be, and how likely, 0..1."""

    exercise: str
    confidence: float
    count: int


class QualityWarning(Part):
    """Something about the recording that limits what the numbers can say."""

    code: str
    text: str


class Quality(Part):
    """Warnings about the recording, none when all is well."""

    warnings: tuple[QualityWarning, ...] = ()


class Keypoint(Part):
    """A landmark in a photo; x, y of the picture's width and height, z as x, relative to the hips."""

    name: str
    x: float
    y: float
    z: float
    score: float


class AngleValue(Part):
    """A joint angle in a photo, in the picture and, from a pose model with depth, in space."""

    name: str
    picture_deg: float
    space_deg: float | None
    score: float
