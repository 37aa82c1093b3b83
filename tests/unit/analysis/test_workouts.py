"""``exercise=auto`` on a stick figure's workouts: sets of known exercises, counts and times."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.results.document import SetReport
from formtrace.results.report import report
from tests.support.filming import Actor, Camera, Flaws, analysed, frame_times
from tests.support.movements import Rep, Schedule, act, sets, walk

NOISE = Flaws(noise_m=0.01, depth_noise_m=0.02)
FPS = 15
Part = tuple[str, Schedule] | float
"""An exercise, or so many seconds of walking about."""


def workout(*parts: Part) -> tuple[Actor, float]:
    """The figure that does one after the other, and how long it takes."""
    lengths_s = [part if isinstance(part, float) else part[1].duration_s for part in parts]
    starts_s = np.cumsum([0.0, *lengths_s])

    def body(t_s: np.ndarray) -> np.ndarray:
        points = walk(t_s)
        for part, start_s, end_s in zip(parts, starts_s, starts_s[1:], strict=False):
            inside = (t_s >= start_s) & (t_s < end_s)
            if not isinstance(part, float) and inside.any():
                points[inside] = act(part[0], part[1].depths(t_s[inside] - start_s))
        return points

    return Actor(body), float(starts_s[-1])


def found(*parts: Part) -> tuple[SetReport, ...]:
    actor, length_s = workout(*parts)
    pts = frame_times(length_s, FPS)
    return report(analysed("auto", [actor], pts, Camera(yaw_deg=35), NOISE), "workout").sets


def told(reports: tuple[SetReport, ...]) -> list[tuple[str | None, int]]:
    return [(each.exercise, each.count) for each in reports]


SHORT = sets(3, go_s=0.8, back_s=0.8, rest_s=0.3)  # 6 s
STEPS = sets(4, sides="alternating")
HELD = Schedule((Rep(go_s=0.1, turn_s=9.8, back_s=0.1),), lead_s=0.0, tail_s=0.0)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param((6.0, ("squat", SHORT), 6.0), [("squat", 3)], id="three repetitions in six seconds"),
        pytest.param((("squat", sets(4)), ("lunge", STEPS)), [("squat", 4), ("lunge", 4)], id="neighbours"),
        pytest.param(
            (("squat", sets(3)), 9.0, ("squat", sets(4))), [("squat", 3), ("squat", 4)], id="the same twice"
        ),
        pytest.param(
            (3.0, ("jumping_jack", sets(4)), 6.0, ("bicep_curl", sets(3)), 3.0),
            [("jumping_jack", 4), ("bicep_curl", 3)],
            id="walking between",
        ),
    ],
)
def test_the_sets_of_a_workout(parts: tuple[Part, ...], expected: list[tuple[str, int]]) -> None:
    assert told(found(*parts)) == expected


def test_a_hold_between_repetitions() -> None:
    """The figure is on the floor from one frame to the next, as after a cut."""
    squats, held, push_ups = found(("squat", sets(3)), ("plank", HELD), ("push_up", sets(4)))
    assert told((squats, push_ups)) == [("squat", 3), ("push_up", 4)]
    assert (held.exercise, held.unit) == ("plank", "seconds")
    assert held.held_s == pytest.approx(HELD.duration_s, abs=1.0)
