"""The choice of the subject among several people and over several shots."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.motion.association import associate
from formtrace.motion.subject import Subject, candidates
from formtrace.pose.tracks import Tracks
from tests.support.filming import Actor, Camera, Flaws, exerciser, film, frame_times
from tests.support.movements import Rep, Schedule, sets, stand, walk

CAMERA = Camera(yaw_deg=20, distance_m=5)


def place(x_m: float, z_m: float = 0.0) -> object:
    """Somewhere beside the picture's middle; the camera's turn is undone."""
    return moving(x_m, x_m, 1.0, z_m)


def moving(from_m: float, to_m: float, seconds: float, z_m: float = 0.0) -> object:
    """Straight through the picture, ``z_m`` nearer to the camera."""
    yaw = np.radians(CAMERA.yaw_deg)

    def where(t_s: np.ndarray) -> np.ndarray:
        x = from_m + (to_m - from_m) * t_s / seconds
        across = np.array([np.cos(yaw), 0.0, np.sin(yaw)])
        return x[:, None] * across + z_m * np.array([-np.sin(yaw), 0.0, np.cos(yaw)])

    return where


def doing(exercise: str, reps: int, x_m: float = 0.0, z_m: float = 0.0, **span: object) -> Actor:
    return Actor(exerciser(exercise, sets(reps)).points, place(x_m, z_m), **span)


def subject(*actors: Actor, seconds: float = 10.0, flaws: Flaws | None = None) -> tuple[Subject, Tracks]:
    tracks, manifest = film(actors, frame_times(seconds, 30), CAMERA, flaws or Flaws(noise_m=0.01))
    media = manifest.media
    chosen = candidates(tracks, manifest.t_s, 0, manifest.end_frame, media.width / media.height)[0]
    return chosen, tracks


def shares(chosen: Subject, tracks: Tracks, people: int) -> list[float]:
    """In which share of all frames each actor is the subject."""
    who = tracks.track[chosen.rows[chosen.rows >= 0]] % 1000
    return [float((who == number).sum() / len(chosen.rows)) for number in range(people)]


class TestPlace:
    """Who is meant can be said, by where they are."""

    @pytest.mark.parametrize("number", [0, 1])
    def test_the_person_at_the_place_is_chosen_even_if_another_exercises(self, number: int) -> None:
        actors = (Actor(stand, place(-0.9)), doing("squat", 4, 0.9))
        tracks, manifest = film(actors, frame_times(10, 30), CAMERA, Flaws(noise_m=0.01))
        media, box = manifest.media, tracks.box_xyxy_norm[tracks.track % 1000 == number][0]
        wanted = (float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2)
        chosen = candidates(tracks, manifest.t_s, 0, manifest.end_frame, media.width / media.height, wanted)[
            0
        ]
        assert shares(chosen, tracks, 2)[number] == 1.0
        assert "asked for" in chosen.how

    def test_a_place_without_a_person_changes_nothing(self) -> None:
        actors = (Actor(stand, place(-0.9)), doing("squat", 4, 0.9))
        tracks, manifest = film(actors, frame_times(10, 30), CAMERA, Flaws(noise_m=0.01))
        aspect = manifest.media.width / manifest.media.height
        chosen = candidates(tracks, manifest.t_s, 0, manifest.end_frame, aspect, (0.01, 0.01))[0]
        np.testing.assert_array_equal(
            chosen.rows, candidates(tracks, manifest.t_s, 0, manifest.end_frame, aspect)[0].rows
        )

    @pytest.mark.parametrize(("number", "at_s"), [(0, 0.4), (1, 9.6)])
    def test_a_moment_tells_apart_people_who_are_at_the_place_one_after_the_other(
        self, number: int, at_s: float
    ) -> None:
        there, back = Actor(walk, moving(-1.2, 1.2, 10.0)), Actor(walk, moving(1.2, -1.2, 10.0, 0.6))
        tracks, manifest = film((there, back), frame_times(10, 30), CAMERA, Flaws(noise_m=0.01))
        at = (tracks.track % 1000 == number) & (tracks.frame == round(30 * at_s))
        box = tracks.box_xyxy_norm[at][0]
        wanted = (float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2)
        aspect = manifest.media.width / manifest.media.height
        chosen = candidates(tracks, manifest.t_s, 0, manifest.end_frame, aspect, wanted, at_s)[0]
        assert shares(chosen, tracks, 2)[number] > 0.6


class TestChoice:
    def test_the_only_person(self) -> None:
        chosen, tracks = subject(doing("squat", 3))
        assert chosen.coverage == 1.0
        assert chosen.people == 1
        assert shares(chosen, tracks, 1) == [1.0]
        assert len(np.unique(chosen.shot)) == 1

    def test_no_person(self) -> None:
        chosen, _ = subject()
        assert (chosen.rows == -1).all()
        assert chosen.coverage == 0.0
        assert chosen.people == 0

    @pytest.mark.parametrize("exercise", ["squat", "bicep_curl", "jumping_jack", "lateral_raise"])
    @pytest.mark.parametrize("x_m", [-0.9, 0.9])
    def test_the_exerciser_is_chosen_over_a_spectator(self, exercise: str, x_m: float) -> None:
        watching, exercising = Actor(stand, place(-x_m)), doing(exercise, 4, x_m)
        for actors, number in (((watching, exercising), 1), ((exercising, watching), 0)):
            chosen, tracks = subject(*actors)
            assert shares(chosen, tracks, 2)[number] == 1.0
            assert chosen.people == 2

    @pytest.mark.parametrize("z_m", [-1.5, 0.5])
    def test_a_passer_by_does_not_take_over(self, z_m: float) -> None:
        """In front of the exerciser and larger, or behind."""
        passer_by = Actor(walk, moving(-3.5, 3.5, 4.0, z_m), seen_s=(0.0, 4.0))
        chosen, tracks = subject(doing("jumping_jack", 4), passer_by)
        assert shares(chosen, tracks, 2) == [1.0, 0.0]

    def test_the_nearer_of_two_exercisers_is_chosen(self) -> None:
        chosen, tracks = subject(doing("squat", 3, -0.8), doing("squat", 3, 1.6, z_m=-4.0))
        assert shares(chosen, tracks, 2) == [1.0, 0.0]

    def test_does_not_depend_on_the_numbering(self) -> None:
        one, other = Actor(stand, place(-0.9)), doing("squat", 3, 0.9)
        first, _ = subject(one, other)
        second, _ = subject(other, one)
        assert first.coverage == second.coverage
        assert first.people == second.people


class TestAssociation:
    def test_two_people_who_cross_keep_their_trajectories(self) -> None:
        """They pass at different distances from the camera, as people do."""
        walkers = [Actor(walk, moving(-2, 2, 8, 0.0)), Actor(walk, moving(2, -2, 8, -1.5))]
        _, tracks = subject(*walkers, seconds=8)
        t_s = frame_times(8, 30) / 90_000
        trajectories = associate(tracks, t_s, 16 / 9)
        owners = [set(tracks.track[trajectory.rows] % 1000) for trajectory in trajectories]
        assert sorted(owners, key=min) == [{0}, {1}]

    @given(since=st.floats(1, 7), gap_s=st.floats(0.05, 1.2))
    @settings(max_examples=15)
    def test_a_short_absence_does_not_end_a_trajectory(self, since: float, gap_s: float) -> None:
        flaws = Flaws(dropouts_s=((since, since + gap_s),))
        _, tracks = subject(doing("squat", 3), flaws=flaws)
        assert len(associate(tracks, frame_times(10, 30) / 90_000, 16 / 9)) == 1

    def test_a_much_smaller_person_in_the_same_place_is_another_person(self) -> None:
        near = doing("squat", 2, seen_s=(0.0, 4.0))
        far = Actor(stand, place(0.0, -9.0), seen_s=(4.3, 10.0))
        _, tracks = subject(near, far)
        trajectories = associate(tracks, frame_times(10, 30) / 90_000, 16 / 9)
        assert [set(tracks.track[trajectory.rows] % 1000) for trajectory in trajectories] == [{0}, {1}]

    def test_every_observation_is_in_exactly_one_trajectory(self) -> None:
        _, tracks = subject(doing("squat", 3), Actor(walk, moving(-2, 2, 5)), Actor(stand, place(1.5)))
        trajectories = associate(tracks, frame_times(10, 30) / 90_000, 16 / 9)
        rows = np.concatenate([trajectory.rows for trajectory in trajectories])
        assert sorted(rows) == list(range(len(tracks)))
        assert all((np.diff(tracks.frame[trajectory.rows]) > 0).all() for trajectory in trajectories)

    def test_without_a_person_there_is_no_trajectory(self) -> None:
        _, tracks = subject()
        assert associate(tracks, np.zeros(0), 1.0) == []


class TestCuts:
    def test_a_jump_of_the_camera_keeps_the_person_and_marks_the_cut(self) -> None:
        first = doing("squat", 4, 0.0, seen_s=(0.0, 4.99))
        second = doing("squat", 4, 2.0, z_m=-3.0, seen_s=(5.0, 10.0))
        chosen, tracks = subject(first, second)
        assert chosen.coverage == 1.0
        assert sum(shares(chosen, tracks, 2)) == pytest.approx(1.0)
        changes = np.flatnonzero(np.diff(chosen.shot)) + 1
        assert changes.tolist() == [150]

    def test_a_tiny_stranger_does_not_fill_in(self) -> None:
        """Far in the background, seen when the person has left the picture."""
        person = doing("squat", 3, seen_s=(0.0, 7.0))
        stranger = Actor(stand, place(1.0, -25.0))
        chosen, tracks = subject(person, stranger)
        assert shares(chosen, tracks, 2)[1] == 0.0
        assert chosen.coverage == pytest.approx(0.7, abs=0.01)

    def test_a_small_stranger_does_not_take_over_where_the_person_left(self) -> None:
        person = doing("squat", 3, seen_s=(0.0, 7.0))
        stranger = Actor(stand, place(1.0, -15.0), seen_s=(7.2, 10.0))
        chosen, tracks = subject(person, stranger)
        assert shares(chosen, tracks, 2) == [pytest.approx(0.7, abs=0.01), 0.0]

    def test_a_long_absence_is_a_gap_and_the_same_person_returns(self) -> None:
        flaws = Flaws(noise_m=0.01, dropouts_s=((4.0, 6.5),))
        chosen, tracks = subject(doing("squat", 4), flaws=flaws)
        assert chosen.coverage == pytest.approx(0.75, abs=0.01)
        assert (chosen.rows[120:195] == -1).all()
        assert shares(chosen, tracks, 1)[0] == pytest.approx(0.75, abs=0.01)


def test_a_pause_in_the_middle_of_a_set_does_not_change_the_subject() -> None:
    schedule = Schedule((Rep(), Rep(), Rep(rest_s=5.0), Rep()))
    person = Actor(exerciser("squat", schedule).points, place(-0.8))
    busy = Actor(walk, moving(0.8, 2.5, schedule.duration_s))
    chosen, tracks = subject(person, busy, seconds=schedule.duration_s)
    assert shares(chosen, tracks, 2) == [1.0, 0.0]
