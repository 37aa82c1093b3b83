"""Recordings that are hardly any: whatever the tracks and times are, there is an answer, in sound JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.analysis import analyse
from formtrace.clip.manifest import Manifest
from formtrace.exercises.catalogue import catalogue
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.recognition.suggest import Guess, suggest
from formtrace.results.document import ResultDocument
from formtrace.results.report import report
from tests.support.filming import exerciser, film, frame_times
from tests.support.movements import sets
from tests.support.results import write

Scene = tuple[Tracks, Manifest]

SQUATTER = exerciser("squat", sets(3))
REGULAR = frame_times(6, 30)


def only(scene: Scene, wanted: Callable[[np.ndarray], np.ndarray]) -> Scene:
    """The same scene with some of the observations."""
    tracks, manifest = scene
    return tracks.select(wanted(tracks.frame)), manifest


def changed(scene: Scene, **arrays: Callable[[np.ndarray], np.ndarray]) -> Scene:
    tracks, manifest = scene
    new = {name: make(getattr(tracks, name)).astype(np.float32) for name, make in arrays.items()}
    return dataclasses.replace(tracks, **new), manifest


def first(frames: int) -> Scene:
    """A clip of so many frames."""
    tracks, manifest = only(film([SQUATTER], REGULAR), lambda frame: frame < frames)
    pts = manifest.pts[:frames]
    return tracks, manifest.model_copy(update={"pts": pts, "end_frame": frames})


def assert_answered(scene: Scene, exercise: str | None, folder: Path) -> ResultDocument:
    analysis = analyse(*scene, AnalysisOptions(exercise=exercise, user_height_cm=175))
    document = write(analysis, folder, "odd")
    json.loads(document.model_dump_json(), parse_constant=lambda name: pytest.fail(f"{name} in the result"))
    return document


def _noise(values: np.ndarray) -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 2, values.shape)


def _zero(values: np.ndarray) -> np.ndarray:
    return np.zeros_like(values)


def _everything(values: np.ndarray) -> np.ndarray:
    return np.where(values > -1, 1e6, 0)


ODD: dict[str, Callable[[], Scene]] = {
    **{f"{frames} frames": lambda frames=frames: first(frames) for frames in (1, 2, 3, 4, 7)},
    "seen once": lambda: only(film([SQUATTER], REGULAR), lambda frame: frame == 50),
    "seen at both ends": lambda: only(film([SQUATTER], REGULAR), lambda frame: (frame < 2) | (frame > 177)),
    "seen now and then": lambda: only(film([SQUATTER], REGULAR), lambda frame: frame % 17 == 0),
    "two frames at each time": lambda: film([SQUATTER], np.repeat(REGULAR[::2], 2)),
    "a burst at the beginning": lambda: film([SQUATTER], np.concatenate([np.zeros(9, int), REGULAR])),
    "bursts with a long pause": lambda: film(
        [SQUATTER], np.concatenate([np.arange(150), 90_000 * 1200 + np.arange(150)])
    ),
    "a pause of twenty minutes": lambda: film(
        [SQUATTER], np.concatenate([REGULAR[:90], REGULAR[90:] + 90_000 * 1200])
    ),
    "one frame a second": lambda: film([SQUATTER], frame_times(8, 1)),
    "a thousand frames a second": lambda: film([SQUATTER], frame_times(0.5, 1000)),
    "invisible": lambda: changed(film([SQUATTER], REGULAR), visibility=_zero),
    "hardly present": lambda: changed(film([SQUATTER], REGULAR), presence=_zero),
    "flat": lambda: changed(film([SQUATTER], REGULAR), world_m=_zero),
    "a point": lambda: changed(
        film([SQUATTER], REGULAR), world_m=_zero, xy_norm=_zero, box_xyxy_norm=_zero, visibility=_zero
    ),
    "a giant": lambda: changed(film([SQUATTER], REGULAR), world_m=_everything, xy_norm=_everything),
    "nonsense": lambda: changed(film([SQUATTER], REGULAR), world_m=_noise, xy_norm=_noise),
}


@pytest.fixture(autouse=True)
def suggested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is suggested for a motion is independent of what was asked for: each test looks for it once."""
    known: dict[bytes, tuple[Guess, ...]] = {}

    def suggest_once(motion: Motion) -> tuple[Guess, ...]:
        key = motion.t_s.tobytes() + motion.world_m.tobytes()
        if key not in known:
            known[key] = suggest(motion)
        return known[key]

    monkeypatch.setattr("formtrace.results.suggestions.suggest", suggest_once)


@pytest.mark.parametrize("odd", ODD)
def test_there_is_an_answer(odd: str, tmp_path: Path) -> None:
    scene = ODD[odd]()
    for exercise in (*catalogue(), None):
        assert_answered(scene, exercise, tmp_path)


@pytest.mark.parametrize("odd", ["1 frames", "2 frames", "seen once", "a point"])
def test_and_it_counts_nothing_that_is_not_there(odd: str, tmp_path: Path) -> None:
    for exercise in catalogue():
        assert assert_answered(ODD[odd](), exercise, tmp_path).count == 0


@given(
    steps=st.lists(st.sampled_from([0, 1, 90, 1500, 3000, 9000, 90_000]), min_size=1, max_size=40),
    missing=st.sets(st.integers(0, 40)),
    exercise=st.sampled_from(
        ["squat", "bicep_curl", "plank", "deadlift", "jump_analysis", "back_flexibility_test"]
    ),
)
@settings(max_examples=60)
def test_any_times_and_gaps(steps: list[int], missing: set[int], exercise: str) -> None:
    pts = np.concatenate([[0], np.cumsum(steps)])
    if pts[-1] == 0:
        return
    scene = only(film([SQUATTER], pts), lambda frame: ~np.isin(frame, list(missing)))
    document = report(analyse(*scene, AnalysisOptions(exercise=exercise, user_height_cm=175)), "odd")
    assert document.count >= 0
    assert 0 <= document.subject.coverage <= 1
    seen = len(pts) - len(missing & set(range(len(pts))))
    assert document.subject.coverage <= seen / len(pts) + 1e-4
