"""Placement in front of the camera: what is missing, when it changes, no flicker."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.exercises.catalogue import catalogue
from formtrace.results.report import report
from formtrace.scoring.posture import placements, required_parts
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import sets, stand

SQUAT = catalogue()["squat"]
SECONDS = 8


def filmed(camera: Camera, actor: Actor | None = None, flaws: Flaws | None = None, exercise: str = "squat"):
    actor = actor or exerciser(exercise, sets(3))
    return analysed(exercise, [actor], frame_times(SECONDS, 30), camera, flaws)


def test_a_fully_visible_person_is_ready_from_the_first_frame() -> None:
    (only,) = report(filmed(Camera()), "clip").posture
    assert (only.t_s, only.ready, only.requirements, only.direction) == (0.0, True, (), "in-frame")


def test_feet_below_the_image_are_reported() -> None:
    document = report(filmed(Camera(centre=(0.5, 0.95)), Actor(stand)), "clip")
    (only,) = document.posture
    assert not only.ready
    assert only.requirements == ("full_body_visible",)
    assert "ankle" in only.missing
    assert only.message == "Step back so that the picture shows your knees and feet."


def test_repetitions_before_the_person_is_well_placed_count() -> None:
    camera = Camera(centre=(0.5, 0.82))
    document = report(filmed(camera), "clip")
    assert not document.posture[0].ready
    assert document.count == 3


def test_entering_the_image_is_one_change() -> None:
    """From outside the left edge to the middle within three seconds."""

    def place(t_s: np.ndarray) -> np.ndarray:
        aside = -4.0 * np.clip(1 - t_s / 3, 0, 1)
        return np.stack([aside, 0 * t_s, 0 * t_s], axis=1)

    actor = Actor(exerciser("squat", sets(3)).points, place_m=place)
    changes = placements(SQUAT, filmed(Camera(yaw_deg=0), actor).motion)
    assert changes[0].problem == "cropped"
    assert changes[-1].problem is None
    readies = [change.problem is None for change in changes]
    assert readies.count(True) == 1
    assert 0.3 < changes[-1].frame / 30 < 3.0


def test_without_a_person_the_message_is_to_enter_the_image() -> None:
    actor = Actor(exerciser("squat", sets(3)).points, seen_s=(3.0, 99))
    first, second = placements(SQUAT, filmed(Camera(), actor).motion)
    assert (first.frame, first.problem) == (0, "no_person")
    assert (second.frame, second.problem) == (90, None)
    empty = report(analysed("squat", [], frame_times(1, 30)), "clip")
    assert [change.message for change in empty.posture] == ["Come into the picture."]


@pytest.mark.parametrize("seed", range(3))
def test_landmarks_that_jitter_at_the_edge_do_not_flicker(seed: int) -> None:
    flaws = Flaws(noise_m=0.03, seed=seed)
    for centre_y in np.linspace(0.7, 0.9, 9):
        changes = placements(SQUAT, filmed(Camera(centre=(0.5, centre_y)), None, flaws).motion)
        since = [change.frame / 30 for change in changes]
        assert all(np.diff(since) >= 0.65), since


def test_a_better_view_is_suggested_and_the_placement_is_ready() -> None:
    (only,) = report(filmed(Camera(yaw_deg=0), exercise="push_up"), "clip").posture
    assert (only.ready, only.direction) == (True, "profile-camera")
    assert "side" in only.message
    (only,) = report(filmed(Camera(yaw_deg=90), exercise="jumping_jack"), "clip").posture
    assert (only.ready, only.direction) == (True, "face-camera")


def test_every_exercise_asks_for_parts_that_exist() -> None:
    motion = filmed(Camera(), Actor(stand)).motion
    for exercise in catalogue().values():
        assert [change.problem for change in placements(exercise, motion)] == [None], exercise.id
        assert exercise.counting.kind == "jump" or required_parts(exercise)
