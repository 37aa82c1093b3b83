from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.errors import UndecodableMediaError
from formtrace.media.exact_cut.time_stamps import completed, strictly_rising

RATE = Fraction(30)
MS = Fraction(1, 1000)


def mended(pts: list[int], time_base: Fraction = MS) -> list[Fraction]:
    """Seconds of each frame."""
    rising, base = strictly_rising(np.array(pts, np.int64), time_base, RATE)
    return [int(time) * base for time in rising]


def test_sound_times_stay_as_they_are() -> None:
    pts = np.array([5, 40, 71, 20_000], np.int64)
    rising, base = strictly_rising(pts, MS, RATE)
    assert rising is pts
    assert base == MS


def test_two_frames_of_one_time_share_the_time_until_the_next() -> None:
    assert mended([0, 40, 40, 80]) == [0, 40 * MS, 60 * MS, 80 * MS]


def test_a_coarse_time_base_becomes_finer() -> None:
    assert mended([0, 1, 1, 1, 2], Fraction(1, 30)) == [Fraction(n, 90) for n in (0, 3, 4, 5, 6)]


def test_doubled_times_at_the_end_go_on_at_the_usual_step() -> None:
    assert mended([0, 40, 80, 80, 80]) == [time * MS for time in (0, 40, 80, 120, 160)]


def test_a_clip_without_any_time_has_its_frame_rate() -> None:
    assert mended([7, 7, 7], Fraction(1, 90_000)) == [Fraction(7 + 3000 * n, 90_000) for n in range(3)]


def test_a_leap_of_the_clock_becomes_one_step() -> None:
    assert mended([0, 40, 80, 9_000_080, 9_000_120]) == [time * MS for time in (0, 40, 80, 120, 160)]


def test_slow_clips_and_pauses_have_no_leaps() -> None:
    hourly = [0, 3_600_000, 7_200_000]
    assert mended(hourly) == [time * MS for time in hourly]
    pause = [0, 40, 80, 59_000, 59_040]
    assert mended(pause) == [time * MS for time in pause]


def test_times_beyond_all_sense_are_refused() -> None:
    with pytest.raises(UndecodableMediaError, match="time stamps"):
        mended([2**61, 2**61, 2**61 + 1])


@given(
    steps=st.lists(st.sampled_from([0, 0, 1, 33, 34, 1000, 10**7]), min_size=1, max_size=60),
    start=st.integers(-(2**33), 2**33),
)
def test_times_always_rise_and_those_that_did_keep_their_place(steps: list[int], start: int) -> None:
    pts = np.cumsum([start, *steps])
    rising, base = strictly_rising(pts, MS, RATE)
    assert np.all(np.diff(rising) > 0)
    assert (MS / base).denominator == 1
    if max(steps) <= 1000:
        first_of_each = np.flatnonzero(np.diff(pts, prepend=start - 1))
        assert [int(time) * base for time in rising[first_of_each]] == [
            int(t) * MS for t in pts[first_of_each]
        ]


def test_missing_times_are_filled_with_the_usual_step() -> None:
    assert completed([None, 40, None, 120, 160, 200], []) == [0, 40, 80, 120, 160, 200]
    assert completed([None, None], [3, 4]) == [3, 4]
