"""Heights and air times of jumps, against a figure that jumps by the laws of free fall."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from formtrace.analysis import analyse
from formtrace.errors import MissingHeightError
from formtrace.jumps.trace import body_trace
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.results.document import Jump, Jumps, ResultDocument
from formtrace.results.report import report
from formtrace.skeletons import load_skeleton
from tests.support.filming import Actor, Camera, Flaws, exerciser, film, frame_times, manifest_of
from tests.support.jumper import Leap, jumper, posed
from tests.support.movements import sets, stand, walk

STATURE_CM = 178.1  # of the figure: its eyes are at 0.936 of that


def filmed(
    actor: Actor,
    duration_s: float,
    fps: float = 30.0,
    camera: Camera | None = None,
    flaws: Flaws | None = None,
    jitter: float = 0.0,
    **options: object,
) -> ResultDocument:
    pts = frame_times(duration_s, fps, jitter)
    asked = {"exercise": "jump_analysis", "user_height_cm": STATURE_CM} | options
    tracks, manifest = film([actor], pts, camera, flaws or Flaws(noise_m=0.01))
    return report(analyse(tracks, manifest, AnalysisOptions.from_mapping(asked)), "jump")


def found(document: ResultDocument) -> Jumps:
    assert document.jumps is not None
    assert document.count == len(document.jumps.jumps) == len(document.reps)
    return document.jumps


def in_a_row(*heights_m: float, start_s: float = 1.5, **leap: float) -> list[Leap]:
    leaps: list[Leap] = []
    for height_m in heights_m:
        leaps.append(Leap(height_m=height_m, start_s=start_s, **leap))
        start_s = leaps[-1].end_s + 0.3
    return leaps


def measured(leaps: Sequence[Leap], **filming: object) -> list[Jump]:
    return list(found(filmed(jumper(leaps), leaps[-1].end_s + 1.0, **filming)).jumps)  # type: ignore[arg-type]


def test_heights_are_right_within_the_stated_uncertainty() -> None:
    rng = np.random.default_rng(0)
    misses: dict[str, list[float]] = {"air_time": [], "hip_rise": []}
    widths: dict[str, list[float]] = {"air_time": [], "hip_rise": []}
    for seed, (fps, jitter) in enumerate(itertools.product([15, 30, 60, 120, 240] * 2, [0.0, 0.6])):
        leaps = in_a_row(*rng.uniform(0.12, 0.6, 3), start_s=1.5 + rng.uniform(0, 0.1))
        flaws = Flaws(noise_m=float(rng.choice([0.003, 0.01, 0.02])), seed=seed)
        stated_cm = STATURE_CM * (1 + rng.normal(0, 0.02))
        camera = Camera(yaw_deg=37 * seed % 180)
        jumps = measured(leaps, fps=fps, jitter=jitter, flaws=flaws, camera=camera, user_height_cm=stated_cm)
        assert len(jumps) == 3
        for jump, leap in zip(jumps, leaps, strict=True):
            assert jump.hip_rise_cm is not None
            misses["air_time"].append(abs(jump.air_time_height_cm - leap.air_time_cm))
            misses["hip_rise"].append(abs(jump.hip_rise_cm - leap.rise_cm))
            widths["air_time"].append(jump.air_time_uncertainty_cm or 0)
            widths["hip_rise"].append(jump.hip_rise_uncertainty_cm or 0)
    for method, width in widths.items():
        assert np.mean(np.array(misses[method]) <= width) >= 0.95, method
        assert np.mean(width) < 3.0, "an uncertainty that is always right says nothing"


def test_times_of_take_off_and_landing_lie_between_the_frames() -> None:
    leaps = in_a_row(0.2, 0.3, 0.4)
    for jump, leap in zip(measured(leaps, fps=30), leaps, strict=True):
        assert jump.take_off_s == pytest.approx(leap.take_off_s, abs=0.016)
        assert jump.landing_s == pytest.approx(leap.landing_s, abs=0.016)
        assert jump.air_time_s == pytest.approx(leap.air_s, abs=0.022)


def test_the_exercise_says_whose_height_is_the_jumps() -> None:
    leap = Leap(height_m=0.3)
    (by_rise,) = measured([leap])
    (by_air,) = measured([leap], exercise="jump", user_height_cm=None)
    assert (by_rise.method, by_air.method) == ("hip_rise", "air_time")
    assert by_rise.height_cm == by_rise.hip_rise_cm == pytest.approx(37, abs=2)
    assert by_air.height_cm == by_air.air_time_height_cm == pytest.approx(30, abs=2)
    assert by_air.hip_rise_cm is None, "centimetres of the hips need the person's height"
    assert by_rise.gravity_ratio == pytest.approx(1, abs=0.1)


def test_pixels_and_calibration_give_the_contracts_formula() -> None:
    document = found(filmed(jumper([Leap()]), 4.5))
    (jump,), calibration = document.jumps, document.calibration
    assert calibration is not None
    assert jump.baseline_y_px is not None
    assert jump.min_y_px is not None
    assert jump.delta_px == pytest.approx(jump.baseline_y_px - jump.min_y_px, abs=0.02)
    assert jump.delta_px * calibration.cm_per_px == pytest.approx(jump.height_cm, abs=0.1)
    assert 1 / calibration.cm_per_px == pytest.approx(0.33 * 720 / 100, rel=0.05), "the camera's own scale"


def test_without_the_height_there_is_no_jump_analysis() -> None:
    with pytest.raises(MissingHeightError) as caught:
        filmed(jumper([Leap()]), 4.5, user_height_cm=None)
    assert caught.value.code == "jump_analysis_missing_height"
    assert "userHeightCm" in caught.value.message


def test_landing_with_bent_knees_shows_in_the_ascent() -> None:
    leap = Leap(height_m=0.3, give_m=0.1)
    (jump,) = measured([leap], fps=60)
    assert jump.air_time_height_cm == pytest.approx(leap.air_time_cm, abs=2)
    assert jump.ascent_height_cm == pytest.approx(30, abs=2.5)
    assert jump.air_time_height_cm > 33


def test_feet_drawn_up_do_not_make_the_jump_higher() -> None:
    leaps = in_a_row(0.25, 0.35, 0.45, tuck_m=0.15)
    for jump, leap in zip(measured(leaps, fps=60), leaps, strict=True):
        assert jump.air_time_height_cm == pytest.approx(leap.air_time_cm, abs=2.5)


@pytest.mark.parametrize("exercise", ["jump_analysis", "air_time_jump"])
def test_tuck_jumps_count_in_both_ways_of_measuring(exercise: str) -> None:
    leaps = in_a_row(0.3, 0.3, 0.3, tuck_m=0.45)
    document = filmed(jumper(leaps), leaps[-1].end_s + 1.0, exercise=exercise)
    assert document.count == 3
    assert not document.rejected


def test_a_jump_in_slow_motion_is_measured_in_true_time() -> None:
    leap, slower = Leap(height_m=0.35, start_s=1.0), 8
    pts = frame_times(leap.end_s + 0.7, 120)
    tracks, life = film([jumper([leap])], pts, None, Flaws(noise_m=0.01))
    slow = manifest_of(pts * slower, life.media.width, life.media.height, life.redetection_interval)
    asked = {"exercise": "jump_analysis", "user_height_cm": STATURE_CM, "speed": f"{slower}x"}
    (jump,) = found(report(analyse(tracks, slow, AnalysisOptions.from_mapping(asked)), "jump")).jumps
    assert jump.air_time_height_cm == pytest.approx(leap.air_time_cm, abs=2)
    assert jump.air_time_s == pytest.approx(leap.air_s, abs=0.02)
    assert jump.take_off_s == pytest.approx(slower * leap.take_off_s, abs=0.2), "a time of the video"


def test_rebounds_have_a_time_on_the_ground() -> None:
    first = Leap(height_m=0.25, crouch_m=0.1, push_s=0.15)
    again = Leap(height_m=0.25, crouch_m=0.1, push_s=0.15, start_s=first.end_s + 0.05, down_s=0.1)
    one, two = measured([first, again], fps=60)
    assert one.contact_s is None
    stay_s = again.take_off_s - first.landing_s
    assert two.contact_s is None if stay_s > 1 else two.contact_s == pytest.approx(stay_s, abs=0.02)


def test_a_few_frames_without_the_person_are_bridged() -> None:
    leap = Leap(height_m=0.35)
    middle_s = (leap.take_off_s + leap.landing_s) / 2
    (jump,) = measured([leap], flaws=Flaws(noise_m=0.005, dropouts_s=((middle_s, middle_s + 0.06),)))
    assert jump.air_time_height_cm == pytest.approx(35, abs=2.5)


@pytest.mark.parametrize("sway", [0.0, 0.03])
def test_a_camera_that_moves_is_told_and_widens_the_interval(sway: float) -> None:
    document = filmed(jumper([Leap()]), 4.5, camera=Camera(sway=sway))
    (jump,) = found(document).jumps
    assert jump.height_cm == pytest.approx(37, abs=jump.uncertainty_cm)
    codes = [warning.code for warning in document.quality.warnings]
    assert ("camera_moves" in codes) == (sway > 0)


class TestDiscarded:
    def reasons(self, document: ResultDocument) -> list[str]:
        assert document.count == 0
        assert [attempt.reason for attempt in document.rejected] == [
            attempt.reason for attempt in found(document).discarded
        ]
        return [attempt.reason for attempt in found(document).discarded]

    def test_who_comes_nearer(self) -> None:
        document = filmed(jumper([Leap(height_m=0.35)], drift_m_s=1.2), 4.5, camera=Camera(distance_m=3))
        assert self.reasons(document) == ["moved_toward_phone"]

    def test_a_clip_that_ends_in_the_air(self) -> None:
        leap = Leap(height_m=0.4)
        assert self.reasons(filmed(jumper([leap]), leap.landing_s - 0.1)) == ["jump_timeout"]

    def test_a_flight_half_of_which_is_not_seen(self) -> None:
        leap = Leap(height_m=0.4)
        gap = (leap.take_off_s + 0.15, leap.landing_s - 0.12)
        document = filmed(jumper([leap]), 4.5, flaws=Flaws(noise_m=0.005, dropouts_s=(gap,)))
        assert self.reasons(document) == ["tracking_lost"]

    def test_a_rise_on_the_toes(self) -> None:
        def rise(t_s: np.ndarray) -> np.ndarray:
            return 0.1 * np.clip(np.sin(np.pi * (t_s - 2)), 0, None) * (t_s > 2) * (t_s < 3)

        actor = Actor(lambda t_s: posed(rise(t_s), np.zeros_like(t_s)))
        assert self.reasons(filmed(actor, 5.0)) == ["no_flight_detected"]

    def test_a_hop(self) -> None:
        leap = Leap(height_m=0.07, toes_m=0.04)
        assert self.reasons(filmed(jumper([leap]), 4.5, fps=60)) == ["no_flight_detected"]

    @pytest.mark.parametrize("locale", ["en", "fr"])
    def test_says_what_to_do(self, locale: str) -> None:
        leap = Leap(height_m=0.4)
        document = filmed(jumper([leap]), leap.landing_s - 0.1, locale=locale)
        (attempt,) = found(document).discarded
        assert len(attempt.text) > 30
        assert ("caméra" in attempt.text) == (locale == "fr")


@pytest.mark.parametrize("yaw", [0, 45, 90])
@pytest.mark.parametrize(
    "actor",
    [Actor(stand), Actor(walk), exerciser("squat", sets(2)), exerciser("jumping_jack", sets(3))],
    ids=["stand", "walk", "squat", "jumping_jack without leaving the ground"],
)
def test_what_is_no_jump_is_not_even_an_attempt(actor: Actor, yaw: float) -> None:
    document = filmed(actor, 6.0, camera=Camera(yaw_deg=yaw))
    assert document.count == 0
    assert found(document).discarded == ()


def test_nobody_in_the_picture() -> None:
    document = filmed(Actor(stand, seen_s=(9, 9)), 2.0)
    assert found(document) == Jumps()


@pytest.mark.parametrize("pitch_deg", [-20.0, 10.0, 25.0])
def test_a_tilted_camera_is_levelled(pitch_deg: float) -> None:
    """Points at equal steps up a plumb line have equal steps in the levelled picture."""
    height_px, focal_px = 1280, 0.78 * 1280
    up_m, away_m = np.linspace(-1.0, 1.0, len(load_skeleton().names)), 4.0
    pitch = np.radians(pitch_deg)
    depth = away_m * np.cos(pitch) + up_m * np.sin(pitch)
    y_px = height_px / 2 - focal_px * (up_m * np.cos(pitch) - away_m * np.sin(pitch)) / depth
    xy_norm = np.stack([np.full_like(y_px, 0.5), y_px / height_px], axis=1)[None].repeat(2, axis=0)
    visibility = np.ones(xy_norm.shape[:2])
    world_m = np.zeros((*visibility.shape, 3))
    motion = Motion(np.array([0.0, 0.1]), xy_norm, visibility, world_m, np.zeros(2, np.intp), 9 / 16)
    trace = body_trace(motion, height_px, pitch_deg)
    names = load_skeleton().names
    expected = focal_px * up_m / away_m - height_px / 2
    wanted = np.mean([expected[names.index(f"{side}_heel")] for side in ("left", "right")])
    assert trace.heels[0] == pytest.approx(wanted, abs=0.01)
