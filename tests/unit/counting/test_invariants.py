"""What must not change a count: the mirror, the frame rate, the playing speed, glitches, gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.analysis import Analysis, analyse
from formtrace.clip.manifest import Manifest
from formtrace.motion.body import Side
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.results.report import report
from formtrace.skeletons import load_skeleton
from tests.support.filming import Actor, Camera, Flaws, exerciser, film, frame_times
from tests.support.movements import REPEATED, Schedule, act, sets, walk

SWAPPED: dict[Side, Side] = {"left": "right", "right": "left", "both": "both"}
FLAWS = Flaws(noise_m=0.01, depth_noise_m=0.02)


def counted(tracks: Tracks, manifest: Manifest, exercise: str) -> Analysis:
    return analyse(tracks, manifest, AnalysisOptions(exercise=exercise))


def sides(analysis: Analysis) -> list[Side]:
    return [rep.side for rep in analysis.outcome.repetitions]


def peaks_s(analysis: Analysis) -> np.ndarray:
    return analysis.motion.t_s[[rep.peak for rep in analysis.outcome.repetitions]]


@pytest.mark.parametrize("exercise", ["bicep_curl", "lateral_raise", "shoulder_press"])
@pytest.mark.parametrize("yaw", [0, 50, 130])
@pytest.mark.parametrize("which", ["left", "right", "alternating"])
def test_the_mirror_image_swaps_the_sides(exercise: str, yaw: float, which: str) -> None:
    schedule = sets(4, sides=which)
    pts = frame_times(schedule.duration_s, 30)
    seen, mirrored = (
        counted(
            *film([exerciser(exercise, schedule)], pts, Camera(yaw_deg=yaw, mirrored=flip), FLAWS), exercise
        )
        for flip in (False, True)
    )
    assert sides(seen)
    assert [SWAPPED[side] for side in sides(seen)] == sides(mirrored)


@pytest.mark.parametrize("exercise", REPEATED)
class TestOneFilm:
    """The same film, changed afterwards: nothing about the movement is new."""

    def film(self, exercise: str, reps: int = 4, fps: float = 60.0) -> tuple[Tracks, Manifest]:
        schedule = sets(reps)
        pts = frame_times(schedule.duration_s, fps)
        return film([exerciser(exercise, schedule)], pts, None, FLAWS)

    def test_at_60_30_and_15_frames_a_second(self, exercise: str) -> None:
        tracks, manifest = self.film(exercise)
        found = [counted(*every(step, tracks, manifest), exercise) for step in (1, 2, 4)]
        assert [len(sides(analysis)) for analysis in found] == [4, 4, 4]
        for analysis in found[1:]:
            np.testing.assert_allclose(peaks_s(analysis), peaks_s(found[0]), atol=0.1)

    @given(speed=st.floats(0.75, 1.25))
    @settings(max_examples=6)
    def test_played_slower_or_faster(self, exercise: str, speed: float) -> None:
        tracks, manifest = self.film(exercise, fps=30)
        played = manifest.model_copy(update={"pts": tuple(round(pts / speed) for pts in manifest.pts)})
        found = counted(tracks, played, exercise)
        assert len(sides(found)) == 4
        np.testing.assert_allclose(
            peaks_s(found) * speed, peaks_s(counted(tracks, manifest, exercise)), atol=0.1
        )

    @given(share=st.floats(0.0, 0.2), seed=st.integers(0, 99))
    @settings(max_examples=6)
    def test_a_limb_that_is_wrong_for_a_frame_now_and_then(
        self, exercise: str, share: float, seed: int
    ) -> None:
        tracks, manifest = self.film(exercise, fps=30)
        assert len(sides(counted(glitched(tracks, share, seed), manifest, exercise))) == 4

    @given(share=st.floats(0.0, 0.3), seed=st.integers(0, 99))
    @settings(max_examples=6)
    def test_frames_in_which_nobody_is_recognised(self, exercise: str, share: float, seed: int) -> None:
        tracks, manifest = self.film(exercise, fps=30)
        lost = np.random.default_rng(seed).random(len(manifest.pts)) < share
        assert len(sides(counted(only(tracks, ~lost[tracks.frame]), manifest, exercise))) == 4


@pytest.mark.parametrize("exercise", ["squat", "bicep_curl", "lateral_raise", "shoulder_press", "lunge"])
@pytest.mark.parametrize("yaw", [20, 70])
def test_walking_in_and_out_is_not_counted(exercise: str, yaw: float) -> None:
    """Three seconds of walking into the picture, the set, three seconds of walking out."""
    schedule, way_s = sets(4), 3.0

    def points(t_s: np.ndarray) -> np.ndarray:
        in_place = (t_s >= way_s) & (t_s < way_s + schedule.duration_s)
        performed = act(exercise, schedule.depths(t_s - way_s))
        return np.where(in_place[:, None, None], performed, walk(t_s))

    def place_m(t_s: np.ndarray) -> np.ndarray:
        left_s = np.clip(t_s - way_s - schedule.duration_s, 0, None)
        across = np.clip(way_s - t_s, 0, None) - left_s
        return np.stack([0.5 * across, 0 * t_s, 0 * t_s], axis=1)

    pts = frame_times(2 * way_s + schedule.duration_s, 30)
    found = counted(*film([Actor(points, place_m)], pts, Camera(yaw_deg=yaw), FLAWS), exercise)
    inside = peaks_s(found)
    assert len(inside) == 4
    assert np.all((inside > way_s) & (inside < way_s + schedule.duration_s))


@pytest.mark.parametrize("exercise", ["squat", "push_up", "jumping_jack"])
def test_a_long_occlusion_is_reported(exercise: str) -> None:
    schedule = Schedule(sets(6).reps)
    hidden_s = (float(schedule.starts_s[2]) - 0.2, float(schedule.starts_s[4]) - 0.2)
    pts = frame_times(schedule.duration_s, 30)
    flaws = replace(FLAWS, dropouts_s=(hidden_s,))
    analysis = counted(*film([exerciser(exercise, schedule)], pts, None, flaws), exercise)
    assert len(sides(analysis)) == 4, "what nobody saw is not counted"
    assert "gaps" in [warning.code for warning in report(analysis, "clip").quality.warnings]


def every(step: int, tracks: Tracks, manifest: Manifest) -> tuple[Tracks, Manifest]:
    """Each ``step``-th frame only."""
    kept = only(tracks, tracks.frame % step == 0)
    pts = manifest.pts[::step]
    update = {"pts": pts, "end_frame": len(pts)}
    return replace(kept, frame=(kept.frame // step).astype(np.int32)), manifest.model_copy(update=update)


def only(tracks: Tracks, rows: np.ndarray) -> Tracks:
    names = [name for name in Tracks.__dataclass_fields__ if name not in ("model", "skeleton")]
    return replace(tracks, **{name: getattr(tracks, name)[rows] for name in names})


def glitched(tracks: Tracks, share: float, seed: int) -> Tracks:
    """In a share of the frames one limb's joint is 40 cm off, in the picture and in space."""
    rng = np.random.default_rng(seed)
    names = load_skeleton().names
    joints = [
        names.index(f"{side}_{part}") for side in SWAPPED if side != "both" for part in ("wrist", "knee")
    ]
    rows = np.flatnonzero(rng.random(len(tracks)) < share)
    which, angle = rng.choice(joints, len(rows)), rng.uniform(0, 2 * np.pi, len(rows))
    off_m = 0.4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    xy_norm, world_m = tracks.xy_norm.copy(), tracks.world_m.copy()
    camera = Camera()
    xy_norm[rows, which] += off_m * camera.scale * [camera.height / camera.width, 1.0]
    world_m[rows, which, :2] += off_m
    return replace(tracks, xy_norm=xy_norm, world_m=world_m)
