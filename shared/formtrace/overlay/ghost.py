"""A reference movement beside the person: a thin second skeleton, and joints coloured by difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.overlay.raster import Float, Strokes
from formtrace.overlay.style import OverlayStyle, Rgb, rgb_of
from formtrace.skeletons import Skeleton


@dataclass(frozen=True, slots=True)
class GhostPainter:
    """Draws the reference. ``unit_px`` is the length of a style unit for this person."""

    skeleton: Skeleton
    style: OverlayStyle
    unit_px: float

    def behind(self, xy_px: Float, score: Float) -> list[tuple[Strokes, Rgb]]:
        """The skeleton of the reference, keypoints (33, 2), NaN where there is none; bottom first.

        Without the parts that are not seen of the person, by their ``score``.
        """
        known = np.isfinite(xy_px[:, 0]) & (score >= self.style.score_hidden)
        edges = [edge for edge in self.skeleton.edges if known[edge.start] and known[edge.end]]
        if not edges:
            return []
        look = self.style.ghost
        start, end = np.array([(edge.start, edge.end) for edge in edges], np.intp).T
        limbs = Strokes(
            np.concatenate([xy_px[start], xy_px[end]], axis=1).astype(np.float32),
            np.full(len(edges), max(look.width * self.unit_px / 2, 0.6), np.float32),
            np.full(len(edges), look.opacity, np.float32),
        )
        outline = limbs.outline(
            max(self.style.widths["outline"] * self.unit_px / 2, 0.6), look.outline_opacity
        )
        return [(outline, self.style.colours.rgb("outline")), (limbs, rgb_of(look.colour))]

    def joints(self, xy_px: Float, score: Float, off: Float) -> list[tuple[Strokes, Rgb]]:
        """The person's joints in the colour of how unlike the reference it is, ``off`` (33,) 0..1."""
        look = self.style.ghost
        shown = np.isfinite(off) & np.isfinite(xy_px).all(axis=1) & (score >= self.style.score_hidden)
        steps = np.minimum(
            (np.nan_to_num(off) * len(look.differences)).astype(int), len(look.differences) - 1
        )
        layers = []
        for number, colour in enumerate(look.differences):
            at = np.flatnonzero(shown & (steps == number))
            if at.size:
                radius = np.full(at.size, max(look.joint * self.unit_px / 2, 0.8), np.float32)
                discs = Strokes.discs(xy_px[at].astype(np.float32), radius, np.ones(at.size, np.float32))
                layers.append((discs, rgb_of(colour)))
        return layers
