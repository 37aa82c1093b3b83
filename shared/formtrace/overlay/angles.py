"""Joint angles: a small arc inside the joint and a label beside it.

Where the labels go is laid out once for the whole clip: each moves slowly around its joint, on the outer side
of the bend and away from the trunk, and a pair of labels that would lie on top of each other, as knees do
when they are filmed from the side, is thinned to the side that is seen better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.canvas import Canvas
from formtrace.overlay.layer import Layer
from formtrace.overlay.plane_annotator import PoseFrame
from formtrace.overlay.shapes import rounded_box
from formtrace.overlay.skeleton import opacity_of
from formtrace.overlay.strokes import Float, Strokes
from formtrace.overlay.style import OverlayStyle
from formtrace.overlay.text import cap_height, text_mask, text_width
from formtrace.signals.filters import gaussian_smooth
from formtrace.skeletons import Skeleton

_SETTLE_S = 0.35
"""Standard deviation of the labels' slow motion around their joints."""
_APART = 1.6
"""Labels of a left/right pair that are closer than this many label distances are thinned to one."""
_ARC_SEGMENTS = 9


@dataclass(frozen=True, slots=True, eq=False)
class AnglePlan:
    """Which angles are drawn and where.

    ``triples`` gives the joint triple of each, ``directions`` the unit vectors (N, 2) from joint to label.
    """

    triples: Mapping[str, tuple[int, int, int]]
    directions: Mapping[str, Float]

    @classmethod
    def of(
        cls,
        names: tuple[str, ...],
        xy_px: Float,
        visibility: NDArray[np.floating],
        t_s: NDArray[np.float64],
        skeleton: Skeleton,
        near_px: float,
    ) -> AnglePlan:
        """Plan the named angles, of those that the skeleton has, over a clip ``xy_px`` (N, 33, 2)."""
        triples = {name: skeleton.angles[name] for name in names if name in skeleton.angles}
        kept = _thinned(triples, xy_px, visibility, skeleton, near_px)
        return cls(kept, {name: _directions(xy_px, t_s, triple, skeleton) for name, triple in kept.items()})


def _thinned(
    triples: Mapping[str, tuple[int, int, int]],
    xy_px: Float,
    visibility: NDArray[np.floating],
    skeleton: Skeleton,
    near_px: float,
) -> dict[str, tuple[int, int, int]]:
    """Without the less visible one of each left/right pair whose joints mostly coincide in the picture."""
    kept = dict(triples)
    for name, triple in triples.items():
        twin = next(
            (other for other, t in triples.items() if t == tuple(skeleton.mirror[i] for i in triple)), name
        )
        if twin <= name or name not in kept or twin not in kept:
            continue
        apart = np.linalg.norm(xy_px[:, triple[1]] - xy_px[:, triples[twin][1]], axis=1)
        apart = apart[np.isfinite(apart)]
        if len(apart) and np.median(apart) < near_px * _APART:
            seen = {side: float(visibility[:, list(triples[side])].mean()) for side in (name, twin)}
            del kept[min(seen, key=lambda side: (seen[side], side))]
    return kept


def _directions(
    xy_px: Float, t_s: NDArray[np.float64], triple: tuple[int, int, int], skeleton: Skeleton
) -> Float:
    """Slowly turning unit vectors (N, 2): away from the trunk, out of the bend, and not onto the face."""
    a, vertex, b = (xy_px[:, index] for index in triple)
    trunk = [skeleton.index(f"{side}_{joint}") for side in ("left", "right") for joint in ("shoulder", "hip")]
    centre, nose = xy_px[:, trunk].mean(axis=1), xy_px[:, skeleton.index("nose")]
    outward = _unit(vertex - centre) * np.array([1.0, 0.4])
    out_of_bend = -(_unit(a - vertex) + _unit(b - vertex))
    nearness = np.exp(-((_length(vertex - nose) / _length(vertex - centre)) ** 2))
    wanted = outward + 0.3 * out_of_bend + 1.5 * nearness * _unit(vertex - nose)
    slow = np.stack([gaussian_smooth(t_s, wanted[:, axis], _SETTLE_S) for axis in (0, 1)], axis=1)
    directions: Float = np.nan_to_num(_unit(slow), nan=float(np.sqrt(0.5))).astype(np.float32)
    return directions


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.floating]:
    unit: NDArray[np.floating] = vectors / _length(vectors)
    return unit


def _length(vectors: NDArray[np.floating]) -> NDArray[np.floating]:
    """Lengths (..., 1) of vectors (..., 2); NaN instead of 0."""
    length: NDArray[np.floating] = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.where(length > 0.0, length, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class ArcAnnotator:
    """Draws an arc inside each joint of the plan. ``unit_px`` sizes it."""

    plan: AnglePlan
    style: OverlayStyle
    unit_px: float

    def annotate(self, canvas: Canvas, frame: PoseFrame) -> None:
        """Draw the arcs of joints whose three keypoints are seen."""
        xy_px, opacity = frame.xy_px, opacity_of(frame.visibility, self.style)
        arcs = [
            self._arc(xy_px[list(triple)], float(opacity[list(triple)].min()))
            for triple in self.plan.triples.values()
            if opacity[list(triple)].min() > 0 and np.isfinite(xy_px[list(triple)]).all()
        ]
        if not arcs:
            return
        strokes = Strokes.concatenate(arcs)
        outline_px = max(self.style.widths["outline"] * self.unit_px, 0.8)
        outline = strokes.outline(outline_px, self.style.outline_opacity * 0.7)
        canvas.stroke(outline, self.style.colours.rgb("outline"))
        canvas.stroke(strokes, self.style.colours.rgb("accent"))

    def _arc(self, corner: Float, alpha: float) -> Strokes:
        """The arc in a ``corner`` (3, 2) of end, vertex and end, smaller where the legs are short."""
        first, second = corner[0] - corner[1], corner[2] - corner[1]
        radius = min(
            self.style.angles.radius * self.unit_px, 0.45 * float(min(np.hypot(*first), np.hypot(*second)))
        )
        start = np.arctan2(first[1], first[0])
        sweep = (np.arctan2(second[1], second[0]) - start + np.pi) % (2 * np.pi) - np.pi
        turn = start + sweep * np.linspace(0.0, 1.0, _ARC_SEGMENTS + 1)
        points = corner[1] + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        width_px = max(self.style.angles.width * self.unit_px, 1.2)
        return Strokes.polyline(points.astype(np.float32), width_px / 2, alpha)


@dataclass(slots=True, eq=False)
class AngleLabelAnnotator:
    """Writes the angle beside each joint of the plan. ``text_unit_px`` sizes the text."""

    plan: AnglePlan
    style: OverlayStyle
    unit_px: float
    text_unit_px: float
    _labels: dict[str, Layer] = field(default_factory=dict)

    def annotate(self, canvas: Canvas, frame: PoseFrame) -> None:
        """Write the angles that are known, of joints that are seen."""
        for name, triple in self.plan.triples.items():
            corner, angle_deg = list(triple), frame.angles_deg[name]
            seen = frame.visibility[corner].min() >= self.style.score_hidden
            if seen and np.isfinite(angle_deg) and np.isfinite(frame.xy_px[corner]).all():
                direction = self.plan.directions[name][frame.row]
                self._write(canvas, angle_deg, frame.xy_px[triple[1]], direction)

    def _write(self, canvas: Canvas, angle_deg: float, joint_px: Float, direction: Float) -> None:
        """Write ``angle_deg`` beside ``joint_px`` (2,), in ``direction`` (2,) from it."""
        label = self._label(f"{angle_deg:.0f}°", canvas)
        half = np.array([label.width / 2, label.height / 2])
        away = joint_px + direction * (self.style.angles.distance * self.unit_px)
        # The label's box, not its centre, keeps the distance: wide labels move farther out sideways.
        x, y = np.round(away + direction * half * 0.6 - half).astype(int)
        canvas.composite(label, int(x), int(y))

    def _label(self, text: str, canvas: Canvas) -> Layer:
        colours = self.style.colours
        if text not in self._labels:
            size = self.style.angles.text * self.text_unit_px
            weight = size * 0.015
            cap, margin = cap_height(size), round(size * 0.36)
            width = text_width(text, size, weight) + 2 * margin
            height = cap + 2 * round(size * 0.3)
            label = canvas.layer(width, height)
            label.paint(rounded_box(width, height, height / 2), colours.rgb("card"), self.style.card_opacity)
            label.paint(text_mask(text, size, weight), colours.rgb("text"), 1.0, margin, round(size * 0.3))
            self._labels[text] = label
        return self._labels[text]
