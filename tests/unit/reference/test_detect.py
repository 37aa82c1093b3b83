"""A reference cut from one performance is found in others of a stick figure whose movement is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.errors import InvalidReferenceError
from formtrace.motion.body import Motion
from formtrace.reference.detect import Matches, find_repetitions
from formtrace.reference.pose_series import pose_series
from formtrace.reference.template import MotionTemplate, template_record
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import Schedule, sets, stand

MOVEMENTS = ("squat", "bicep_curl", "lateral_raise", "jumping_jack", "push_up")


def motion_of(actor: Actor, seconds: float, camera: Camera | None = None, noise_m: float = 0.0) -> Motion:
    flaws = Flaws(noise_m=noise_m, depth_noise_m=2 * noise_m)
    return analysed(None, [actor], frame_times(seconds, 30), camera, flaws).motion


def performance(
    exercise: str, schedule: Schedule, camera: Camera | None = None, noise_m: float = 0.0
) -> Motion:
    return motion_of(exerciser(exercise, schedule), schedule.duration_s, camera, noise_m)


def pattern_from(motion: Motion, schedule: Schedule, number: int = 0) -> MotionTemplate:
    rep, start_s = schedule.reps[number], schedule.starts_s[number]
    edges = np.searchsorted(motion.t_s, [start_s, start_s + rep.seconds - rep.rest_s])
    return MotionTemplate.of(template_record(pose_series(motion).between(*edges.tolist())))


def looked_for(exercise: str, motion: Motion) -> Matches:
    """What a reference from a plain performance finds in ``motion``."""
    schedule = sets(2)
    return find_repetitions(pattern_from(performance(exercise, schedule), schedule), pose_series(motion))


@pytest.mark.parametrize("exercise", MOVEMENTS)
class TestAnyMovement:
    def test_itself_and_its_neighbours(self, exercise: str) -> None:
        schedule = sets(4)
        motion = performance(exercise, schedule)
        matches = find_repetitions(pattern_from(motion, schedule, 1), pose_series(motion))
        assert len(matches.repetitions) == 4
        assert matches.repetitions[1].score >= 0.98
        assert min(match.score for match in matches.repetitions) > 0.95
        middles = [(match.start_s + match.end_s) / 2 for match in matches.repetitions]
        np.testing.assert_allclose(middles, schedule.peaks_s, atol=0.2)

    @given(
        reps=st.integers(1, 5),
        yaw=st.floats(0, 50),
        tempo=st.floats(0.6, 1.8),
        scale=st.floats(0.5, 1.5),
        x=st.floats(0.35, 0.65),
        noise=st.floats(0, 0.01),
    )
    @settings(max_examples=8)
    def test_another_tempo_size_place_and_direction(
        self, exercise: str, reps: int, yaw: float, tempo: float, scale: float, x: float, noise: float
    ) -> None:
        camera = Camera(yaw_deg=yaw, scale=0.33 * scale, centre=(x, 0.5))
        motion = performance(exercise, sets(reps, tempo=tempo), camera, noise)
        assert len(looked_for(exercise, motion).repetitions) == reps

    def test_nothing_is_found_without_movement(self, exercise: str) -> None:
        matches = looked_for(exercise, motion_of(Actor(stand), 12.0))
        assert matches.repetitions == ()
        assert matches.best_score < 0.4


# A jumping jack is a lateral raise with something added: alike, rightly.
@pytest.mark.parametrize("wanted", [name for name in MOVEMENTS if name != "lateral_raise"])
@pytest.mark.parametrize("done", [name for name in MOVEMENTS if name != "lateral_raise"])
def test_another_movement_is_not_found(wanted: str, done: str) -> None:
    matches = looked_for(wanted, performance(done, sets(3)))
    assert len(matches.repetitions) == (3 if wanted == done else 0)
    assert (matches.best_score < 0.4) == (wanted != done)


def test_the_mirror_image_is_the_same_movement() -> None:
    motion = performance("bicep_curl", sets(3, sides="right"))
    schedule = sets(2, sides="left")
    template = pattern_from(performance("bicep_curl", schedule), schedule)
    allowed = find_repetitions(template, pose_series(motion))
    assert all(match.mirrored for match in allowed.repetitions)
    assert len(allowed.repetitions) == 3
    assert allowed.best_score > 0.9
    assert find_repetitions(template, pose_series(motion), mirror=False).repetitions == ()


def test_the_sides_may_alternate() -> None:
    motion = performance("bicep_curl", sets(4, sides="alternating"))
    schedule = sets(1, sides="left")
    found = find_repetitions(pattern_from(performance("bicep_curl", schedule), schedule), pose_series(motion))
    assert [match.mirrored for match in found.repetitions] == [False, True, False, True]


@pytest.mark.parametrize("change", ["depth", "go_s"])
def test_the_score_falls_as_the_movement_differs_more(change: str) -> None:
    shares = (1.0, 0.85, 0.7, 0.6) if change == "depth" else (1.0, 1.5, 2.0, 2.6)
    scores = [
        looked_for("squat", performance("squat", sets(1, **{change: share}))).best_score for share in shares
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] - scores[-1] > 0.05


class TestInvalidReferences:
    @pytest.mark.parametrize("seconds", [0.2, 21.0])
    def test_too_short_or_too_long(self, seconds: float) -> None:
        series = pose_series(performance("squat", sets(12)))
        with pytest.raises(InvalidReferenceError, match="one clean repetition"):
            template_record(series.between(0, round(seconds * 30)))

    def test_no_movement(self) -> None:
        with pytest.raises(InvalidReferenceError, match="Nothing moves"):
            template_record(pose_series(motion_of(Actor(stand), 3.0)))

    def test_no_person(self) -> None:
        series = pose_series(motion_of(Actor(stand, seen_s=(0.0, 0.5)), 3.0))
        with pytest.raises(InvalidReferenceError, match="No person"):
            template_record(series)
