"""The skeleton: limbs in the colour of their side, small joints, all with a dark outline.

Left and right are orange and blue, which people with any of the common colour vision deficiencies tell apart.
The outline keeps both legible on any background. How sure the model is shows as opacity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.raster import Float, Strokes
from formtrace.overlay.style import OverlayStyle, Rgb
from formtrace.skeletons import Skeleton

_DRAWN_ORDER = ("centre", "right", "left")


def opacity_of(score: NDArray[np.floating], style: OverlayStyle) -> Float:
    """Opacity for visibility scores: 0 below ``score_hidden``, rising to 1 at ``score_opaque``.

    A point that is shown at all has at least 0.35, or it could not be seen.
    """
    span = max(style.score_opaque - style.score_hidden, 1e-6)
    rising = 0.35 + 0.65 * np.clip((score - style.score_hidden) / span, 0.0, 1.0)
    shown: Float = np.where(score >= style.score_hidden, rising, 0.0).astype(np.float32)
    return shown


@dataclass(frozen=True, slots=True)
class BodyPainter:
    """Draws one person. ``unit_px`` is the length of a style unit for this person."""

    skeleton: Skeleton
    style: OverlayStyle
    unit_px: float

    def layers(self, xy_px: Float, score: Float) -> list[tuple[Strokes, Rgb]]:
        """Strokes, bottom first, for those keypoints ``xy_px`` (33, 2) that are neither NaN nor hidden."""
        opacity = opacity_of(score, self.style)
        opacity[~np.isfinite(xy_px).all(axis=1)] = 0.0
        colours = self.style.colours
        parts = [(self._limbs(side, xy_px, opacity), colours.rgb(side)) for side in _DRAWN_ORDER]
        parts.append((self._joints(xy_px, opacity), colours.rgb("joint")))
        outline_px = max(self.style.widths["outline"] * self.unit_px, 0.8)
        outline = Strokes.concatenate([strokes for strokes, _ in parts])
        return [(outline.outline(outline_px, self.style.outline_opacity), colours.rgb("outline")), *parts]

    def _limbs(self, side: str, xy_px: Float, opacity: Float) -> Strokes:
        edges = [
            edge
            for edge in self.skeleton.edges
            if edge.side == side and opacity[edge.start] > 0 and opacity[edge.end] > 0
        ]
        start = np.array([edge.start for edge in edges], np.intp)
        end = np.array([edge.end for edge in edges], np.intp)
        widths = np.array([self.style.widths[edge.part] for edge in edges], np.float32)
        return Strokes(
            np.concatenate([xy_px[start], xy_px[end]], axis=1).astype(np.float32),
            np.maximum(widths * np.float32(self.unit_px / 2), np.float32(0.6)),
            np.minimum(opacity[start], opacity[end]),
        )

    def _joints(self, xy_px: Float, opacity: Float) -> Strokes:
        style = self.style
        parts = [landmark.part for landmark in self.skeleton.landmarks]
        shown = np.array(
            [
                index
                for index, landmark in enumerate(self.skeleton.landmarks)
                if landmark.part in style.joints and opacity[index] > 0
            ],
            np.intp,
        )
        diameters = np.array([style.joints[parts[index]] for index in shown], np.float32)
        faint = np.array(
            [style.face_opacity if parts[index] == "face" else 1.0 for index in shown], np.float32
        )
        radius = np.maximum(diameters * np.float32(self.unit_px / 2), np.float32(0.7))
        return Strokes.discs(xy_px[shown].astype(np.float32), radius, opacity[shown] * faint)
