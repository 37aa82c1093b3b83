"""The skeleton: limbs in the colour of their side, small joints, all with a dark outline.

Left and right are orange and blue, which people with any of the common colour vision deficiencies tell apart.
The outline keeps both legible on any background. How sure the model is shows as opacity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.canvas import Canvas
from formtrace.overlay.plane_annotator import PoseFrame
from formtrace.overlay.strokes import Float, Strokes
from formtrace.overlay.style import OverlayStyle, Rgb
from formtrace.skeletons import Skeleton

_DRAWN_ORDER = ("centre", "right", "left")


def opacity_of(visibility: NDArray[np.floating], style: OverlayStyle) -> Float:
    """Opacity by visibility: 0 below ``score_hidden``, rising to 1 at ``score_opaque``.

    A point that is shown at all has at least 0.35, or it could not be seen.
    """
    span = max(style.score_opaque - style.score_hidden, 1e-6)
    rising = 0.35 + 0.65 * np.clip((visibility - style.score_hidden) / span, 0.0, 1.0)
    shown: Float = np.where(visibility >= style.score_hidden, rising, 0.0).astype(np.float32)
    return shown


def shown_opacity(frame: PoseFrame, style: OverlayStyle) -> Float:
    """Opacity of the keypoints (K,); 0 where one is not known."""
    opacity = opacity_of(frame.visibility, style)
    opacity[~np.isfinite(frame.xy_px).all(axis=1)] = 0.0
    return opacity


@dataclass(frozen=True, slots=True, eq=False)
class _Limbs:
    """Limbs of one colour: the landmarks that they join (E,), and half their widths in pixels (E,)."""

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    radius_px: Float
    rgb: Rgb

    def strokes(self, xy_px: Float, opacity: Float) -> Strokes:
        """Those whose two ends are shown, as opaque as the fainter one."""
        alpha = np.minimum(opacity[self.start], opacity[self.end])
        shown = alpha > 0
        ends = np.concatenate([xy_px[self.start[shown]], xy_px[self.end[shown]]], axis=1)
        return Strokes(ends, self.radius_px[shown], alpha[shown])


class SkeletonAnnotator:
    """Draws one person. ``unit_px`` is the length of a style unit for this person."""

    def __init__(self, skeleton: Skeleton, style: OverlayStyle, unit_px: float) -> None:
        self._style = style
        self._outline_px = max(style.widths["outline"] * unit_px, 0.8)
        self._limbs = [_limbs(skeleton, style, unit_px, side) for side in _DRAWN_ORDER]
        drawn = [(i, mark.part) for i, mark in enumerate(skeleton.landmarks) if mark.part in style.joints]
        self._joints = np.array([index for index, _ in drawn], np.intp)
        diameters = np.array([style.joints[part] for _, part in drawn], np.float32)
        self._joint_radius_px = np.maximum(diameters * np.float32(unit_px / 2), np.float32(0.7))
        faint = [style.face_opacity if part == "face" else 1.0 for _, part in drawn]
        self._joint_opacity = np.array(faint, np.float32)

    def annotate(self, canvas: Canvas, frame: PoseFrame) -> None:
        """Draw those keypoints that are neither NaN nor hidden, and the limbs between them."""
        xy_px, opacity = frame.xy_px, shown_opacity(frame, self._style)
        alpha = opacity[self._joints] * self._joint_opacity
        shown = alpha > 0
        joints = Strokes.discs(xy_px[self._joints[shown]], self._joint_radius_px[shown], alpha[shown])
        colours = self._style.colours
        parts = [(limbs.strokes(xy_px, opacity), limbs.rgb) for limbs in self._limbs]
        parts.append((joints, colours.rgb("joint")))
        outline = Strokes.concatenate([strokes for strokes, _ in parts])
        opacity_below = self._style.outline_opacity
        canvas.stroke(outline.outline(self._outline_px, opacity_below), colours.rgb("outline"))
        for strokes, rgb in parts:
            canvas.stroke(strokes, rgb)


def _limbs(skeleton: Skeleton, style: OverlayStyle, unit_px: float, side: str) -> _Limbs:
    edges = [edge for edge in skeleton.edges if edge.side == side]
    widths = np.array([style.widths[edge.part] for edge in edges], np.float32)
    return _Limbs(
        np.array([edge.start for edge in edges], np.intp),
        np.array([edge.end for edge in edges], np.intp),
        np.maximum(widths * np.float32(unit_px / 2), np.float32(0.6)),
        style.colours.rgb(side),
    )
