"""Textbook form gets full marks, or nearly, in every view."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.results.report import report
from tests.support import gym
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.form_errors import with_form_error
from tests.support.movements import REPEATED, Rep, Schedule, sets

GOOD = 80.0
HOLD = Schedule((Rep(go_s=1, turn_s=4, back_s=1, side="left"),))
BOTH_ARE_HELD = Schedule((Rep(go_s=1, turn_s=4, back_s=1),))
ALTERNATING = sets(4, tempo=1.2, sides="alternating")
TOGETHER = sets(2, tempo=1.2)


def performers() -> dict[str, tuple[Actor, float]]:
    """Somebody who does it, and for how long, for every exercise that the figure knows."""
    found = {name: (exerciser(name, TOGETHER), TOGETHER.duration_s) for name in REPEATED}
    found["squat"] = (with_form_error("caving_knees", TOGETHER, 0.0), TOGETHER.duration_s)
    for name in gym.REPEATED:
        schedule = ALTERNATING if name in gym.ONE_SIDED else TOGETHER
        found[name] = (gym.doing(name, schedule), schedule.duration_s)
    for name in gym.HELD:
        either = (
            "left" in name or "right" in name or name in ("wall_sit", "closing", "pancake", "bow", "camel")
        )
        schedule = BOTH_ARE_HELD if either else HOLD
        found[name] = (gym.doing(name, schedule), schedule.duration_s)
    return found


PERFORMERS = performers()


@pytest.mark.parametrize("yaw", [10, 80])
@pytest.mark.parametrize("name", sorted(PERFORMERS))
def test_textbook_form_scores_well_in_every_view(name: str, yaw: float) -> None:
    actor, duration_s = PERFORMERS[name]
    pts = frame_times(duration_s, 20)
    done = analysed(name, [actor], pts, Camera(yaw_deg=yaw, scale=0.25), Flaws(noise_m=0.003))
    scored = report(done, "clip")
    spans = scored.reps or scored.holds
    assert spans
    totals = [span.score for span in spans]
    assert None not in totals
    assert np.mean(totals) >= GOOD
