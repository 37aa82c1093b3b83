"""Turning points of a signal: where it goes up and down by more than a given swing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Peak:
    """A local maximum with the valleys around it, as indices; ``rise`` and ``fall`` are its swings."""

    before: int
    turn: int
    after: int
    rise: float
    fall: float


def peaks(values: Series, swing: float) -> list[Peak]:
    """Maxima of ``values`` (n,) that stand out from a valley on at least one side by ``swing``.

    A zigzag over the whole series: a maximum ends where the series has come down by ``swing``, a minimum
    where it has gone up by ``swing``. Wiggles smaller than ``swing`` never split a peak. At the ends of the
    series the valley is the lowest point on that side.
    """
    pivots = _zigzag(values, swing)
    found = []
    for position, (index, is_high) in enumerate(pivots):
        if not is_high:
            continue
        before = pivots[position - 1][0] if position else int(np.argmin(values[: index + 1]))
        last = position + 1 == len(pivots)
        after = index + int(np.argmin(values[index:])) if last else pivots[position + 1][0]
        rise, fall = float(values[index] - values[before]), float(values[index] - values[after])
        if max(rise, fall) >= swing:
            found.append(Peak(before, index, after, rise, fall))
    return found


def _zigzag(values: Series, swing: float) -> list[tuple[int, bool]]:
    """Alternating extrema ``(index, is_high)``; the last one may not be confirmed by a swing back."""
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
        if direction >= 0 and values[high] - value >= swing:
            pivots.append((high, True))
            direction, low, high = -1, index, index
        elif direction <= 0 and value - values[low] >= swing:
            pivots.append((low, False))
            direction, low, high = 1, index, index
    if direction > 0:
        pivots.append((high, True))
    elif direction < 0:
        pivots.append((low, False))
    return pivots
