"""Three squats of a stick figure with a gap, as a result in memory."""

from __future__ import annotations

import pytest

from formtrace.results.data import ResultData
from formtrace.results.report import report
from tests.support.filming import Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import sets


def squats(exercise: str | None = "squat", people: int = 1) -> ResultData:
    schedule = sets(3)
    actors = [exerciser("squat", schedule)][:people]
    flaws = Flaws(noise_m=0.002, dropouts_s=((3.0, 4.5),))
    analysis = analysed(exercise, actors, frame_times(schedule.duration_s, 30), Camera(), flaws)
    return ResultData.of(analysis, report(analysis, "squats"))


@pytest.fixture(scope="session")
def data() -> ResultData:
    return squats()


@pytest.fixture(scope="session")
def nobody() -> ResultData:
    return squats(people=0)
