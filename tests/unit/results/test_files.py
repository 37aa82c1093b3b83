"""The files beside the result document."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from formtrace.analysis import Analysis
from formtrace.results.files import write_files
from formtrace.results.frames import FrameTable
from formtrace.results.sink import FolderSink
from formtrace.skeletons import load_skeleton
from tests.support.filming import Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import sets

FLAWS = Flaws(noise_m=0.01, dropouts_s=((3.0, 4.5),))


def analysis(exercise: str | None = "squat", people: int = 1) -> Analysis:
    schedule = sets(3)
    actors = [exerciser("squat", schedule)][:people]
    return analysed(exercise, actors, frame_times(schedule.duration_s, 30), Camera(), FLAWS)


def write_all(done: Analysis, folder: Path) -> dict[str, str]:
    return write_files(done, FrameTable.of(done), FolderSink(folder))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Analysis, Path]:
    folder, done = tmp_path_factory.mktemp("files"), analysis()
    assert write_all(done, folder) == {
        "keypoints": "keypoints.npz",
        "angles": "angles.csv",
        "frames": "frames.json",
        "signal": "signal.npz",
    }
    return done, folder


def test_keypoints(written: tuple[Analysis, Path]) -> None:
    done, folder = written
    frames = len(done.motion.t_s)
    with np.load(folder / "keypoints.npz", allow_pickle=False) as stored:
        assert stored["t_s"].shape == (frames,)
        assert stored["t_s"].dtype == np.float64
        shapes = {name: stored[name].shape for name in ("xy_norm", "score", "world_m")}
        assert shapes == {"xy_norm": (frames, 33, 2), "score": (frames, 33), "world_m": (frames, 33, 3)}
        assert stored["names"].tolist() == list(load_skeleton().names)
        absent = np.isnan(stored["xy_norm"]).any(axis=(1, 2))
        np.testing.assert_array_equal(absent, np.isnan(stored["xy_norm"]).all(axis=(1, 2)))
        np.testing.assert_array_equal(absent, (stored["t_s"] >= 3.0) & (stored["t_s"] < 4.5))
        assert (stored["score"][absent] == 0).all()
        np.testing.assert_allclose(stored["xy_norm"][~absent], done.motion.xy_norm[~absent], atol=1e-6)


def test_angles(written: tuple[Analysis, Path]) -> None:
    done, folder = written
    with (folder / "angles.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(done.motion.t_s)
    for angle in done.angles:
        assert {angle.name, f"{angle.name}_3d", f"{angle.name}_score"} <= set(rows[0])
        assert float(rows[10][angle.name]) == pytest.approx(angle.image_deg[10], abs=6e-4)
        assert float(rows[10][f"{angle.name}_3d"]) == pytest.approx(angle.space_3d_deg[10], abs=6e-4)
    assert rows[100]["left_knee"] == "", "empty where nobody is seen"
    np.testing.assert_allclose([float(row["t_s"]) for row in rows], done.motion.t_s, atol=6e-4)


def test_signal(written: tuple[Analysis, Path]) -> None:
    done, folder = written
    with np.load(folder / "signal.npz", allow_pickle=False) as stored:
        assert {stored[name].shape for name in ("t_s", "value", "progress", "count")} == {
            done.motion.t_s.shape
        }
        assert stored["count"][-1] == len(done.outcome.repetitions)


def test_equal_analyses_are_equal_bytes(
    written: tuple[Analysis, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time() + 86_400 * 400
    monkeypatch.setattr(time, "time", lambda: later)
    for name in write_all(analysis(), tmp_path).values():
        assert (tmp_path / name).read_bytes() == (written[1] / name).read_bytes(), name


@pytest.mark.parametrize("exercise", ["squat", "plank", None])
def test_nobody_has_files_too(exercise: str | None, tmp_path: Path) -> None:
    files = write_all(analysis(exercise, people=0), tmp_path)
    assert ("signal" in files) == (exercise is not None)
    with np.load(tmp_path / "keypoints.npz") as stored:
        assert np.isnan(stored["xy_norm"]).all()
        assert (stored["score"] == 0).all()
