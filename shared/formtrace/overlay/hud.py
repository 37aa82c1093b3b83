"""The card: counter on the left; title, last grade, signal plot and phase bar on the right.

It is laid out once per clip. What changes slowly (the count) is a cached layer; what changes with every
frame (phase, cursor, the part of the curve that has been played) is drawn on top.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import VISIBLE
from formtrace.overlay.canvas import Canvas
from formtrace.overlay.layer import Layer, Memory
from formtrace.overlay.plane_annotator import PoseFrame
from formtrace.overlay.plot import SignalPlot
from formtrace.overlay.shapes import rounded_box
from formtrace.overlay.strokes import Strokes
from formtrace.overlay.style import OverlayStyle, rgb_of
from formtrace.overlay.text import cap_height, fitted, readable, text_mask, text_width
from formtrace.overlay.track import OverlayTrack, ShownSet


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in whole pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class HudLayout:
    """Where things are: ``card`` in the picture, the rest in the card. What has no place is not shown."""

    card: Box
    counter: Box | None
    title: Box | None
    plot: Box | None
    bar: Box | None

    @classmethod
    def of(cls, track: OverlayTrack, style: OverlayStyle, unit_px: float, room_px: int) -> HudLayout | None:
        """Lay out what ``track`` has to show, within ``room_px`` of width; ``None`` when that is nothing."""
        heights = _heights(track, style, unit_px)
        counter = _counter_size(track, style, unit_px)
        if not heights and counter is None:
            return None
        pad, gap = round(style.hud.padding * unit_px), round(style.hud.gap * unit_px)
        left = pad + (counter[0] + gap if counter else 0)
        width = min(_width(track, style, unit_px), room_px - left - pad) if heights else -gap
        spacing = round(0.75 * gap)
        column = sum(heights.values()) + spacing * max(len(heights) - 1, 0)
        height = max(column, counter[1] if counter else 0)
        boxes, y = {}, pad + (height - column) // 2
        for name, own in heights.items():
            boxes[name] = Box(left, y, max(width, 1), own)
            y += own + spacing
        return cls(
            card=Box(0, 0, _even(left + width + pad), _even(height + 2 * pad)),
            counter=Box(pad, pad + (height - counter[1]) // 2, *counter) if counter else None,
            title=boxes.get("title"),
            plot=boxes.get("plot"),
            bar=boxes.get("bar"),
        )


def _heights(track: OverlayTrack, style: OverlayStyle, unit_px: float) -> dict[str, int]:
    """Heights in pixels of what stands beside the counter, from top to bottom."""
    heights = {}
    if track.title:
        heights["title"] = cap_height(style.hud.title * unit_px)
    if np.isfinite(track.signal).sum() > 1:
        heights["plot"] = round(style.hud.plot_height * unit_px)
    if np.isfinite(track.progress).any():
        heights["bar"] = max(round(style.hud.bar_height * unit_px), 3)
    return heights


def _width(track: OverlayTrack, style: OverlayStyle, unit_px: float) -> int:
    """Width that the title, plot and bar would like to have."""
    if np.isfinite(track.signal).sum() > 1 or np.isfinite(track.progress).any():
        return round(style.hud.plot_width * unit_px)
    return text_width(readable(track.title), style.hud.title * unit_px)


def _counter_size(track: OverlayTrack, style: OverlayStyle, unit_px: float) -> tuple[int, int] | None:
    """Width and height of the numeral with its label, if there is something to count."""
    if not track.count_label or not np.isfinite(track.count).any():
        return None
    hud = style.hud
    gap = round(0.6 * hud.gap * unit_px)
    height = cap_height(hud.numeral * unit_px) + gap + cap_height(hud.label * unit_px)
    return _counter_width(track, style, unit_px), height


def _counter_width(track: OverlayTrack, style: OverlayStyle, unit_px: float) -> int:
    """Wide enough for the largest count of the clip, so that the card does not jump."""
    hud = style.hud
    digits = max(len(str(int(np.nanmax(track.count)))), 2)
    numeral = text_width("0" * digits, hud.numeral * unit_px, _weight(hud.numeral * unit_px))
    labels = {track.count_label, *(each.count_label for each in track.sets)}
    return max(numeral, *(text_width(readable(label), hud.label * unit_px) for label in labels))


def _weight(size_px: float) -> float:
    return size_px * 0.018


def _even(length: int) -> int:
    return length + length % 2


def place_card(
    card: Box,
    picture: tuple[int, int],
    margin_px: int,
    xy_px: NDArray[np.floating],
    visibility: NDArray[np.floating],
) -> Box:
    """The card moved to the corner of the ``picture`` (width, height) where it hides least of the person.

    ``xy_px`` (N, 33, 2) and ``visibility`` (N, 33) are those of the whole clip. Top left is preferred.
    """
    width, height = picture
    right, bottom = max(width - card.width - margin_px, 0), max(height - card.height - margin_px, 0)
    corners = [(margin_px, margin_px), (right, margin_px), (margin_px, bottom), (right, bottom)]
    shown = xy_px[visibility > VISIBLE]

    def hidden(corner: tuple[int, int]) -> float:
        if not len(shown):
            return 0.0
        inside = (shown >= np.array(corner) - margin_px) & (
            shown <= np.array(corner) + np.array([card.width, card.height]) + margin_px
        )
        return round(float(inside.all(axis=1).mean()), 2)

    x, y = min(corners, key=lambda corner: (hidden(corner), corners.index(corner)))
    return Box(x // 2 * 2, y // 2 * 2, card.width, card.height)


@dataclass(slots=True)
class HudAnnotator:
    """Draws the card of one frame after another."""

    track: OverlayTrack
    style: OverlayStyle
    unit_px: float
    layout: HudLayout
    _cards: dict[tuple[str, str, ShownSet], Layer] = field(default_factory=dict)
    _plot: SignalPlot | None = None
    _memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        plot = self.layout.plot
        if plot is not None:
            self._plot = SignalPlot.of(self.track, self.style, self.unit_px, plot.width, plot.height)

    def annotate(self, canvas: Canvas, frame: PoseFrame) -> None:
        """Draw the card as it is at this frame."""
        box, plot = self.layout.card, self.layout.plot
        card = self._card(frame.row, canvas).copy(self._memory)
        if self._plot is not None and plot is not None:
            self._plot.draw(card, frame.t_s, plot.x, plot.y)
        self._fill_bar(card, frame.progress)
        canvas.composite(card, box.x, box.y)

    def _fill_bar(self, card: Layer, progress: float) -> None:
        bar = self.layout.bar
        if bar is None or not progress > 0.0:
            return
        radius = bar.height / 2
        x, y = bar.x + radius, bar.y + radius
        end = x + (bar.width - bar.height) * min(progress, 1.0)
        filled = Strokes.polyline(np.array([[x, y], [end, y]], np.float32), radius)
        card.stroke((filled, self.style.colours.rgb("accent")))

    def _card(self, row: int, canvas: Canvas) -> Layer:
        count = self.track.count[row]
        text = str(int(count)) if np.isfinite(count) else "0"
        shown = text, self.track.grade_at(row), self.track.set_at(row)
        if shown not in self._cards:
            self._cards[shown] = self._composed(canvas, *shown)
        return self._cards[shown]

    def _composed(self, canvas: Canvas, count: str, grade: str, of_set: ShownSet) -> Layer:
        hud, colours, unit = self.style.hud, self.style.colours, self.unit_px
        card, white = self.layout.card, colours.rgb("text")
        layer = canvas.layer(card.width, card.height)
        box_mask = rounded_box(card.width, card.height, hud.radius * unit)
        layer.paint(box_mask, colours.rgb("card"), self.style.card_opacity)
        if self.layout.counter is not None:
            box, size = self.layout.counter, hud.numeral * unit
            label = readable(of_set.count_label)
            numeral = text_mask(count, size, _weight(size))
            layer.paint(numeral, white, 1.0, box.x + (box.width - numeral.shape[1]) // 2, box.y)
            below = box.y + box.height - cap_height(hud.label * unit)
            mask = text_mask(label, hud.label * unit)
            layer.paint(
                mask, white, self.style.muted_opacity, box.x + (box.width - mask.shape[1]) // 2, below
            )
        if self.layout.title is not None:
            self._entitle(layer, self.layout.title, of_set.title, grade)
        if self.layout.bar is not None:
            bar = self.layout.bar
            mask = rounded_box(bar.width, bar.height, bar.height / 2)
            layer.paint(mask, white, self.style.faint_opacity, bar.x, bar.y)
        return layer

    def _entitle(self, layer: Layer, box: Box, title: str, grade: str) -> None:
        """The title on the left, the grade of the last repetition in its colour on the right."""
        size, room = self.style.hud.title * self.unit_px, box.width
        if grade:
            letter = text_mask(grade, size, _weight(size))
            colour = rgb_of(self.style.grades[grade])
            layer.paint(letter, colour, 1.0, box.x + box.width - letter.shape[1], box.y)
            room -= letter.shape[1] + round(self.style.hud.gap * self.unit_px / 2)
        mask = text_mask(fitted(readable(title), size, room), size)
        layer.paint(mask, self.style.colours.rgb("text"), 0.92, box.x, box.y)
