"""Pictures of moments."""

from __future__ import annotations

from formtrace.results.document.base import Part, Side


class Still(Part):
    """A moment of the clip as a picture: the person with the skeleton, cut out of the frame.

    Attributes:
        file: its name among the result's files; ``role`` is the same in ``files``.
        t_s: of the frame, which may be up to a sixteenth of a second from the moment that is meant.
        width, height: pixels.
        check: the form check that it shows; ``None`` for the turning point.
        joint, side: what is marked in it.
        marks: where, x and y as shares of the picture's width and height.
    """

    file: str
    role: str
    t_s: float
    width: int
    height: int
    check: str | None = None
    joint: str | None = None
    side: Side | None = None
    marks: tuple[tuple[float, float], ...] = ()
