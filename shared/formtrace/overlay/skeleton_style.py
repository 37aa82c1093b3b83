"""Whether and how people are drawn: in our own style, a preset's, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.options import AnalysisOptions
from formtrace.overlay.canvas import Canvas
from formtrace.overlay.plane_annotator import PlaneAnnotator, PoseFrame
from formtrace.overlay.preset import SkeletonPreset, find_preset
from formtrace.overlay.skeleton import SkeletonAnnotator, shown_opacity
from formtrace.overlay.strokes import Float, Strokes
from formtrace.overlay.style import OverlayStyle, rgb_of
from formtrace.skeletons import Skeleton


@dataclass(frozen=True, slots=True)
class SkeletonStyle:
    """How people are drawn.

    Attributes:
        shown: whether they are.
        preset: lines and circles of a preset instead of our own style.
    """

    shown: bool = True
    preset: SkeletonPreset | None = None

    @classmethod
    def of(cls, options: AnalysisOptions) -> SkeletonStyle:
        """The style that a job asks for; our own for a preset that is not here any more."""
        style = options.skeleton_style
        return cls(options.skeleton, None if style is None else find_preset(style))

    def angle_style(self, style: OverlayStyle) -> OverlayStyle:
        """``style``, with the preset's colours for the labels and arcs of angles."""
        if self.preset is None:
            return style
        angles = self.preset.angles
        named = {"accent": angles.stroke_color, "card": angles.stroke_color, "text": angles.font_color}
        return style.model_copy(update={"colours": style.colours.model_copy(update=named)})

    def annotators(self, skeleton: Skeleton, style: OverlayStyle, unit_px: float) -> list[PlaneAnnotator]:
        """What draws people like this; ``unit_px`` is the length of a style unit for this person."""
        if not self.shown:
            return []
        if self.preset is None:
            return [SkeletonAnnotator(skeleton, style, unit_px)]
        pixel_px = unit_px * 1000.0 / style.sizes.preset_short_side_px
        return [PresetAnnotator(skeleton, style, self.preset, pixel_px)]


@dataclass(frozen=True, slots=True)
class PresetAnnotator:
    """Draws a preset's lines, and its circles with a border. ``pixel_px`` is the length of its pixels."""

    skeleton: Skeleton
    style: OverlayStyle
    preset: SkeletonPreset
    pixel_px: float

    def annotate(self, canvas: Canvas, frame: PoseFrame) -> None:
        """Draw lines, borders and fillings, where the keypoints are neither NaN nor hidden."""
        xy_px, opacity = frame.xy_px, shown_opacity(frame, self.style)
        circles, lines = self.preset.circles, self.preset.lines
        border_px = circles.stroke_width / 2 * self.pixel_px
        radius_px = circles.radius * self.pixel_px
        filling = self._discs(xy_px, opacity, max(radius_px - border_px, 0.0))
        canvas.stroke(self._lines(xy_px, opacity), rgb_of(lines.line_stroke_color))
        border = self._discs(xy_px, opacity, radius_px + border_px)
        canvas.stroke(border, rgb_of(circles.circle_stroke_color))
        canvas.stroke(filling, rgb_of(circles.circle_fill_color))

    def _lines(self, xy_px: Float, opacity: Float) -> Strokes:
        index, has = self.skeleton.index, self.skeleton.has
        edges = [(index(a), index(b)) for a, b in self.preset.edges if has(a) and has(b)]
        pairs = np.array(edges, np.intp).reshape(-1, 2)
        start, end = pairs[opacity[pairs].min(axis=1, initial=1.0) > 0].T
        half_px = np.full(len(start), self.preset.lines.stroke_width / 2 * self.pixel_px, np.float32)
        return Strokes(
            np.concatenate([xy_px[start], xy_px[end]], axis=1).astype(np.float32),
            half_px,
            np.minimum(opacity[start], opacity[end]),
        )

    def _discs(self, xy_px: Float, opacity: Float, radius_px: float) -> Strokes:
        names = [name for name in self.preset.keypoints if self.skeleton.has(name)]
        shown = np.array([self.skeleton.index(name) for name in names], np.intp)
        shown = shown[opacity[shown] > 0] if radius_px > 0 else shown[:0]
        radius = np.full(len(shown), radius_px, np.float32)
        return Strokes.discs(xy_px[shown].astype(np.float32), radius, opacity[shown])
