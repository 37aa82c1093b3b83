"""``frames.json``: what a player draws, against the analysis that it comes from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formtrace.analysis import Analysis
from formtrace.results.frames import FrameTable, depth_norm, write_frames
from tests.support.filming import Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import sets

SCHEDULE = sets(2)
COLUMNS = ("xy", "score", "signal", "progress", "count")


def squats(exercise: str | None = "squat", people: int = 1) -> Analysis:
    actors = [exerciser("squat", SCHEDULE)][:people]
    flaws = Flaws(dropouts_s=((1.0, 2.0),))
    return analysed(exercise, actors, frame_times(SCHEDULE.duration_s, 20), Camera(width=1080), flaws)


def written(analysis: Analysis, path: Path) -> dict[str, Any]:
    with path.open("wb") as file:
        write_frames(file, FrameTable.of(analysis))
    document: dict[str, Any] = json.loads(
        path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(f"{name} is not JSON")
    )
    return document


def test_a_row_for_every_frame(tmp_path: Path) -> None:
    analysis = squats()
    frames, motion = written(analysis, tmp_path / "frames.json"), analysis.motion
    assert (frames["schema_version"], frames["width"], frames["height"]) == (1, 1080, 720)
    np.testing.assert_allclose(frames["t_s"], motion.t_s, atol=5e-5)
    assert {len(frames[name]) for name in COLUMNS} == {len(motion.t_s)}
    names = frames["keypoint_names"]
    assert names == list(motion.skeleton.names)
    assert len(frames["edges"]) == len(motion.skeleton.edges)
    assert {name for edge in frames["edges"] for name in edge} <= set(names)
    unseen = [xy is None for xy in frames["xy"]]
    assert unseen == [score is None for score in frames["score"]] == [not seen for seen in motion.seen]
    assert any(unseen)


def test_units_are_ten_thousandths_percent_and_degrees(tmp_path: Path) -> None:
    analysis = squats()
    frames, motion = written(analysis, tmp_path / "frames.json"), analysis.motion
    row = int(np.flatnonzero(motion.seen)[30])
    np.testing.assert_allclose(np.array(frames["xy"][row]) / 10_000, motion.xy_norm[row].ravel(), atol=5.1e-5)
    np.testing.assert_allclose(np.array(frames["score"][row]) / 100, motion.visibility[row], atol=5.1e-3)
    for angle in analysis.angles:
        assert frames["angles"][angle.name][row] == pytest.approx(angle.image_deg[row], abs=0.051)
        assert frames["angles"][angle.name][unseen_row(frames)] is None
    assert frames["count"][-1] == 2
    assert max(value for value in frames["progress"] if value is not None) == 1


def unseen_row(frames: dict[str, Any]) -> int:
    return next(row for row, xy in enumerate(frames["xy"]) if xy is None)


def test_without_an_exercise_there_is_no_course(tmp_path: Path) -> None:
    frames = written(squats(None), tmp_path / "frames.json")
    assert [frames[name] for name in ("signal", "progress", "count")] == [None, None, None]


def test_nobody(tmp_path: Path) -> None:
    frames = written(squats(people=0), tmp_path / "frames.json")
    assert set(map(str, frames["xy"])) == {"None"}
    assert set(frames["count"]) == {0}


def test_depth_is_of_the_picture_s_width() -> None:
    motion = squats().motion
    row = int(np.flatnonzero(motion.seen)[0])
    nose = motion.skeleton.index("nose")
    width_m = float(motion.metres_per_height[row]) * motion.aspect
    assert depth_norm(motion)[row, nose] == pytest.approx(float(motion.world_m[row, nose, 2]) / width_m)


def test_somebody_without_extent_has_no_depth() -> None:
    motion = squats().motion
    point = replace(motion, xy_norm=np.full_like(motion.xy_norm, 0.5), world_m=np.zeros_like(motion.world_m))
    assert (depth_norm(point) == 0).all()
