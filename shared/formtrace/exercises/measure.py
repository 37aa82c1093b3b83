"""What exercise files measure: angles, heights and distances between landmarks.

Landmark names without a side (``knee``) stand for the left and the right one in turn, and ``other_knee`` for
that of the opposite side; ``mid_knee`` is the middle of the two. Lengths are in torsos (the person's own
distance from mid-hip to mid-shoulder), angles in degrees.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from formtrace.errors import advice_on
from formtrace.skeletons import load_skeleton


def _known(name: str) -> str:
    """Refuse a name that is not one of BlazePose's landmarks, by whose names all exercises ask."""
    plain, skeleton = name.removeprefix("other_"), load_skeleton()
    if skeleton.has(plain) or skeleton.has(f"left_{plain}"):
        return name
    plain_names = [known.removeprefix("left_") for known in skeleton.names if not known.startswith("right_")]
    raise ValueError(f"there is no landmark '{name}'; {advice_on(plain, plain_names)}")


Point = Annotated[str, AfterValidator(_known)]


class Part(BaseModel):
    """A part of an exercise file: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Angle(Part):
    """Interior angle at the middle one of three points; 180 is straight."""

    kind: Literal["angle"]
    points: tuple[Point, Point, Point]
    space: Literal["body", "image"] = "body"


class Incline(Part):
    """Inclination of the line from the first to the second point: angle from the vertical, 0..180."""

    kind: Literal["incline"]
    points: tuple[Point, Point]
    space: Literal["body", "image"] = "body"


class GroundAngle(Part):
    """Angle at the first point, in the image plane, between the ground in front of the person and the line to
    the second point: 90 is upright, less leans forward, where the trunk leans. Meaningful in side views only.
    """

    kind: Literal["ground_angle"]
    points: tuple[Point, Point]


class Height(Part):
    """Height of the first point above the second, in torsos; negative below."""

    kind: Literal["height"]
    points: tuple[Point, Point]


class Distance(Part):
    """Distance between two points, in torsos: in space, in the image, or along the image's ``x`` only."""

    kind: Literal["distance"]
    points: tuple[Point, Point]
    space: Literal["body", "image", "x"] = "body"


class AnteriorOffset(Part):
    """How far the first point is in front of the second along the person's heading, in torsos; negative
    behind. Measured along the image's width, so meaningful in side views only.
    """

    kind: Literal["anterior_offset"]
    points: tuple[Point, Point]


class Offset(Part):
    """Distance of the middle one of three points from the line through the other two, in torsos and in the
    image; positive above the line, negative below. For bodies that lie or lean.
    """

    kind: Literal["offset"]
    points: tuple[Point, Point, Point]


class SeparationRatio(Part):
    """Distance between the first two points as a share of that between the last two, along the image's width:
    knee separation over ankle separation, for example. Meaningful in front views only.
    """

    kind: Literal["separation_ratio"]
    points: tuple[Point, Point, Point, Point]


class VerticalDisplacement(Part):
    """Height of a point above its own lowest level in the clip, in torsos: movement, not posture."""

    kind: Literal["vertical_displacement"]
    points: tuple[Point]


class Displacement(Part):
    """Distance of a point from its own median position in the image, in torsos."""

    kind: Literal["displacement"]
    points: tuple[Point]


Measure = Annotated[
    Angle
    | Incline
    | GroundAngle
    | Height
    | Distance
    | AnteriorOffset
    | Offset
    | SeparationRatio
    | VerticalDisplacement
    | Displacement,
    Field(discriminator="kind"),
]
