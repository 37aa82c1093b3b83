"""Three squats of a stick figure, the second one shallow and fast, as a result document."""

from __future__ import annotations

import pytest

from formtrace.results.document import ResultDocument
from formtrace.results.report import report
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import Rep, Schedule


@pytest.fixture(scope="session")
def document() -> ResultDocument:
    quick = Rep(go_s=0.4, back_s=0.4, depth=0.8)
    schedule = Schedule((Rep(), quick, Rep(go_s=1.2)))
    actors = [exerciser("squat", schedule)]
    return report(analysed("squat", actors, frame_times(schedule.duration_s, 30), Camera(yaw_deg=90)), "x")
