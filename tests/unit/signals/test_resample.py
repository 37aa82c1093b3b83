"""Interpolation against functions that are known everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formtrace.signals.resample import interpolate_at


def one_shot(t_s: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.zeros(len(t_s), dtype=np.intp)


def test_a_movement_at_the_limit_of_human_ones_is_met_within_a_hundredth() -> None:
    t_s, at_s = np.arange(61) / 30, np.arange(1, 119) / 60
    values = np.sin(2 * np.pi * 3 * t_s)
    got = interpolate_at(t_s, values, at_s, one_shot(t_s))
    np.testing.assert_allclose(got[2:-2], np.sin(2 * np.pi * 3 * at_s)[2:-2], atol=0.012)


def test_a_straight_line_stays_one_at_uneven_times() -> None:
    t_s = np.array([0.0, 0.1, 0.35, 0.4, 1.0])
    at_s = np.linspace(0, 1, 50)
    got = interpolate_at(t_s, np.stack([3 * t_s, 1 - t_s], axis=1), at_s, one_shot(t_s))
    np.testing.assert_allclose(got, np.stack([3 * at_s, 1 - at_s], axis=1), atol=1e-12)


def test_samples_keep_their_values() -> None:
    t_s = np.array([0.0, 0.3, 0.5, 0.9])
    values = np.array([4.0, -1.0, np.nan, 7.0])
    np.testing.assert_array_equal(interpolate_at(t_s, values, t_s, one_shot(t_s)), values)


def test_nothing_is_made_up_across_a_gap_or_a_cut() -> None:
    t_s = np.arange(6) / 10
    at_s = np.array([0.14, 0.16, 0.34, 0.36])
    gap = interpolate_at(t_s, np.array([1.0, 1.0, np.nan, 1.0, 1.0, 1.0]), at_s, one_shot(t_s))
    np.testing.assert_allclose(gap, [1.0, np.nan, 1.0, 1.0])
    cut = np.array([0, 0, 0, 0, 1, 1])
    values = np.array([1.0, 1.0, 1.0, 1.0, 9.0, 9.0])
    np.testing.assert_allclose(interpolate_at(t_s, values, at_s, cut), [1.0, 1.0, 1.0, 9.0])


def test_beyond_the_ends_the_last_sample_counts() -> None:
    t_s = np.array([1.0, 2.0])
    got = interpolate_at(t_s, np.array([5.0, 7.0]), np.array([0.5, 2.5]), one_shot(t_s))
    np.testing.assert_array_equal(got, [5.0, 7.0])
    single = interpolate_at(t_s[:1], np.array([5.0]), np.array([0.5, 1.0]), one_shot(t_s[:1]))
    np.testing.assert_array_equal(single, [5.0, 5.0])
