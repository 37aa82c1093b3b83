"""Gaps, segments and sampling times against straight lines."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formtrace.signals.series import contiguous_segments, interpolate_gaps, resample

FPS = 60.0
MAX_GAP_S = 0.5


def times(seconds: float, fps: float = FPS, jitter: float = 0.0) -> np.ndarray:
    index = np.arange(max(1, round(seconds * fps)))
    late = np.random.default_rng(0).uniform(-jitter, jitter, len(index)) / 2
    return (index + late) / fps


def one_shot(t_s: np.ndarray) -> np.ndarray:
    return np.zeros(len(t_s), dtype=np.intp)


class TestInterpolateGaps:
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
        np.testing.assert_allclose(interpolate_gaps(t_s, holed, max_gap_s=MAX_GAP_S), line, atol=1e-9)

    def test_leaves_what_is_known_and_its_input_alone(self) -> None:
        t_s = times(1)
        values = np.random.default_rng(0).normal(size=(60, 3))
        values[20:25] = np.nan
        before = values.copy()
        filled = interpolate_gaps(t_s, values, max_gap_s=MAX_GAP_S)
        np.testing.assert_array_equal(values, before)
        known = np.isfinite(before[:, 0])
        np.testing.assert_array_equal(filled[known], before[known])

    def test_leaves_long_gaps(self) -> None:
        t_s = times(3)
        values = t_s.copy()
        values[30:90] = np.nan
        assert np.isnan(interpolate_gaps(t_s, values, max_gap_s=0.5)[30:90]).all()
        assert np.isfinite(interpolate_gaps(t_s, values, max_gap_s=1.5)).all()

    def test_does_not_cross_a_cut(self) -> None:
        t_s = times(1)
        values = t_s.copy()
        values[20:25] = np.nan
        shot = one_shot(t_s)
        shot[22:] = 1
        assert np.isnan(interpolate_gaps(t_s, values, max_gap_s=MAX_GAP_S, shot=shot)[20:25]).all()

    def test_does_not_invent_beginnings_and_ends(self) -> None:
        t_s = times(1)
        values = t_s.copy()
        values[:5] = values[-5:] = np.nan
        filled = interpolate_gaps(t_s, values, max_gap_s=MAX_GAP_S)
        assert np.isnan(filled[:5]).all()
        assert np.isnan(filled[-5:]).all()

    def test_of_nothing_is_nothing(self) -> None:
        t_s = times(1)
        empty = np.full((60, 33, 2), np.nan)
        assert np.isnan(interpolate_gaps(t_s, empty, max_gap_s=MAX_GAP_S)).all()


@given(valid=st.lists(st.booleans(), max_size=30), cut=st.integers(0, 30))
def test_contiguous_segments_are_what_is_valid_in_one_shot(valid: list[bool], cut: int) -> None:
    shot = (np.arange(len(valid)) >= cut).astype(np.intp)
    found = contiguous_segments(np.array(valid, dtype=bool), shot)
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
