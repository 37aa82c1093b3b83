"""Everything that is drawn, frame by frame, on pictures of one size and colour space."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.angles import AnglePainter, AnglePlan
from formtrace.overlay.canvas import Canvas
from formtrace.overlay.ghost import GhostPainter
from formtrace.overlay.hud import HudLayout, HudPainter, place_card
from formtrace.overlay.look import Look, PersonPainter
from formtrace.overlay.raster import Float, Strokes
from formtrace.overlay.style import OverlayStyle, Rgb, unit_px
from formtrace.overlay.track import OverlayTrack
from formtrace.skeletons import Skeleton

Layers = list[tuple[Strokes, Rgb]]

_FULL_SIZE_TRUNK = 0.22
"""Of the short side: a trunk of at least this length is drawn with full line width, a shorter one thinner."""
_THINNEST = 0.5


@dataclass(slots=True, eq=False)
class Scene:
    """A track prepared for pictures of ``width`` by ``height``."""

    track: OverlayTrack
    xy_px: Float
    score: Float
    plan: AnglePlan
    style: OverlayStyle
    body: PersonPainter
    ghost_px: Float | None
    ghost: GhostPainter
    angles: AnglePainter
    hud: HudPainter | None

    @classmethod
    def of(
        cls,
        track: OverlayTrack,
        width: int,
        height: int,
        style: OverlayStyle,
        origin_px: tuple[int, int] = (0, 0),
        look: Look | None = None,
    ) -> Scene:
        """Lay out a track on upright pictures of that size, whose top left corner is at ``origin_px``.

        ``look`` says how people are drawn; ``None`` is our own look.
        """
        skeleton, look = track.skeleton, look or Look()
        xy_px = _in_pixels(track.xy_norm, width, height, origin_px)
        score = np.nan_to_num(track.score).astype(np.float32)
        unit = unit_px(width, height)
        body_unit = unit * _person_scale(xy_px, min(width, height), skeleton)
        near_px = style.angles.distance * body_unit
        plan = AnglePlan.of(tuple(track.angles), xy_px, score, track.t_s, skeleton, near_px)
        margin = round(style.hud.margin * unit)
        layout = HudLayout.of(track, style, unit, width - 2 * margin)
        if layout is not None:
            card = place_card(layout.card, (width, height), margin, xy_px, score)
            layout = dataclasses.replace(layout, card=card)
        return cls(
            track,
            xy_px,
            score,
            plan,
            style,
            look.painter(skeleton, style, body_unit),
            None if track.ghost_norm is None else _in_pixels(track.ghost_norm, width, height, origin_px),
            GhostPainter(skeleton, style, body_unit),
            AnglePainter(look.angle_style(style), body_unit, (unit + body_unit) / 2),
            HudPainter(track, style, unit, layout) if layout is not None else None,
        )

    def draw(self, canvas: Canvas, row: int) -> None:
        """Draw row ``row`` of the track on the planes that ``canvas`` is attached to."""
        xy_px, score = self.xy_px[row], self.score[row]
        behind, joints = self._reference(row)
        arcs = self.angles.layers(xy_px, score, self.plan.triples)
        if layers := [*behind, *arcs, *self.body.layers(xy_px, score), *joints]:
            canvas.stroke(*layers)
        for name, triple in self.plan.triples.items():
            angle_deg = float(self.track.angles[name][row])
            seen = score[list(triple)].min() >= self.style.score_hidden
            if seen and np.isfinite(angle_deg) and np.isfinite(xy_px[list(triple)]).all():
                self.angles.label(canvas, angle_deg, xy_px[triple[1]], self.plan.directions[name][row])
        if self.hud is not None:
            self.hud.draw(canvas, row)

    def _reference(self, row: int) -> tuple[Layers, Layers]:
        """What of the reference movement is drawn behind the person, and in front."""
        if self.ghost_px is None or self.track.off is None:
            return [], []
        joints = self.ghost.joints(self.xy_px[row], self.score[row], self.track.off[row].astype(np.float32))
        return self.ghost.behind(self.ghost_px[row], self.score[row]), joints


def _in_pixels(xy_norm: NDArray[np.float64], width: int, height: int, origin_px: tuple[int, int]) -> Float:
    pixels: Float = (xy_norm * np.array([width, height]) + np.array(origin_px)).astype(np.float32)
    return pixels


def _person_scale(xy_px: Float, short_side: int, skeleton: Skeleton) -> float:
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
    return float(np.clip(np.median(trunk) / (_FULL_SIZE_TRUNK * short_side), _THINNEST, 1.0))
