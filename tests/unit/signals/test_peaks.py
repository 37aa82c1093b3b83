"""Peaks of series whose extrema are known."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from formtrace.signals.peaks import find_peaks

series = arrays(np.float64, st.integers(0, 60), elements=st.floats(-2, 2, width=16))


def test_finds_the_crests_of_a_sine() -> None:
    t = np.arange(0, 4, 0.01)
    found = find_peaks(-np.cos(2 * np.pi * t), 0.5)
    assert [peak.index for peak in found] == [50, 150, 250, 350]
    assert [(peak.left_base, peak.right_base) for peak in found[1:-1]] == [(100, 200), (200, 300)]
    np.testing.assert_allclose([peak.rise for peak in found], 2.0, atol=1e-3)


def test_wiggles_below_the_amplitude_do_not_split_a_peak() -> None:
    t = np.arange(0, 2, 0.01)
    bumpy = -np.cos(2 * np.pi * t) + 0.1 * np.sin(40 * np.pi * t)
    assert len(find_peaks(bumpy, 0.5)) == 2
    assert len(find_peaks(bumpy, 0.05)) > 10


def test_half_a_cycle_at_either_end_is_a_peak_with_one_base() -> None:
    falling, rising = find_peaks(np.linspace(1, 0, 50), 0.5), find_peaks(np.linspace(0, 1, 50), 0.5)
    assert [(peak.index, peak.rise, peak.fall) for peak in falling] == [(0, 0.0, 1.0)]
    assert [(peak.index, peak.rise, peak.fall) for peak in rising] == [(49, 1.0, 0.0)]


def test_nothing_in_a_flat_or_empty_series() -> None:
    assert find_peaks(np.zeros(30), 0.1) == []
    assert find_peaks(np.zeros(0), 0.1) == []


@given(values=series, amplitude=st.floats(0.05, 2))
def test_every_peak_stands_out_by_the_amplitude(values: np.ndarray, amplitude: float) -> None:
    found = find_peaks(values, amplitude)
    for peak in found:
        assert peak.left_base <= peak.index <= peak.right_base
        assert max(peak.rise, peak.fall) >= amplitude
        assert peak.rise == values[peak.index] - values[peak.left_base]
        assert peak.fall == values[peak.index] - values[peak.right_base]
    for one, other in itertools.pairwise(found):
        assert one.index < other.index
        valley = values[one.index : other.index + 1].min()
        assert min(values[one.index], values[other.index]) - valley >= amplitude


@given(values=series, amplitude=st.floats(0.05, 2), lift=st.floats(-5, 5, width=16))
def test_the_level_does_not_matter(values: np.ndarray, amplitude: float, lift: float) -> None:
    on_grid = np.round(values * 64) / 64  # sums are exact, so the comparison is too
    lifted = on_grid + np.round(lift)
    assert [p.index for p in find_peaks(on_grid, amplitude)] == [
        p.index for p in find_peaks(lifted, amplitude)
    ]
