"""The alignment against a plain recursion over all paths, and against a library."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from dtaidistance.subsequence.dtw import subsequence_alignment
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from formtrace.signals.dtw import subsequence_dtw

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
    np.testing.assert_allclose(subsequence_dtw(cost).cost, expected)


@given(costs)
def test_a_path_runs_forward_and_costs_what_it_says(cost: np.ndarray) -> None:
    aligned = subsequence_dtw(cost)
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
    aligned = subsequence_dtw(np.linalg.norm(short[:, None] - long[None], axis=-1))
    end = int(aligned.cost.argmin())
    assert (int(aligned.start[end]), end) == (90, 119)
    assert aligned.cost[end] == 0.0


@given(tempo=st.floats(0.65, 1.5), at=st.integers(20, 120), seed=st.integers(0, 999))
@settings(max_examples=25, deadline=None)
def test_it_finds_what_a_library_finds(tempo: float, at: int, seed: int) -> None:
    """dtaidistance (Apache-2.0) lets a series stand still; where nothing asks for that, both agree."""
    random = np.random.default_rng(seed)
    phase = np.linspace(0, 2 * np.pi, 40)
    short = np.stack([1 - np.cos(phase), np.sin(phase) + 0.5 * np.sin(2 * phase)], axis=1)
    length = round(len(short) / tempo)
    slower = np.stack(
        [np.interp(np.linspace(0, 39, length), range(40), column) for column in short.T], axis=1
    )
    long = np.full((at + length + 30, 2), [0.0, 1.5]) + random.normal(scale=0.02, size=(at + length + 30, 2))
    long[at : at + length] = slower
    aligned = subsequence_dtw(np.linalg.norm(short[:, None] - long[None], axis=-1))
    end = int(aligned.cost.argmin())
    start, last = subsequence_alignment(short, long).best_match().segment
    assert int(aligned.start[end]) == pytest.approx(start, abs=2)
    assert end == pytest.approx(last, abs=2)
    assert (start, last) == (pytest.approx(at, abs=2), pytest.approx(at + length - 1, abs=2))
