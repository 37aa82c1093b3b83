"""What the overlay consists of: small classes with one method that draws on a frame's planes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from formtrace.overlay.canvas import Canvas
from formtrace.overlay.strokes import Float


@dataclass(frozen=True, slots=True, eq=False)
class PoseFrame:
    """What is known of one frame.

    Attributes:
        row: its row in the track.
        t_s: seconds since the source's first frame.
        xy_px: (K, 2) float32, the person's keypoints in pixels of the picture; NaN where there are none.
        visibility: (K,) float32, 0..1.
        count: repetitions so far, or seconds held; NaN where nothing is counted.
        progress: place within the repetition, 0..1; NaN outside repetitions.
        angles_deg: the joint angles that are drawn, by name.
    """

    row: int
    t_s: float
    xy_px: Float
    visibility: Float
    count: float
    progress: float
    angles_deg: Mapping[str, float]


class PlaneAnnotator(Protocol):
    """Draws one thing: strokes on the canvas, or layers that it made with :meth:`Canvas.layer`."""

    def annotate(self, canvas: Canvas, frame: PoseFrame) -> None:
        """Draw on ``canvas`` what belongs to ``frame``."""
