"""Charts as SVG, drawn for paper.

Colours stand in attributes: what makes PDF files of pages does not apply their style sheets to pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from math import isfinite

WIDTH = 680.0
INK, MUTED = "#0a0f1c", "#5a6073"
GRADES = {"A": "#0b7d57", "B": "#6b9a2f", "C": "#c79a1b", "D": "#d9701f", "E": "#c9352c", "F": "#c9352c"}
"""Colours of lines and areas by grade."""
_POINTS = 400
_BAND_OPACITY = 0.16
_WIDEST_BAR = 30.0

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time to be marked."""

    start_s: float
    end_s: float
    label: str
    colour: str


def movement(points: Sequence[Pair], bands: Sequence[Band], title: str) -> str:
    """The movement over time, with the repetitions behind it; breaks where the value is NaN."""
    known = [value for _, value in points if isfinite(value)]
    if len(known) < 2:
        return ""
    height, top = 96.0, 14.0
    begin, end = points[0][0], points[-1][0]
    low, high = min(0.0, *known), max(1.0, *known)

    def x(t: float) -> float:
        return (t - begin) / max(end - begin, 1e-6) * WIDTH

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (height - top - 2)

    parts = []
    for band in bands:
        left, right = x(band.start_s), x(band.end_s)
        parts.append(
            f'<rect fill="{band.colour}" fill-opacity="{_BAND_OPACITY}" x="{left:.1f}" y="{top}" '
            f'width="{right - left:.1f}" height="{height - top}"/>'
            + _text((left + right) / 2, 10, band.label)
        )
    sampled = points[:: max(1, len(points) // _POINTS)]
    for is_known, run in groupby(sampled, key=lambda point: isfinite(point[1])):
        if is_known:
            parts.append(_line([(x(t), y(value)) for t, value in run]))
    return _svg(WIDTH, height, title, "".join(parts))


def overlaid(traces: Sequence[tuple[str, Sequence[Pair]]], title: str) -> str:
    """Curves over each other: each a colour and its points, both coordinates shares from 0 to about 1."""
    if not traces:
        return ""
    width, height = 320.0, 110.0
    values = [value for _, points in traces for _, value in points]
    low, high = min([0.0, *values]), max([1.0, *values])

    def y(value: float) -> float:
        return 2 + (high - value) / (high - low) * (height - 4)

    full = (
        f'<line stroke="{MUTED}" stroke-width="0.8" stroke-dasharray="4 3" '
        f'x1="0" x2="{width}" y1="{y(1.0):.1f}" y2="{y(1.0):.1f}"/>'
    )
    lines = [
        _line([(share * width, y(value)) for share, value in points], colour) for colour, points in traces
    ]
    return _svg(width, height, title, full + "".join(lines))


def bars(values: Sequence[float | None], colours: Sequence[str], title: str) -> str:
    """A bar for each repetition, in its colour; empty where most are unknown."""
    known = [value for value in values if value is not None and isfinite(value)]
    if len(known) <= len(values) / 2 or max(known, default=0.0) <= 0:
        return ""
    width, height = 320.0, 44.0
    step = min(width / len(values), _WIDEST_BAR / 0.72)
    drawn = "".join(
        f'<rect fill="{each}" x="{(number + 0.14) * step:.1f}" y="{height * (1 - value / max(known)):.1f}" '
        f'width="{0.72 * step:.1f}" height="{height * value / max(known):.1f}"/>'
        for number, (value, each) in enumerate(zip(values, colours, strict=True))
        if value is not None
    )
    return _svg(width, height, title, drawn)


def trend(points: Sequence[Pair], labels: Sequence[str], title: str) -> str:
    """Values over time, each with its label; time is a share from 0 to 1."""
    width, height, edge = 220.0, 72.0, 16.0
    values = [value for _, value in points]
    low, high = min(values), max(values)
    span = (high - low) or 1.0

    def place(point: Pair) -> Pair:
        share, value = point
        return edge + share * (width - 2 * edge), 20 + (high - value) / span * (height - 30)

    places = [place(point) for point in points]
    shown = {0, len(points) - 1, values.index(high), values.index(low)}
    dots = "".join(
        f'<circle fill="{GRADES["A"]}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
        + (_text(x, y - 7, label) if number in shown else "")
        for number, ((x, y), label) in enumerate(zip(places, labels, strict=True))
    )
    return _svg(width, height, title, _line(places) + dots)


def _text(x: float, y: float, label: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="middle"'
    return f'<text fill="{MUTED}" font-size="9" {place}>{escape(label)}</text>'


def _line(points: Sequence[Pair], colour: str = INK) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path fill="none" stroke="{colour}" stroke-width="1.4" d="M{path}"/>'


def _svg(width: float, height: float, title: str, content: str) -> str:
    return f'<svg viewBox="0 0 {width:g} {height:g}" role="img"><title>{escape(title)}</title>{content}</svg>'
