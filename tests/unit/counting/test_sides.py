"""Left and right repetitions: what the search by time finds is what a look at all of them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from formtrace.counting.attempts import Repetition
from formtrace.counting.sides import Coinciding, coincide, coinciding_once
from formtrace.motion.body import SIDES, Side


@st.composite
def repetitions(draw: st.DrawFn) -> Repetition:
    start = draw(st.integers(0, 200))
    peak = start + draw(st.integers(0, 15))
    end = peak + draw(st.integers(0, 25))
    return Repetition(start, peak, end, draw(st.sampled_from([0.5, 1.0, 2.0])), draw(st.sampled_from(SIDES)))


@given(st.lists(repetitions(), max_size=30), repetitions())
def test_one_coincides_with_those_with_which_it_shares_half_its_time(
    found: list[Repetition], one: Repetition
) -> None:
    assert (one in Coinciding(found)) == any(coincide(one, other) for other in found)


@given(st.lists(repetitions(), max_size=30))
def test_each_is_merged_with_the_earliest_of_the_other_side_that_it_coincides_with(
    found: list[Repetition],
) -> None:
    merged: list[tuple[Repetition, Side]] = []
    for rep in sorted(found, key=lambda rep: (rep.peak, rep.side)):
        for at, (seen, side) in enumerate(merged):
            if side != rep.side and coincide(rep, seen):
                merged[at] = (rep if rep.amplitude > seen.amplitude else seen, "both")
                break
        else:
            merged.append((rep, rep.side))
    once = coinciding_once(found)
    assert [(rep.start, rep.end, rep.side) for rep in once] == [
        (rep.start, rep.end, side) for rep, side in merged
    ]
