"""What exercise files measure: angles, heights and distances between landmarks.

Landmark names without a side (``knee``) stand for the left and the right one in turn, and ``other_knee`` for
that of the opposite side; ``mid_knee`` is the middle of the two. Lengths are in torsos (the person's own
distance from mid-hip to mid-shoulder), angles in degrees.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A part of an exercise file: fixed, and without names that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Angle(Part):
    """Interior angle at the middle one of three points; 180 is straight."""

    kind: Literal["angle"]
    points: tuple[str, str, str]
    space: Literal["body", "picture"] = "body"


class Incline(Part):
    """Angle of the line between two points from straight up, 0..180."""

    kind: Literal["incline"]
    points: tuple[str, str]
    space: Literal["body", "picture"] = "body"


class Height(Part):
    """How far the first point is above the second, in torsos; negative below."""

    kind: Literal["height"]
    points: tuple[str, str]


class Distance(Part):
    """Distance between two points, in torsos: in space, or along the picture's ``x`` only."""

    kind: Literal["distance"]
    points: tuple[str, str]
    space: Literal["body", "picture", "x"] = "body"


class Ahead(Part):
    """How far the first point is ahead of the second, in torsos along the picture's width, where ahead is the
    way the person faces; negative behind. Says something from the side only.
    """

    kind: Literal["ahead"]
    points: tuple[str, str]


class Offset(Part):
    """How far the middle one of three points is above the line through the other two, in torsos, at right
    angles to the line in the picture; negative below. For bodies that lie or lean.
    """

    kind: Literal["offset"]
    points: tuple[str, str, str]


class Spread(Part):
    """Distance between the first two points as a share of that between the last two, along the picture's
    width: knees to ankles, for example. Says something from the front only.
    """

    kind: Literal["spread"]
    points: tuple[str, str, str, str]


class Rise(Part):
    """How far a point is above its own lowest level in the clip, in torsos: travel, not posture."""

    kind: Literal["rise"]
    points: tuple[str]


class Travel(Part):
    """How far a point is from its own usual place in the picture, in torsos."""

    kind: Literal["travel"]
    points: tuple[str]


Measure = Annotated[
    Angle | Incline | Height | Distance | Ahead | Offset | Spread | Rise | Travel,
    Field(discriminator="kind"),
]
