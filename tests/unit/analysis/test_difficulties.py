"""How many would count at the other difficulties: the same as an analysis at each one counts."""

from __future__ import annotations

import pytest

from formtrace.analysis import analyse
from formtrace.exercises.catalogue import catalogue
from formtrace.options import AnalysisOptions
from formtrace.results.report import report
from tests.support.filming import Camera, Flaws, exerciser, film, frame_times
from tests.support.movements import Rep, Schedule, sets

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


def test_a_condition_that_is_forgiven_is_so_at_each_difficulty() -> None:
    squat = catalogue()["squat"]
    upright = squat.conditions[0].model_copy(update={"min": 1000.0, "max": None})
    nobodys = squat.model_copy(update={"conditions": (upright,)})
    schedule = sets(3)
    scene = film([exerciser("squat", schedule)], frame_times(schedule.duration_s, 20), Camera(yaw_deg=70))
    document = report(analyse(*scene, AnalysisOptions(exercise="squat"), own_exercise=nobodys), "clip")
    assert document.count == 3
    assert document.count_by_difficulty == {"easy": 3, "medium": 3, "hard": 3}
    assert "counted_all_the_same" in [warning.code for warning in document.quality.warnings]
