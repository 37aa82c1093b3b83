"""How many would count at the other difficulties: the same as an analysis at each one counts."""

from __future__ import annotations

import pytest

from formtrace.analysis import analyse
from formtrace.options import AnalysisOptions
from formtrace.results.report import report
from tests.support.filming import Camera, Flaws, exerciser, film, frame_times
from tests.support.movements import Rep, Schedule

SHALLOW = Schedule(tuple(Rep(depth=depth) for depth in (0.6, 0.6)))


@pytest.mark.parametrize("asked", ["easy", "medium", "hard"])
def test_the_counts_are_those_of_each_difficulty(asked: str) -> None:
    pts = frame_times(SHALLOW.duration_s, 30)
    tracks, manifest = film([exerciser("squat", SHALLOW)], pts, Camera(yaw_deg=70), Flaws(noise_m=0.005))

    def count(level: str) -> int:
        options = AnalysisOptions(exercise="squat", difficulty=level)
        return report(analyse(tracks, manifest, options), "clip").count

    document = report(analyse(tracks, manifest, AnalysisOptions(exercise="squat", difficulty=asked)), "clip")
    counts = {level: count(level) for level in ("easy", "medium", "hard")}
    assert document.count_by_difficulty == counts
    assert document.sets[0].count_by_difficulty == counts
    assert counts == {"easy": 2, "medium": 2, "hard": 0}
