"""Peaks of a signal: where it rises and falls by more than a given amplitude."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.signals.series import Series


@dataclass(frozen=True, slots=True)
class Peak:
    """A local maximum and its bases, the valleys on both sides, as indices.

    ``rise`` and ``fall`` are the amplitudes from the left base and to the right base.
    """

    left_base: int
    index: int
    right_base: int
    rise: float
    fall: float

    def shifted(self, by: int) -> Peak:
        """The same peak in a series that starts ``by`` frames earlier."""
        return Peak(self.left_base + by, self.index + by, self.right_base + by, self.rise, self.fall)


def find_peaks(values: Series, amplitude: float) -> list[Peak]:
    """Maxima of ``values`` (n,) that stand out from at least one of their bases by ``amplitude``.

    Like ``scipy.signal.find_peaks`` with a prominence, but by a zigzag with hysteresis: a maximum ends where
    the series has come down by ``amplitude``, a minimum where it has gone up by it, so maxima and minima
    alternate and smaller wiggles never split a peak. At an end of the series the base is the lowest point on
    that side, and one side suffices: a repetition that the clip cuts is a peak too.

    >>> [peak.index for peak in find_peaks(np.array([0, 2, 1.8, 3, 0, 2.5, 0.2]), amplitude=1.0)]
    [3, 5]
    """
    pivots = _zigzag(values, amplitude)
    found = []
    for position, (index, is_high) in enumerate(pivots):
        if not is_high:
            continue
        left = pivots[position - 1][0] if position else int(np.argmin(values[: index + 1]))
        last = position + 1 == len(pivots)
        right = index + int(np.argmin(values[index:])) if last else pivots[position + 1][0]
        rise, fall = float(values[index] - values[left]), float(values[index] - values[right])
        if max(rise, fall) >= amplitude:
            found.append(Peak(left, index, right, rise, fall))
    return found


def _zigzag(values: Series, amplitude: float) -> list[tuple[int, bool]]:
    """Alternating extrema ``(index, is_high)``; the last one may not be confirmed by a reversal."""
    if not len(values):
        return []
    high = low = 0
    direction = 0
    pivots: list[tuple[int, bool]] = []
    for index, value in enumerate(values):
        if value > values[high]:
            high = index
        if value < values[low]:
            low = index
        if direction >= 0 and values[high] - value >= amplitude:
            pivots.append((high, True))
            direction, low, high = -1, index, index
        elif direction <= 0 and value - values[low] >= amplitude:
            pivots.append((low, False))
            direction, low, high = 1, index, index
    if direction > 0:
        pivots.append((high, True))
    elif direction < 0:
        pivots.append((low, False))
    return pivots
