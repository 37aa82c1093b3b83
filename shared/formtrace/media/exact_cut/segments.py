"""Stretches of a stream whose pictures have one size and one orientation, and the canvas for them all.

A phone that is turned while it films, a video call that gets more bandwidth and a broadcast that changes its
programme all change the picture within a stream.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Segment

Orientation = tuple[int, bool]
"""Clockwise turn in degrees, and mirroring after it."""


@dataclass(frozen=True, slots=True)
class PictureShape:
    """Size of a decoded picture, and the orientation that came with it within the stream, if one did."""

    width: int
    height: int
    orientation: Orientation | None


def segments_of(shapes: Sequence[PictureShape], first: Geometry) -> tuple[Geometry, tuple[Segment, ...]]:
    """The canvas, and the segments; none if the whole stream has one geometry.

    ``shapes`` are those of the frames in presentation order. ``first`` is the geometry of the first picture;
    an orientation that the container gives holds for all, one within the stream until the next.
    """
    given = (first.rotation_deg, first.mirrored)
    turns_within = bool(shapes) and (shapes[0].orientation or (0, False)) == given
    found: list[Segment] = []
    different: set[Geometry] = set()
    for number, shape in enumerate(shapes):
        if turns_within and shape.orientation is not None:
            given = shape.orientation
        geometry = dataclasses.replace(
            first,
            coded_width=shape.width,
            coded_height=shape.height,
            rotation_deg=given[0],
            mirrored=given[1],
        )
        different.add(geometry)
        if not found or geometry != found[-1].geometry:
            found.append(Segment(first_frame=number, geometry=geometry))
    if len(found) < 2:
        return (found[0].geometry if found else first), ()
    return max(different, key=_size), tuple(found)


def _size(geometry: Geometry) -> tuple[int, int]:
    """Area, and of two equal ones the wider: a person standing up is then about as tall in both halves."""
    return geometry.display_width * geometry.display_height, geometry.display_width
