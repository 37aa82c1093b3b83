"""The count is the truth of the stick figure, however it is filmed."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.analysis import Analysis, analyse
from formtrace.options import AnalysisOptions
from formtrace.skeletons import load_skeleton
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, film, frame_times
from tests.support.movements import REPEATED, Rep, Schedule, sets, stand, walk

PEAK_TOLERANCE_S = 0.15
ONE_SIDED = ("bicep_curl", "lateral_raise", "shoulder_press")

noise_m = st.floats(0.0, 0.02)
yaw_deg = st.floats(0.0, 180.0)


def counted(analysis: Analysis) -> int:
    return len(analysis.outcome.repetitions)


def peaks_s(analysis: Analysis) -> np.ndarray:
    return analysis.motion.t_s[[rep.peak for rep in analysis.outcome.repetitions]]


def reasons(analysis: Analysis) -> list[str]:
    return [attempt.reason for attempt in analysis.outcome.rejected]


def sides(analysis: Analysis) -> Counter[str]:
    return Counter(rep.side for rep in analysis.outcome.repetitions)


def perform(
    exercise: str,
    schedule: Schedule,
    camera: Camera | None = None,
    flaws: Flaws | None = None,
    fps: float = 30.0,
    jitter: float = 0.0,
) -> Analysis:
    pts = frame_times(schedule.duration_s, fps, jitter)
    return analysed(exercise, [exerciser(exercise, schedule)], pts, camera, flaws)


def excerpt(exercise: str, schedule: Schedule, since_s: float, until_s: float) -> Analysis:
    """The schedule, filmed from ``since_s`` to ``until_s`` only."""
    whole = exerciser(exercise, schedule)
    part = Actor(lambda t_s: whole.points(t_s + since_s))
    return analysed(exercise, [part], frame_times(until_s - since_s, 30), None, Flaws(noise_m=0.01))


def assert_all_found(analysis: Analysis, schedule: Schedule) -> None:
    assert counted(analysis) == len(schedule.reps)
    np.testing.assert_allclose(peaks_s(analysis), schedule.peaks_s, atol=PEAK_TOLERANCE_S)


@pytest.mark.parametrize("exercise", REPEATED)
class TestAnyExercise:
    @given(reps=st.integers(1, 8), yaw=yaw_deg, noise=noise_m, seed=st.integers(0, 9))
    def test_counts_and_turning_points_from_any_side(
        self, exercise: str, reps: int, yaw: float, noise: float, seed: int
    ) -> None:
        schedule = sets(reps)
        flaws = Flaws(noise_m=noise, depth_noise_m=2 * noise, seed=seed)
        assert_all_found(perform(exercise, schedule, Camera(yaw_deg=yaw), flaws), schedule)

    @given(fps=st.floats(10, 120), jitter=st.floats(0, 0.8))
    @settings(max_examples=10)
    def test_does_not_depend_on_the_frame_rate(self, exercise: str, fps: float, jitter: float) -> None:
        schedule = sets(3)
        analysis = perform(exercise, schedule, None, Flaws(noise_m=0.01), fps, jitter)
        assert_all_found(analysis, schedule)

    @given(
        factor=st.floats(0.5, 2.0),
        x=st.floats(0.2, 0.8),
        y=st.floats(0.2, 0.8),
        distance_m=st.floats(2.5, 10),
        height_m=st.floats(0.3, 2.0),
        sway=st.floats(0, 0.05),
    )
    @settings(max_examples=12)
    def test_does_not_depend_on_place_size_and_a_steady_hand(
        self,
        exercise: str,
        factor: float,
        x: float,
        y: float,
        distance_m: float,
        height_m: float,
        sway: float,
    ) -> None:
        camera = Camera(
            scale=0.33 * factor, centre=(x, y), distance_m=distance_m, height_m=height_m, sway=sway
        )
        schedule = sets(3)
        assert_all_found(perform(exercise, schedule, camera, Flaws(noise_m=0.01)), schedule)

    @pytest.mark.parametrize(("width", "height"), [(720, 1280), (640, 640), (2560, 1080)])
    def test_does_not_depend_on_the_shape_of_the_picture(
        self, exercise: str, width: int, height: int
    ) -> None:
        schedule = sets(3)
        camera = Camera(width=width, height=height, scale=0.3)
        assert_all_found(perform(exercise, schedule, camera, Flaws(noise_m=0.01)), schedule)

    @given(tempo=st.floats(0.75, 1.25))
    @settings(max_examples=8)
    def test_does_not_depend_on_the_tempo(self, exercise: str, tempo: float) -> None:
        schedule = sets(4, tempo=tempo)
        assert_all_found(perform(exercise, schedule, None, Flaws(noise_m=0.01)), schedule)

    @pytest.mark.parametrize("pause", [{"turn_s": 2.0}, {"rest_s": 3.0}])
    def test_waits_through_pauses(self, exercise: str, pause: dict[str, float]) -> None:
        schedule = sets(3, **pause)
        assert_all_found(perform(exercise, schedule, None, Flaws(noise_m=0.01)), schedule)

    @given(since_s=st.floats(0.5, 6.0), length_s=st.floats(0.1, 0.45))
    @settings(max_examples=10)
    def test_bridges_short_dropouts(self, exercise: str, since_s: float, length_s: float) -> None:
        schedule = sets(3)
        flaws = Flaws(noise_m=0.01, dropouts_s=((since_s, since_s + length_s),))
        analysis = perform(exercise, schedule, None, flaws)
        assert counted(analysis) == 3
        np.testing.assert_allclose(peaks_s(analysis), schedule.peaks_s, atol=0.25)

    def test_bridges_a_longer_dropout_that_hides_no_turning_point(self, exercise: str) -> None:
        schedule = sets(3, go_s=1.5, back_s=1.5)
        begins_s = float(schedule.starts_s[1]) + 0.2
        flaws = Flaws(noise_m=0.01, dropouts_s=((begins_s, begins_s + 0.9),))
        analysis = perform(exercise, schedule, None, flaws)
        assert counted(analysis) == 3
        np.testing.assert_allclose(peaks_s(analysis), schedule.peaks_s, atol=PEAK_TOLERANCE_S)

    @pytest.mark.parametrize("yaw", [0, 45, 90])
    def test_the_mirror_image_counts_the_same(self, exercise: str, yaw: float) -> None:
        flaws = Flaws(noise_m=0.01)
        seen, mirrored = (
            perform(exercise, sets(3), Camera(yaw_deg=yaw, mirrored=flipped), flaws)
            for flipped in (False, True)
        )
        assert counted(seen) == counted(mirrored) == 3
        np.testing.assert_allclose(peaks_s(seen), peaks_s(mirrored), atol=0.04)

    @pytest.mark.parametrize("depth", [0.2, 0.35])
    def test_a_partial_repetition_among_full_ones_is_rejected(self, exercise: str, depth: float) -> None:
        schedule = Schedule((Rep(), Rep(), Rep(depth=depth), Rep(), Rep()))
        analysis = perform(exercise, schedule, None, Flaws(noise_m=0.01))
        full = np.delete(schedule.peaks_s, 2)
        assert counted(analysis) == 4
        np.testing.assert_allclose(peaks_s(analysis), full, atol=PEAK_TOLERANCE_S)

    def test_a_rejected_attempt_says_why(self, exercise: str) -> None:
        schedule = Schedule((Rep(), Rep(), Rep(depth=0.45), Rep(), Rep()))
        analysis = perform(exercise, schedule, None, Flaws(noise_m=0.01))
        assert counted(analysis) == 4
        assert reasons(analysis), "an attempt of nearly half the range leaves a trace"

    def test_small_movements_are_none(self, exercise: str) -> None:
        assert counted(perform(exercise, sets(5, depth=0.15), None, Flaws(noise_m=0.01))) == 0

    @given(yaw=yaw_deg, noise=st.floats(0.0, 0.03), seed=st.integers(0, 99))
    @settings(max_examples=10)
    def test_standing_still_is_none(self, exercise: str, yaw: float, noise: float, seed: int) -> None:
        flaws = Flaws(noise_m=noise, depth_noise_m=2 * noise, seed=seed)
        analysis = analysed(exercise, [Actor(stand)], frame_times(10, 30), Camera(yaw_deg=yaw), flaws)
        assert counted(analysis) == 0

    @given(yaw=yaw_deg, speed=st.floats(1.4, 2.2), travel=st.floats(-1.2, 1.2))
    @settings(max_examples=10)
    def test_walking_is_none(self, exercise: str, yaw: float, speed: float, travel: float) -> None:
        def place(t_s: np.ndarray) -> np.ndarray:
            return np.stack([0 * t_s, 0 * t_s, travel * (t_s - 4) / 4], axis=1)

        walker = Actor(lambda t_s: walk(t_s, speed), place)
        camera = Camera(yaw_deg=yaw, distance_m=5)
        analysis = analysed(exercise, [walker], frame_times(8, 30), camera, Flaws(noise_m=0.01))
        assert counted(analysis) == 0

    def test_half_a_repetition_alone_is_none(self, exercise: str) -> None:
        one = sets(1)
        towards = excerpt(exercise, one, 0.0, float(one.peaks_s[0]) - 0.4)
        back = excerpt(exercise, one, float(one.peaks_s[0]), one.duration_s)
        assert counted(towards) == 0
        assert counted(back) == 0

    def test_a_clip_may_begin_between_repetitions(self, exercise: str) -> None:
        schedule = sets(4)
        begin_s = float(schedule.starts_s[1]) - 0.2
        analysis = excerpt(exercise, schedule, begin_s, schedule.duration_s)
        assert counted(analysis) == 3
        np.testing.assert_allclose(peaks_s(analysis), schedule.peaks_s[1:] - begin_s, atol=PEAK_TOLERANCE_S)

    def test_a_clip_may_end_before_the_last_turning_point(self, exercise: str) -> None:
        schedule = sets(4)
        analysis = excerpt(exercise, schedule, 0.0, float(schedule.peaks_s[-1]) - 0.4)
        assert counted(analysis) == 3

    def test_nobody_in_the_picture_is_none(self, exercise: str) -> None:
        analysis = analysed(exercise, [], frame_times(3, 30))
        assert counted(analysis) == 0
        assert reasons(analysis) == []

    def test_repetitions_follow_each_other(self, exercise: str) -> None:
        analysis = perform(exercise, sets(6), None, Flaws(noise_m=0.015))
        reps = analysis.outcome.repetitions
        assert all(rep.start < rep.peak < rep.end for rep in reps)
        assert all(one.end <= other.start + 5 for one, other in itertools.pairwise(reps))


@pytest.mark.parametrize("exercise", ["deadlift", "shoulder_press", "pull_up"])
@pytest.mark.parametrize("reps", [1, 3])
@pytest.mark.parametrize("held_s", [0.3, 1.0])
def test_a_lift_that_ends_at_its_top_is_one(exercise: str, reps: int, held_s: float) -> None:
    schedule = sets(reps, turn_s=1.5)
    top_s = float(schedule.starts_s[-1]) + schedule.reps[-1].go_s
    assert counted(excerpt(exercise, schedule, 0.0, top_s + held_s)) == reps


@pytest.mark.parametrize("exercise", ["squat", "push_up", "bicep_curl", "jumping_jack", "lunge"])
def test_a_repetition_that_is_to_come_back_is_none_without_it(exercise: str) -> None:
    schedule = sets(3, turn_s=1.5)
    bottom_s = float(schedule.starts_s[-1]) + schedule.reps[-1].go_s
    analysis = excerpt(exercise, schedule, 0.0, bottom_s + 0.5)
    assert counted(analysis) == 2
    assert "not_completed" in reasons(analysis)


@pytest.mark.parametrize("exercise", ONE_SIDED)
@pytest.mark.parametrize("yaw", [0, 40, 90, 180])
class TestSides:
    def test_both_arms_together_count_once(self, exercise: str, yaw: float) -> None:
        analysis = perform(exercise, sets(5), Camera(yaw_deg=yaw), Flaws(noise_m=0.01))
        assert sides(analysis) == {"both": 5}

    @pytest.mark.parametrize("side", ["left", "right"])
    def test_one_arm_is_named(self, exercise: str, yaw: float, side: str) -> None:
        other = {"left": "right", "right": "left"}[side]
        schedule = sets(4, sides=side)
        for mirrored, named in ((False, side), (True, other)):
            camera = Camera(yaw_deg=yaw, mirrored=mirrored)
            assert sides(perform(exercise, schedule, camera, Flaws(noise_m=0.01))) == {named: 4}

    def test_alternating_arms_count_each(self, exercise: str, yaw: float) -> None:
        schedule = sets(6, sides="alternating", rest_s=0.1)
        analysis = perform(exercise, schedule, Camera(yaw_deg=yaw), Flaws(noise_m=0.01))
        assert sides(analysis) == {"left": 3, "right": 3}
        assert_all_found(analysis, schedule)


@pytest.mark.parametrize("yaw", [0, 45, 90])
def test_lunges_count_on_either_leg(yaw: float) -> None:
    for legs in ("left", "right", "alternating"):
        schedule = sets(6, sides=legs)
        assert_all_found(perform("lunge", schedule, Camera(yaw_deg=yaw), Flaws(noise_m=0.01)), schedule)


@pytest.mark.parametrize("exercise", ["push_up", "squat", "jumping_jack"])
def test_the_side_that_is_seen_is_believed(exercise: str) -> None:
    """In profile the network guesses the far limbs: here it thinks that they do the opposite."""
    schedule = sets(5)
    pts = frame_times(schedule.duration_s, 30)
    tracks, manifest = film([exerciser(exercise, schedule)], pts, Camera(yaw_deg=90), Flaws(noise_m=0.005))
    far = [i for i, lm in enumerate(load_skeleton().landmarks) if (lm.side, lm.part) == ("left", "limb")]
    half = round(30 * schedule.reps[0].seconds / 2)
    for values in (tracks.xy_norm, tracks.world_m):
        values[:, far] = np.roll(values[:, far], half, axis=0)
    tracks.visibility[:, far] = 0.1
    analysis = analyse(tracks, manifest, AnalysisOptions(exercise=exercise))
    assert counted(analysis) == 5


@pytest.mark.parametrize(
    ("exercise", "way_s"),
    [("jumping_jack", 0.3), ("push_up", 0.3), ("squat", 0.4)],
    ids=lambda value: str(value),
)
def test_fast_repetitions_are_found_one_by_one(exercise: str, way_s: float) -> None:
    schedule = sets(20, go_s=way_s, turn_s=0.0, back_s=way_s, rest_s=0.0)
    assert counted(perform(exercise, schedule, None, Flaws(noise_m=0.005))) == 20


def test_somebody_who_walks_in_and_out_does_not_change_the_count() -> None:
    schedule = Schedule(sets(4).reps, lead_s=4.0, tail_s=4.0)
    doing = exerciser("squat", schedule)

    def points(t_s: np.ndarray) -> np.ndarray:
        away = (t_s < 3.0) | (t_s > schedule.duration_s - 3.0)
        return np.where(away[:, None, None], walk(t_s), doing.points(t_s))

    pts = frame_times(schedule.duration_s, 30)
    assert counted(analysed("squat", [Actor(points)], pts, Camera(), Flaws(noise_m=0.01))) == 4


@pytest.mark.parametrize("exercise", REPEATED)
class TestAsPeopleDo:
    """Sets as they are in gyms, and landmarks as networks give them."""

    @pytest.mark.parametrize(
        "reps",
        [
            pytest.param(
                [Rep(0.8 + 0.1 * i, 0.1, 0.8 + 0.1 * i, 0.3, 1 - 0.03 * i) for i in range(8)], id="tiring"
            ),
            pytest.param(
                [Rep(1, 0.1, 0.6), Rep(0.5, 2, 1.5), Rep(2, 0, 0.8), Rep(0.7, 1, 2)], id="irregular"
            ),
            pytest.param([Rep(3, 1, 3, 1)] * 3, id="slow"),
            pytest.param([Rep(0.4, 0, 0.4, 0.1)] * 10, id="fast"),
            pytest.param([Rep(depth=d) for d in (1, 0.85, 0.95, 0.8, 1)], id="uneven"),
        ],
    )
    def test_sets_that_are_not_regular(self, exercise: str, reps: list[Rep]) -> None:
        schedule = Schedule(tuple(reps))
        for yaw in (10, 75):
            analysis = perform(exercise, schedule, Camera(yaw_deg=yaw), Flaws(noise_m=0.01))
            assert counted(analysis) == len(reps)
            # The middle of the nearly still time is off towards the slower of two unequal phases.
            np.testing.assert_allclose(peaks_s(analysis), schedule.peaks_s, atol=0.25)

    def test_somebody_who_moves_about_between_repetitions(self, exercise: str) -> None:
        schedule = Schedule((Rep(rest_s=3.0),) * 4)

        def place(t_s: np.ndarray) -> np.ndarray:
            return np.stack([0.5 * np.sin(0.5 * t_s), 0 * t_s, 0.5 * np.cos(0.4 * t_s)], axis=1)

        actor = Actor(exerciser(exercise, schedule).points, place)
        pts = frame_times(schedule.duration_s, 30)
        assert_all_found(analysed(exercise, [actor], pts, Camera(), Flaws(noise_m=0.01)), schedule)

    @pytest.mark.parametrize("yaw", [0, 45, 90])
    def test_depth_is_the_least_sure(self, exercise: str, yaw: float) -> None:
        flaws = Flaws(noise_m=0.01, depth_noise_m=0.06)
        schedule = sets(4)
        assert_all_found(perform(exercise, schedule, Camera(yaw_deg=yaw), flaws), schedule)

    @pytest.mark.parametrize("yaw", [0, 45])
    def test_single_landmarks_jump(self, exercise: str, yaw: float) -> None:
        """In one frame of twenty, six landmarks are anywhere within a hand's breadth or two."""
        schedule = sets(6)
        pts = frame_times(schedule.duration_s, 30)
        actor = exerciser(exercise, schedule)
        tracks, manifest = film([actor], pts, Camera(yaw_deg=yaw), Flaws(noise_m=0.01))
        rng = np.random.default_rng(0)
        for row in np.flatnonzero(rng.uniform(size=len(tracks)) < 0.05):
            wild = rng.choice(33, 6, replace=False)
            tracks.xy_norm[row, wild] += rng.normal(0, 0.05, (6, 2))
            tracks.world_m[row, wild] += rng.normal(0, 0.15, (6, 3))
        analysis = analyse(tracks, manifest, AnalysisOptions(exercise=exercise))
        assert counted(analysis) == 6

    def test_left_and_right_are_mixed_up_for_a_moment(self, exercise: str) -> None:
        schedule = sets(4)
        pts = frame_times(schedule.duration_s, 30)
        tracks, manifest = film([exerciser(exercise, schedule)], pts, Camera(), Flaws(noise_m=0.01))
        swap = list(load_skeleton().mirror)
        for span in (slice(60, 68), slice(140, 150), slice(220, 225)):
            for values in (tracks.xy_norm, tracks.world_m, tracks.visibility):
                values[span] = values[span][:, swap]
        analysis = analyse(tracks, manifest, AnalysisOptions(exercise=exercise))
        assert counted(analysis) == 4

    @given(since=st.floats(0.0, 3.0), length=st.floats(1.0, 9.0))
    @settings(max_examples=15)
    def test_any_excerpt_counts_about_what_is_in_it(self, exercise: str, since: float, length: float) -> None:
        """Every repetition that is wholly inside counts; of the two that are cut, each may."""
        schedule = sets(4)
        until = min(since + length, schedule.duration_s)
        analysis = excerpt(exercise, schedule, since, until)
        starts, peaks_s = schedule.starts_s, schedule.peaks_s
        inside = int(((starts >= since) & (starts + 2.1 <= until)).sum())
        touched = int(((peaks_s >= since - 0.5) & (peaks_s <= until)).sum())
        assert inside <= counted(analysis) <= touched


@pytest.mark.parametrize("exercise", ["squat", "push_up", "bicep_curl"])
class TestClipsThatBeginAtTheTurningPoint:
    def test_the_way_back_counts_when_it_is_like_the_others(self, exercise: str) -> None:
        schedule = sets(4)
        begin_s = float(schedule.peaks_s[0]) - 0.35
        analysis = excerpt(exercise, schedule, begin_s, schedule.duration_s)
        assert counted(analysis) == 4
        assert peaks_s(analysis)[0] < 0.6

    def test_a_peak_that_is_not_seen_is_none(self, exercise: str) -> None:
        schedule = sets(4)
        analysis = excerpt(exercise, schedule, float(schedule.peaks_s[0]) + 0.15, schedule.duration_s)
        assert counted(analysis) == 3

    def test_and_does_not_when_it_is_not(self, exercise: str) -> None:
        for first in (Rep(back_s=8.0), Rep(depth=0.45)):
            schedule = Schedule((first, *sets(3).reps))
            analysis = excerpt(exercise, schedule, float(schedule.peaks_s[0]), schedule.duration_s)
            assert counted(analysis) == 3


def test_a_movement_that_takes_forever_is_told_apart() -> None:
    for exercise in ("squat", "bicep_curl"):
        schedule = Schedule((Rep(), Rep(), Rep(go_s=16.0, back_s=16.0), Rep()))
        analysis = perform(exercise, schedule, None, Flaws(noise_m=0.005))
        assert counted(analysis) == 3
        assert "too_slow" in reasons(analysis)


def test_a_twitch_is_told_apart() -> None:
    schedule = Schedule((Rep(), Rep(), Rep(go_s=0.12, turn_s=0, back_s=0.12), Rep()))
    analysis = perform("bicep_curl", schedule, None, Flaws(noise_m=0.005), fps=120)
    assert counted(analysis) == 3
    assert set(reasons(analysis)) <= {"too_fast", "partial_range"}
