"""Subsequence dynamic time warping (DTW): where a short series occurs in a long one.

Both ends are free in the long series (Müller, Fundamentals of Music Processing, 2nd ed., section 7.2). The
steps (1, 1), (1, 2) and (2, 1) keep the slope between one half and two, so neither series can stand still
while the other runs (Sakoe and Chiba, IEEE Trans Acoust 26(1), 1978). Each row depends only on the two before
it and is computed at once for all positions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.signals.series import Series

_BOTH, _SKIP_LONG, _SKIP_SHORT = range(3)


@dataclass(frozen=True, slots=True)
class SubsequenceAlignment:
    """The best path to every position at which the short series (L) can end in the long one (N).

    Attributes:
        cost: (N,) mean cost along the best path that ends here; infinite where there is none.
        start: (N,) position at which that path begins.
        steps: (L, N) int8, how each cell was reached.
    """

    cost: Series
    start: NDArray[np.intp]
    steps: NDArray[np.int8]

    def path(self, end: int) -> NDArray[np.intp]:
        """(L, 2) pairs (position in the short series, position in the long one) of the path to ``end``."""
        row, column = len(self.steps) - 1, end
        pairs = [(row, column)]
        while row > 0:
            step = self.steps[row, column]
            if step == _SKIP_SHORT:
                pairs.append((row - 1, column))
            row -= 2 if step == _SKIP_SHORT else 1
            column -= 2 if step == _SKIP_LONG else 1
            pairs.append((row, column))
        return np.array(pairs[::-1], dtype=np.intp)


def subsequence_dtw(cost: Series) -> SubsequenceAlignment:
    """Find the best path to every end position.

    Args:
        cost: (L, N) cost of pairing each position of the short series with each of the long one.

    >>> short, long = np.array([1.0, 3.0, 2.0]), np.array([0.0, 0.0, 1.0, 3.0, 2.0, 0.0])
    >>> found = subsequence_dtw(np.abs(short[:, None] - long[None]))
    >>> end = int(found.cost.argmin())
    >>> (int(found.start[end]), end)
    (2, 4)
    """
    rows, columns = cost.shape
    steps = np.zeros((rows, columns), dtype=np.int8)
    here = np.arange(columns)
    totals, starts = [cost[0]], [here]
    for row in range(1, rows):
        reached = np.full((3, columns), np.inf)
        began = np.zeros((3, columns), dtype=np.intp)
        reached[_BOTH, 1:] = totals[-1][:-1] + cost[row, 1:]
        began[_BOTH, 1:] = starts[-1][:-1]
        reached[_SKIP_LONG, 2:] = totals[-1][:-2] + (cost[row, 1:-1] + cost[row, 2:]) / 2
        began[_SKIP_LONG, 2:] = starts[-1][:-2]
        if row >= 2:
            reached[_SKIP_SHORT, 1:] = totals[-2][:-1] + cost[row - 1, 1:] + cost[row, 1:]
            began[_SKIP_SHORT, 1:] = starts[-2][:-1]
        best = reached.argmin(axis=0)
        steps[row] = best
        totals = [totals[-1], reached[best, here]]
        starts = [starts[-1], began[best, here]]
    return SubsequenceAlignment(totals[-1] / rows, starts[-1], steps)
