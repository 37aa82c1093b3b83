"""The signal plot: a window of the movement's signal with a cursor at the current time.

A clip that fits into the window is shown whole and the cursor moves; of a longer one the curve moves past the
cursor. The curve is drawn once, as one long strip, and frames show slices of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.layer import Layer
from formtrace.overlay.strokes import Float, Strokes
from formtrace.overlay.style import OverlayStyle
from formtrace.overlay.track import OverlayTrack

_PIECE_PX = 1024
"""The strip is drawn in pieces of this width, and only those that are looked at."""
_MAX_GAP_S = 2.0
"""The curve goes on over shorter gaps; between the sets of a workout there is none."""


@dataclass(slots=True)
class SignalPlot:
    """The signal of a clip, drawn in a box of ``width`` by ``height`` pixels."""

    style: OverlayStyle
    unit_px: float
    width: int
    height: int
    start_s: float
    duration_s: float
    px_per_s: float
    curve_px: Float
    peaks_px: Float
    _pieces: dict[int, tuple[Layer, Layer]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, track: OverlayTrack, style: OverlayStyle, unit_px: float, width: int, height: int
    ) -> SignalPlot:
        """Lay out a track's signal; the height spans at least 0, rest, to 1, the end of the movement."""
        known = np.isfinite(track.signal)
        t_s, value = track.t_s[known], track.signal[known]
        duration_s = max(float(track.t_s[-1] - track.t_s[0]), 1e-3)
        px_per_s = width / min(duration_s, style.hud.window_s)
        low, high = min(float(np.percentile(value, 1)), 0.0), max(float(np.percentile(value, 99)), 1.0)
        # The dots of the peaks sit on the extremes and must fit, too.
        inset = 1.6 * style.hud.plot_line * unit_px + 1.0
        level = np.clip((value - low) / (high - low), 0.0, 1.0)
        x = (t_s - track.t_s[0]) * px_per_s
        y = inset + (1.0 - level) * (height - 2 * inset)
        peaks_s = np.array([peak_s for peak_s in track.peaks_s if t_s[0] <= peak_s <= t_s[-1]])
        peaks = np.stack([(peaks_s - track.t_s[0]) * px_per_s, np.interp(peaks_s, t_s, y)], axis=1)
        curve = _thinned(np.stack([x, y], axis=1)).astype(np.float32)
        return cls(
            style,
            unit_px,
            width,
            height,
            float(track.t_s[0]),
            duration_s,
            px_per_s,
            curve,
            peaks.astype(np.float32),
        )

    def draw(self, card: Layer, t_s: float, x: int, y: int) -> None:
        """Draw the window around ``t_s`` on the card, at ``x``, ``y``."""
        now_px = (t_s - self.start_s) * self.px_per_s
        end_px = self.duration_s * self.px_per_s
        first = round(min(max(now_px - self.width / 2, 0.0), max(end_px - self.width, 0.0))) // 2 * 2
        cursor_px = min(max(now_px - first, 0.0), float(self.width))
        for number in range(first // _PIECE_PX, (first + self.width - 1) // _PIECE_PX + 1):
            start = number * _PIECE_PX
            window = max(first - start, 0), min(first + self.width - start, _PIECE_PX)
            split = min(max(first + round(cursor_px) - start, window[0]), window[1])
            played, coming = self._piece(number, card)
            for piece, columns in ((played, (window[0], split)), (coming, (split, window[1]))):
                card.paste(piece, x + start - first + columns[0], y, columns)
        self._cursor(card, x + cursor_px, x, y, float(np.interp(now_px, *self.curve_px.T)))

    def _cursor(self, card: Layer, middle: float, x: int, y: int, height_px: float) -> None:
        line_px, white = self._line_px, self.style.colours.rgb("text")
        middle = min(max(middle, x + line_px / 2), x + self.width - line_px / 2)
        line = np.array([[middle, y], [middle, y + self.height]], np.float32)
        dot = np.array([[middle, y + height_px]], np.float32)
        radius = np.array([line_px * 1.5], np.float32)
        cursor = Strokes.polyline(line, line_px * 0.35)
        dots = Strokes.discs(dot, radius, np.ones(1, np.float32))
        card.stroke((Strokes.concatenate([cursor, dots]), white))

    @property
    def _line_px(self) -> float:
        return max(self.style.hud.plot_line * self.unit_px, 1.2)

    def _piece(self, number: int, card: Layer) -> tuple[Layer, Layer]:
        """Piece ``number`` of the strip, on the card's ground, as it looks when played and before."""
        if number not in self._pieces:
            shift = np.array([number * _PIECE_PX, 0.0], np.float32)
            points = self.curve_px[_around(self.curve_px[:, 0], number)] - shift
            peaks = self.peaks_px[_around(self.peaks_px[:, 0], number)] - shift
            ones = np.ones(len(peaks), np.float32)
            dots = Strokes.discs(peaks, ones * np.float32(self._line_px * 1.05), ones)
            colours, muted = self.style.colours, self.style.muted_opacity
            played, coming = (Layer(card.space, _PIECE_PX, self.height) for _ in range(2))
            for layer, colour, alpha in ((played, "accent", 1.0), (coming, "text", muted)):
                curve = self._curve(points, alpha)
                layer.stroke((curve, colours.rgb(colour)), (dots, colours.rgb("text")))
                layer.cover(colours.rgb("card"), self.style.card_opacity)
            self._pieces[number] = played, coming
        return self._pieces[number]

    def _curve(self, points: Float, alpha: float) -> Strokes:
        """The line through the points, not drawn where the signal is not known for long."""
        curve = Strokes.polyline(points, self._line_px / 2, alpha)
        near = curve.ends_px[:, 2] - curve.ends_px[:, 0] <= _MAX_GAP_S * self.px_per_s
        return Strokes(curve.ends_px[near], curve.radius_px[near], curve.alpha[near])


def _around(x_px: Float, number: int) -> slice:
    """The points that piece ``number`` of the strip needs: those on it and a few beyond either end."""
    first, stop = np.searchsorted(x_px, [(number * _PIECE_PX) - 16, (number + 1) * _PIECE_PX + 16])
    return slice(max(int(first) - 1, 0), int(stop) + 1)


def _thinned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """At most two points per pixel of width: more cannot be seen and would only cost time."""
    _, first = np.unique(np.floor(2.0 * points[:, 0]), return_index=True)
    return points[first]
