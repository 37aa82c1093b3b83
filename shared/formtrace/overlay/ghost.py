"""A reference movement beside the person: a thin second skeleton, and joints coloured by difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.overlay.canvas import Canvas
from formtrace.overlay.plane_annotator import PoseFrame
from formtrace.overlay.strokes import Float, Strokes
from formtrace.overlay.style import OverlayStyle, rgb_of
from formtrace.skeletons import Skeleton


@dataclass(frozen=True, slots=True, eq=False)
class GhostAnnotator:
    """Draws the reference's skeleton, to go behind the person.

    ``ghost_px`` (N, K, 2) are its keypoints, NaN where there are none; ``unit_px`` is the length of a style
    unit for this person. Parts that are not seen of the person are left out.
    """

    skeleton: Skeleton
    style: OverlayStyle
    unit_px: float
    ghost_px: Float

    def annotate(self, canvas: Canvas, frame: PoseFrame) -> None:
        """Draw the reference at the same moment of the movement."""
        xy_px = self.ghost_px[frame.row]
        known = np.isfinite(xy_px[:, 0]) & (frame.visibility >= self.style.score_hidden)
        edges = [edge for edge in self.skeleton.edges if known[edge.start] and known[edge.end]]
        if not edges:
            return
        ghost = self.style.ghost
        start, end = np.array([(edge.start, edge.end) for edge in edges], np.intp).T
        limbs = Strokes(
            np.concatenate([xy_px[start], xy_px[end]], axis=1).astype(np.float32),
            np.full(len(edges), max(ghost.width * self.unit_px / 2, 0.6), np.float32),
            np.full(len(edges), ghost.opacity, np.float32),
        )
        by_px = max(self.style.widths["outline"] * self.unit_px / 2, 0.6)
        canvas.stroke(limbs.outline(by_px, ghost.outline_opacity), self.style.colours.rgb("outline"))
        canvas.stroke(limbs, rgb_of(ghost.colour))


@dataclass(frozen=True, slots=True, eq=False)
class DifferenceAnnotator:
    """Draws the person's joints in the colours of ``joint_error``, (N, K) 0..1 against the reference."""

    style: OverlayStyle
    unit_px: float
    joint_error: Float

    def annotate(self, canvas: Canvas, frame: PoseFrame) -> None:
        """Draw the joints whose difference is known."""
        ghost, xy_px, error = self.style.ghost, frame.xy_px, self.joint_error[frame.row]
        seen = frame.visibility >= self.style.score_hidden
        shown = np.isfinite(error) & np.isfinite(xy_px).all(axis=1) & seen
        last = len(ghost.differences) - 1
        steps = np.minimum((np.nan_to_num(error) * len(ghost.differences)).astype(int), last)
        for number, colour in enumerate(ghost.differences):
            at = np.flatnonzero(shown & (steps == number))
            if at.size:
                radius = np.full(at.size, max(ghost.joint * self.unit_px / 2, 0.8), np.float32)
                ones = np.ones(at.size, np.float32)
                canvas.stroke(Strokes.discs(xy_px[at].astype(np.float32), radius, ones), rgb_of(colour))
