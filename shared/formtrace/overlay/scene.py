"""Everything that is drawn, frame by frame, on pictures of one size and colour space."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.angles import AngleLabelAnnotator, AnglePlan, ArcAnnotator
from formtrace.overlay.canvas import Canvas
from formtrace.overlay.ghost import DifferenceAnnotator, GhostAnnotator
from formtrace.overlay.hud import HudAnnotator, HudLayout, place_card
from formtrace.overlay.plane_annotator import PlaneAnnotator, PoseFrame
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.strokes import Float
from formtrace.overlay.style import OverlayStyle, Sizes, unit_px
from formtrace.overlay.track import OverlayTrack
from formtrace.skeletons import Skeleton


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A track prepared for pictures of one size.

    Attributes:
        track: what is drawn.
        xy_px: (N, K, 2), its keypoints in pixels of the picture.
        visibility: (N, K).
        annotators: what draws, bottom first.
    """

    track: OverlayTrack
    xy_px: Float
    visibility: Float
    annotators: tuple[PlaneAnnotator, ...]

    @classmethod
    def of(
        cls,
        track: OverlayTrack,
        width: int,
        height: int,
        style: OverlayStyle,
        origin_px: tuple[int, int] = (0, 0),
        people: SkeletonStyle | None = None,
    ) -> Scene:
        """Lay out a track on upright pictures of that size, whose top left corner is at ``origin_px``.

        ``people`` says how they are drawn, ``None`` in our own style.
        """
        skeleton, people = track.skeleton, people or SkeletonStyle()
        xy_px = _in_pixels(track.xy_norm, width, height, origin_px)
        visibility = np.nan_to_num(track.visibility).astype(np.float32)
        unit = unit_px(width, height)
        body_unit = unit * _person_scale(xy_px, min(width, height), skeleton, style.sizes)
        near_px = style.angles.distance * body_unit
        plan = AnglePlan.of(tuple(track.angles), xy_px, visibility, track.t_s, skeleton, near_px)
        angle_style = people.angle_style(style)
        behind: list[PlaneAnnotator] = []
        in_front: list[PlaneAnnotator] = []
        if track.ghost_norm is not None and track.joint_error is not None:
            ghost_px = _in_pixels(track.ghost_norm, width, height, origin_px)
            behind.append(GhostAnnotator(skeleton, style, body_unit, ghost_px))
            in_front.append(DifferenceAnnotator(style, body_unit, track.joint_error.astype(np.float32)))
        annotators = (
            *behind,
            ArcAnnotator(plan, angle_style, body_unit),
            *people.annotators(skeleton, style, body_unit),
            *in_front,
            AngleLabelAnnotator(plan, angle_style, body_unit, (unit + body_unit) / 2),
            *_hud(track, style, unit, (width, height), xy_px, visibility),
        )
        return cls(track, xy_px, visibility, annotators)

    def draw(self, canvas: Canvas, row: int) -> None:
        """Draw row ``row`` of the track on the planes that ``canvas`` is attached to."""
        frame = PoseFrame(
            row,
            float(self.track.t_s[row]),
            self.xy_px[row],
            self.visibility[row],
            float(self.track.count[row]),
            float(self.track.progress[row]),
            {name: float(values[row]) for name, values in self.track.angles.items()},
        )
        for annotator in self.annotators:
            annotator.annotate(canvas, frame)
        canvas.flush()


def _hud(
    track: OverlayTrack,
    style: OverlayStyle,
    unit: float,
    picture: tuple[int, int],
    xy_px: Float,
    visibility: Float,
) -> list[PlaneAnnotator]:
    """The card, if there is anything to show on it."""
    margin = round(style.hud.margin * unit)
    layout = HudLayout.of(track, style, unit, picture[0] - 2 * margin)
    if layout is None:
        return []
    card = place_card(layout.card, picture, margin, xy_px, visibility)
    return [HudAnnotator(track, style, unit, dataclasses.replace(layout, card=card))]


def _in_pixels(xy_norm: NDArray[np.float64], width: int, height: int, origin_px: tuple[int, int]) -> Float:
    pixels: Float = (xy_norm * np.array([width, height]) + np.array(origin_px)).astype(np.float32)
    return pixels


def _person_scale(xy_px: Float, short_side: int, skeleton: Skeleton, sizes: Sizes) -> float:
    """How thick to draw a person, from the trunk's median length over the clip: a factor up to 1."""
    left, right = (
        [skeleton.index(f"{side}_{joint}") for joint in ("shoulder", "hip")] for side in ("left", "right")
    )
    trunk = np.linalg.norm(
        (xy_px[:, left[0]] + xy_px[:, right[0]] - xy_px[:, left[1]] - xy_px[:, right[1]]) / 2, axis=1
    )
    trunk = trunk[np.isfinite(trunk)]
    if not len(trunk):
        return 1.0
    return float(np.clip(np.median(trunk) / (sizes.full_size_trunk * short_side), sizes.thinnest, 1.0))
