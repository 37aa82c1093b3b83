"""Filters against sines, formulas and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.signals.filters import (
    gaussian_smooth,
    hampel_filter,
    lowpass,
    moving_mean,
    running_median,
    running_quantile,
)

FPS = 60.0
CUTOFF_HZ = 7.0


def times(seconds: float, fps: float = FPS, jitter: float = 0.0) -> np.ndarray:
    index = np.arange(max(1, round(seconds * fps)))
    late = np.random.default_rng(0).uniform(-jitter, jitter, len(index)) / 2
    return (index + late) / fps


class TestLowpass:
    @pytest.mark.parametrize("hertz", [0.3, 1.0, 2.0, 3.0])
    @pytest.mark.parametrize("jitter", [0.0, 0.6])
    def test_has_no_delay(self, hertz: float, jitter: float) -> None:
        """A sine keeps its phase; it loses what a fourth-order Butterworth filter takes at its frequency."""
        t_s = times(6, FPS, jitter)
        phase = 2 * np.pi * hertz * t_s
        smoothed = lowpass(t_s, np.sin(phase), cutoff_hz=6.0)
        inner = (t_s > 1.5) & (t_s < 4.5)
        in_phase, ahead = np.linalg.lstsq(
            np.stack([np.sin(phase), np.cos(phase)], axis=1)[inner], smoothed[inner], rcond=None
        )[0]
        delay_s = -np.arctan2(ahead, in_phase) / (2 * np.pi * hertz)
        assert abs(delay_s) < 0.001
        assert in_phase == pytest.approx(1 / (1 + (hertz / 6.0) ** 4), abs=0.03)

    def test_removes_frequencies_above_those_of_human_movement(self) -> None:
        t_s = times(4, 120)
        tremble = np.sin(2 * np.pi * 25 * t_s)
        assert np.abs(lowpass(t_s, tremble, cutoff_hz=CUTOFF_HZ)[60:-60]).max() < 0.02

    def test_reduces_noise_without_a_bias(self) -> None:
        t_s = times(6, 60)
        noise = np.random.default_rng(0).normal(0, 1, (len(t_s), 5))
        smoothed = lowpass(t_s, 3.0 + noise, cutoff_hz=CUTOFF_HZ)
        np.testing.assert_allclose(smoothed.mean(axis=0), (3.0 + noise).mean(axis=0), atol=0.05)
        assert (smoothed.std(axis=0) < 0.65 * noise.std(axis=0)).all()

    @given(fps=st.floats(5, 240), seconds=st.floats(0.05, 3), level=st.floats(-9, 9))
    def test_keeps_constants_at_any_rate_and_length(self, fps: float, seconds: float, level: float) -> None:
        t_s = times(seconds, fps)
        np.testing.assert_allclose(
            lowpass(t_s, np.full(len(t_s), level), cutoff_hz=CUTOFF_HZ), level, atol=1e-6
        )

    def test_does_not_cross_gaps_and_cuts(self) -> None:
        t_s = times(4)
        step = np.where(t_s < 2, 0.0, 1.0)
        shot = (t_s >= 2).astype(np.intp)
        np.testing.assert_allclose(lowpass(t_s, step, cutoff_hz=CUTOFF_HZ, shot=shot), step, atol=1e-9)
        gap = step.copy()
        gap[118:122] = np.nan
        smoothed = lowpass(t_s, gap, cutoff_hz=CUTOFF_HZ)
        np.testing.assert_allclose(smoothed[:118], 0, atol=1e-9)
        np.testing.assert_allclose(smoothed[122:], 1, atol=1e-9)
        assert np.isnan(smoothed[118:122]).all()

    def test_the_same_forwards_and_backwards(self) -> None:
        t_s = times(3)
        values = np.cumsum(np.random.default_rng(2).normal(size=len(t_s)))
        inner = slice(40, -40)
        forwards = lowpass(t_s, values, cutoff_hz=CUTOFF_HZ)
        backwards = lowpass(t_s, values[::-1].copy(), cutoff_hz=CUTOFF_HZ)[::-1]
        np.testing.assert_allclose(forwards[inner], backwards[inner], atol=0.02)

    def test_hours_are_filtered_as_their_parts_are(self) -> None:
        t_s = times(1200)
        noise = np.random.default_rng(3).normal(size=len(t_s)).cumsum()
        whole = lowpass(t_s, noise, cutoff_hz=CUTOFF_HZ)
        for middle in (16_384, 32_768, 40_000):
            part = slice(middle - 3000, middle + 3000)
            np.testing.assert_allclose(
                whole[middle - 200 : middle + 200],
                lowpass(t_s[part], noise[part], cutoff_hz=CUTOFF_HZ)[2800:3200],
                atol=1e-9,
            )


class TestHampelFilter:
    def path(self, fps: float) -> tuple[np.ndarray, np.ndarray]:
        t_s = np.arange(0, 3, 1 / fps)
        return t_s, np.stack([np.cos(2 * np.pi * 2 * t_s), t_s], axis=1)

    def test_one_outlier_becomes_what_is_around_it(self) -> None:
        t_s, values = self.path(30)
        wild = values.copy()
        wild[40] += 6.0
        cleaned = hampel_filter(t_s, wild, floor=0.1)
        np.testing.assert_allclose(cleaned[40], values[40], atol=0.6)
        np.testing.assert_array_equal(np.delete(cleaned, 40, axis=0), np.delete(wild, 40, axis=0))

    @pytest.mark.parametrize("fps", [5, 10, 24, 30, 60, 240])
    def test_quick_movements_are_no_outliers(self, fps: float) -> None:
        t_s, values = self.path(fps)
        np.testing.assert_array_equal(hampel_filter(t_s, values, floor=0.1), values)

    @pytest.mark.parametrize("fps", [30, 60])
    def test_noise_is_compared_with_the_median_of_its_window(self, fps: float) -> None:
        t_s = np.arange(0, 3, 1 / fps)
        values = np.random.default_rng(1).standard_t(2, (len(t_s), 2))
        reach = {30: 3, 60: 4}[round(fps)]
        near = np.clip(np.arange(len(t_s))[:, None] + np.arange(-reach, reach + 1), 0, len(t_s) - 1)
        median = np.median(values[near], axis=1)
        mad = np.median(np.abs(values[near] - median[:, None]), axis=1)
        outlier = np.abs(values - median) > np.maximum(4.0 * mad, 0.1)
        assert outlier.any()
        np.testing.assert_array_equal(
            hampel_filter(t_s, values, floor=0.1), np.where(outlier, median, values)
        )

    def test_a_cut_is_no_outlier_and_gaps_stay(self) -> None:
        t_s, values = self.path(30)
        shot = (np.arange(len(t_s)) >= 45).astype(np.intp)
        values[45:] += 10.0
        values[20:23] = np.nan
        np.testing.assert_array_equal(hampel_filter(t_s, values, floor=0.1, shot=shot), values)


def test_of_nothing_is_nothing() -> None:
    t_s, empty = times(1), np.full(60, np.nan)
    assert np.isnan(lowpass(t_s, empty, cutoff_hz=CUTOFF_HZ)).all()
    assert np.isnan(hampel_filter(t_s, empty, floor=0.1)).all()
    assert np.isnan(running_median(t_s, empty, window_s=0.5)).all()
    assert (gaussian_smooth(t_s, empty, 0.2) == 0).all()


known_or_not = st.lists(st.one_of(st.floats(-9, 9), st.just(np.nan)), min_size=1, max_size=40)


@given(values=known_or_not, reach=st.integers(1, 8), quantile=st.floats(0, 1))
def test_the_running_quantile_is_that_of_the_known_values_around(
    values: list[float], reach: int, quantile: float
) -> None:
    series = np.array(values)
    found = running_quantile(series, reach, quantile)
    for index, value in enumerate(found):
        around = series[max(0, index - reach) : index + reach + 1]
        around = around[np.isfinite(around)]
        expected = np.quantile(around, quantile, method="lower") if len(around) else np.nan
        np.testing.assert_equal(value, expected)


def test_the_running_median_ignores_a_short_step_and_other_shots() -> None:
    t_s = times(4)
    values = np.where((t_s > 1) & (t_s < 1.2), 5.0, 1.0)
    values[150:] = 9.0
    shot = (np.arange(len(t_s)) >= 150).astype(np.intp)
    expected = np.where(shot == 0, 1.0, 9.0)
    np.testing.assert_array_equal(running_median(t_s, values, window_s=0.6, shot=shot), expected)


@given(values=st.lists(st.floats(-9, 9), min_size=1, max_size=30), window=st.integers(1, 9))
def test_the_moving_mean_is_the_mean_of_the_frames_around(values: list[float], window: int) -> None:
    window = min(window, len(values))
    before = window // 2
    padded = [values[0]] * before + values + [values[-1]] * (window - 1 - before)
    expected = [np.mean(padded[i : i + window]) for i in range(len(values))]
    np.testing.assert_allclose(moving_mean(np.array(values), window), expected, atol=1e-9)


def test_gaussian_smoothing_of_a_sine_is_the_transform_of_the_gaussian() -> None:
    t_s = times(20)
    phase = 2 * np.pi * 0.5 * t_s
    sd_s = 0.35
    expected = np.exp(-((2 * np.pi * 0.5 * sd_s) ** 2) / 2) * np.sin(phase)
    inner = (t_s > 2) & (t_s < 18)
    np.testing.assert_allclose(gaussian_smooth(t_s, np.sin(phase), sd_s)[inner], expected[inner], atol=0.02)
