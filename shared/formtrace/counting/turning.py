"""Turning points of a signal: where it rises and falls by more than a given amplitude."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Peak:
    """A local maximum and the valleys around it, as indices; ``rise`` and ``fall`` are its amplitudes."""

    before: int
    index: int
    after: int
    rise: float
    fall: float


def peaks(values: Series, amplitude: float) -> list[Peak]:
    """Maxima of ``values`` (n,) that stand out from a valley on at least one side by ``amplitude``.

    A zigzag over the whole series: a maximum ends where the series has come down by ``amplitude``, a minimum
    where it has gone up by ``amplitude``. Smaller wiggles never split a peak. At the ends of the series the
    valley is the lowest point on that side.
    """
    pivots = _zigzag(values, amplitude)
    found = []
    for position, (index, is_high) in enumerate(pivots):
        if not is_high:
            continue
        before = pivots[position - 1][0] if position else int(np.argmin(values[: index + 1]))
        last = position + 1 == len(pivots)
        after = index + int(np.argmin(values[index:])) if last else pivots[position + 1][0]
        rise, fall = float(values[index] - values[before]), float(values[index] - values[after])
        if max(rise, fall) >= amplitude:
            found.append(Peak(before, index, after, rise, fall))
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
