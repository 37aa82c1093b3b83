"""The four kinds of outcome count, and say how far each frame is, in the same terms."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.analysis.outcome import HoldSet, RepetitionSet
from formtrace.counting.holds import HoldSpan
from formtrace.counting.repetitions import Repetition
from formtrace.exercises.catalogue import catalogue

SIGNAL = np.array([0.0, 0.5, 1.0, 0.5, 0.0, 0.0, 0.4, 0.8, 0.4, 0.0])
REPS = (Repetition(0, 2, 4, 1.0, "both"), Repetition(5, 7, 9, 0.8, "both"))


@pytest.mark.parametrize(
    ("exercise", "counts"),
    [("squat", [0, 0, 0, 0, 1, 1, 1, 1, 1, 2]), ("deadlift", [0, 0, 1, 1, 1, 1, 1, 2, 2, 2])],
)
def test_repetitions_count_at_their_end_or_at_their_peak(exercise: str, counts: list[int]) -> None:
    found = RepetitionSet(catalogue()[exercise], SIGNAL, REPS, ())
    assert found.running_count().tolist() == counts
    assert (found.unit, found.count, found.intervals) == ("reps", 2, ((0, 4), (5, 9)))


def test_every_repetition_goes_from_0_to_1_and_back_whatever_its_amplitude() -> None:
    progress = RepetitionSet(catalogue()["squat"], SIGNAL, REPS, ()).progress()
    assert progress == pytest.approx([0, 0.5, 1, 0.5, 0, 0, 0.5, 1, 0.5, 0])


def test_holds_count_seconds_and_stand_still_between_them() -> None:
    t_s = np.array([0.0, 1.0, 2.0, 3.0, 5.0, 7.0])
    found = HoldSet(catalogue()["plank"], np.ones(6), t_s, (HoldSpan(0, 2), HoldSpan(4, 5)))
    assert found.running_count().tolist() == [0, 1, 2, 2, 2, 4]
    assert (found.unit, found.count, found.held_s) == ("seconds", 4, 4.0)
    np.testing.assert_array_equal(found.progress(), [1, 1, 1, np.nan, 1, 1])
