"""The alignment against a plain recursion over all paths."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from formtrace.reference.align import align

costs = st.tuples(st.integers(2, 6), st.integers(2, 9)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(0, 10))
)


def cheapest(cost: np.ndarray, end: int) -> float:
    """Mean cost of the best path to ``end``, by trying every one."""

    @cache
    def total(row: int, column: int) -> float:
        if row < 0 or column < 0:
            return np.inf
        if row == 0:
            return float(cost[0, column])
        ways = [total(row - 1, column - 1) + cost[row, column]]
        if column >= 2:
            ways.append(total(row - 1, column - 2) + (cost[row, column - 1] + cost[row, column]) / 2)
        if row >= 2:
            ways.append(total(row - 2, column - 1) + cost[row - 1, column] + cost[row, column])
        return float(min(ways))

    return total(len(cost) - 1, end) / len(cost)


@given(costs)
def test_the_cheapest_path_to_every_end(cost: np.ndarray) -> None:
    expected = [cheapest(cost, end) for end in range(cost.shape[1])]
    np.testing.assert_allclose(align(cost).cost, expected)


@given(costs)
def test_a_path_runs_forward_and_costs_what_it_says(cost: np.ndarray) -> None:
    aligned = align(cost)
    for end in np.flatnonzero(np.isfinite(aligned.cost)):
        path = aligned.path(int(end))
        assert path[0].tolist() == [0, aligned.start[end]]
        assert path[-1].tolist() == [len(cost) - 1, end]
        steps = np.diff(path, axis=0)
        assert ((steps >= 0) & (steps <= 2)).all()
        assert (steps.sum(axis=1) > 0).all()


def test_a_copy_is_found_where_it_is() -> None:
    random = np.random.default_rng(7)
    long = random.normal(size=(200, 3))
    short = long[90:120]
    aligned = align(np.linalg.norm(short[:, None] - long[None], axis=-1))
    end = int(aligned.cost.argmin())
    assert (int(aligned.start[end]), end) == (90, 119)
    assert aligned.cost[end] == 0.0
