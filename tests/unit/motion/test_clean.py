"""Filling and smoothing against lines and sines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.motion.clean import fill_gaps, resample, runs, smooth, without_spikes

FPS = 60.0


def times(seconds: float, fps: float = FPS, jitter: float = 0.0) -> np.ndarray:
    index = np.arange(max(1, round(seconds * fps)))
    late = np.random.default_rng(0).uniform(-jitter, jitter, len(index)) / 2
    return (index + late) / fps


def one_shot(t_s: np.ndarray) -> np.ndarray:
    return np.zeros(len(t_s), dtype=np.intp)


class TestFillGaps:
    @given(
        slope=st.floats(-5, 5),
        offset=st.floats(-5, 5),
        first=st.integers(1, 40),
        length=st.integers(1, 14),
        jitter=st.floats(0, 0.8),
    )
    def test_is_exact_on_lines(
        self, slope: float, offset: float, first: int, length: int, jitter: float
    ) -> None:
        t_s = times(2, 30, jitter)
        line = (slope * t_s + offset)[:, None, None] * [[1.0, -2.0]]
        holed = line.copy()
        holed[first : first + length] = np.nan
        np.testing.assert_allclose(fill_gaps(t_s, holed, one_shot(t_s)), line, atol=1e-9)

    def test_leaves_what_is_known_and_its_input_alone(self) -> None:
        t_s = times(1)
        values = np.random.default_rng(0).normal(size=(60, 3))
        values[20:25] = np.nan
        before = values.copy()
        filled = fill_gaps(t_s, values, one_shot(t_s))
        np.testing.assert_array_equal(values, before)
        known = np.isfinite(before[:, 0])
        np.testing.assert_array_equal(filled[known], before[known])

    def test_leaves_long_gaps(self) -> None:
        t_s = times(3)
        values = t_s.copy()
        values[30:90] = np.nan
        assert np.isnan(fill_gaps(t_s, values, one_shot(t_s), 0.5)[30:90]).all()
        assert np.isfinite(fill_gaps(t_s, values, one_shot(t_s), 1.5)).all()

    def test_does_not_cross_a_cut(self) -> None:
        t_s = times(1)
        values = t_s.copy()
        values[20:25] = np.nan
        shot = one_shot(t_s)
        shot[22:] = 1
        assert np.isnan(fill_gaps(t_s, values, shot)[20:25]).all()

    def test_does_not_invent_beginnings_and_ends(self) -> None:
        t_s = times(1)
        values = t_s.copy()
        values[:5] = values[-5:] = np.nan
        filled = fill_gaps(t_s, values, one_shot(t_s))
        assert np.isnan(filled[:5]).all()
        assert np.isnan(filled[-5:]).all()

    def test_of_nothing_is_nothing(self) -> None:
        t_s = times(1)
        empty = np.full((60, 33, 2), np.nan)
        assert np.isnan(fill_gaps(t_s, empty, one_shot(t_s))).all()
        assert np.isnan(smooth(t_s, empty, one_shot(t_s))).all()


class TestSmooth:
    @pytest.mark.parametrize("hertz", [0.3, 1.0, 2.0, 3.0])
    @pytest.mark.parametrize("jitter", [0.0, 0.6])
    def test_has_no_delay(self, hertz: float, jitter: float) -> None:
        """A sine keeps its phase; it loses what a fourth-order Butterworth filter takes at its frequency."""
        t_s = times(6, FPS, jitter)
        phase = 2 * np.pi * hertz * t_s
        smoothed = smooth(t_s, np.sin(phase), one_shot(t_s), cutoff_hz=6.0)
        inner = (t_s > 1.5) & (t_s < 4.5)
        in_phase, ahead = np.linalg.lstsq(
            np.stack([np.sin(phase), np.cos(phase)], axis=1)[inner], smoothed[inner], rcond=None
        )[0]
        delay_s = -np.arctan2(ahead, in_phase) / (2 * np.pi * hertz)
        assert abs(delay_s) < 0.001
        assert in_phase == pytest.approx(1 / (1 + (hertz / 6.0) ** 4), abs=0.03)

    def test_takes_out_what_is_faster_than_people(self) -> None:
        t_s = times(4, 120)
        tremble = np.sin(2 * np.pi * 25 * t_s)
        assert np.abs(smooth(t_s, tremble, one_shot(t_s))[60:-60]).max() < 0.02

    def test_calms_noise_without_moving_a_still_person(self) -> None:
        t_s = times(6, 60)
        noise = np.random.default_rng(0).normal(0, 1, (len(t_s), 5))
        smoothed = smooth(t_s, 3.0 + noise, one_shot(t_s))
        np.testing.assert_allclose(smoothed.mean(axis=0), (3.0 + noise).mean(axis=0), atol=0.05)
        assert (smoothed.std(axis=0) < 0.65 * noise.std(axis=0)).all()

    @given(fps=st.floats(5, 240), seconds=st.floats(0.05, 3), level=st.floats(-9, 9))
    def test_keeps_constants_at_any_rate_and_length(self, fps: float, seconds: float, level: float) -> None:
        t_s = times(seconds, fps)
        np.testing.assert_allclose(smooth(t_s, np.full(len(t_s), level), one_shot(t_s)), level, atol=1e-6)

    def test_does_not_cross_gaps_and_cuts(self) -> None:
        t_s = times(4)
        step = np.where(t_s < 2, 0.0, 1.0)
        shot = (t_s >= 2).astype(np.intp)
        np.testing.assert_allclose(smooth(t_s, step, shot), step, atol=1e-9)
        gap = step.copy()
        gap[118:122] = np.nan
        smoothed = smooth(t_s, gap, one_shot(t_s))
        np.testing.assert_allclose(smoothed[:118], 0, atol=1e-9)
        np.testing.assert_allclose(smoothed[122:], 1, atol=1e-9)
        assert np.isnan(smoothed[118:122]).all()

    def test_the_same_forwards_and_backwards(self) -> None:
        t_s = times(3)
        values = np.cumsum(np.random.default_rng(2).normal(size=len(t_s)))
        inner = slice(40, -40)
        forwards = smooth(t_s, values, one_shot(t_s))
        backwards = smooth(t_s, values[::-1].copy(), one_shot(t_s))[::-1]
        np.testing.assert_allclose(forwards[inner], backwards[inner], atol=0.02)


@given(valid=st.lists(st.booleans(), max_size=30), cut=st.integers(0, 30))
def test_runs_are_what_is_valid_in_one_shot(valid: list[bool], cut: int) -> None:
    shot = (np.arange(len(valid)) >= cut).astype(np.intp)
    found = runs(np.array(valid, dtype=bool), shot)
    inside = [i for run in found for i in range(run.start, run.stop)]
    assert inside == [i for i, good in enumerate(valid) if good]
    assert all(len(set(shot[run])) == 1 for run in found)
    assert len(found) == sum(
        good and (i == 0 or not valid[i - 1] or shot[i] != shot[i - 1]) for i, good in enumerate(valid)
    )


def test_resampling_is_linear() -> None:
    t_s = np.array([0.0, 1.0, 3.0])
    values = np.array([[0.0], [10.0], [30.0]])
    got = resample(t_s, values, np.array([-1.0, 0.5, 2.0, 3.0, 9.0]))
    np.testing.assert_allclose(got[:, 0], [0, 5, 20, 30, 30])


class TestSpikes:
    def path(self, fps: float) -> tuple[np.ndarray, np.ndarray]:
        t_s = np.arange(0, 3, 1 / fps)
        return t_s, np.stack([np.cos(2 * np.pi * 2 * t_s), t_s], axis=1)

    def test_one_wild_frame_becomes_what_is_around_it(self) -> None:
        t_s, values = self.path(30)
        wild = values.copy()
        wild[40] += 6.0
        cleaned = without_spikes(t_s, wild, np.zeros(len(t_s), np.intp), 0.1)
        np.testing.assert_allclose(cleaned[40], values[40], atol=0.6)
        np.testing.assert_array_equal(np.delete(cleaned, 40, axis=0), np.delete(wild, 40, axis=0))

    @pytest.mark.parametrize("fps", [5, 10, 24, 30, 60, 240])
    def test_quick_movements_are_none(self, fps: float) -> None:
        t_s, values = self.path(fps)
        np.testing.assert_array_equal(without_spikes(t_s, values, np.zeros(len(t_s), np.intp), 0.1), values)

    def test_a_cut_is_none_and_gaps_stay(self) -> None:
        t_s, values = self.path(30)
        shot = (np.arange(len(t_s)) >= 45).astype(np.intp)
        values[45:] += 10.0
        values[20:23] = np.nan
        np.testing.assert_array_equal(without_spikes(t_s, values, shot, 0.1), values)
