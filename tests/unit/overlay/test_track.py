"""From result files to what is drawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from formtrace.overlay.track import OverlayTrack, widest_joints
from formtrace.skeletons import load_skeleton


def write_results(folder: Path, unit: str | None = "reps") -> None:
    rows = 50
    t_s = np.arange(rows) / 25
    np.savez(
        folder / "keypoints.npz",
        t_s=t_s,
        xy_norm=np.full((rows, 33, 2), 0.5),
        score=np.ones((rows, 33)),
        names=load_skeleton().names,
    )
    if unit:
        np.savez(
            folder / "signal.npz",
            t_s=t_s,
            value=np.cos(t_s),
            progress=t_s / 2,
            count=np.floor(t_s).astype(int),
        )
    reps = [{"index": 0, "start_s": 0.0, "peak_s": 0.4, "end_s": 1.0}]
    document = {"exercise": "jumping_jack" if unit else None, "unit": unit, "reps": reps if unit else []}
    (folder / "result.json").write_text(json.dumps(document))
    names = ("left_knee", "right_knee", "left_elbow")
    lines = [",".join(["t_s", *(f"{name},{name}_3d,{name}_score" for name in names)])]
    lines += [f"{t:.3f},{90 + 40 * np.sin(3 * t):.3f},,1,{'' if t < 1 else 91},,1,170,,1" for t in t_s]
    (folder / "angles.csv").write_text("\n".join(lines) + "\n")


def test_load(tmp_path: Path) -> None:
    write_results(tmp_path)
    track = OverlayTrack.load(tmp_path, with_angles=True)
    assert (len(track), track.title, track.count_label) == (50, "Jumping jack", "reps")
    assert track.peaks_s == (0.4,)
    assert track.count[-1] == 1
    assert set(track.angles) == {"left_knee", "right_knee"}
    assert np.isnan(track.angles["right_knee"][0])
    assert track.angles["right_knee"][-1] == 91
    assert not OverlayTrack.load(tmp_path).angles


def test_without_exercise_nothing_is_counted(tmp_path: Path) -> None:
    write_results(tmp_path, unit=None)
    track = OverlayTrack.load(tmp_path)
    assert (track.title, track.count_label) == ("", "")
    assert np.isnan(track.signal).all()


def test_holds_are_counted_in_seconds(tmp_path: Path) -> None:
    write_results(tmp_path, unit="seconds")
    assert OverlayTrack.load(tmp_path).count_label == "s"


def test_each_set_of_a_workout_has_its_title_and_unit(tmp_path: Path) -> None:
    write_results(tmp_path)
    with np.load(tmp_path / "signal.npz") as stored:
        signal = dict(stored)
    of_set = np.repeat([0, 1, 2], [5, 20, 25])
    np.savez(tmp_path / "signal.npz", **signal, set=of_set)
    document = json.loads((tmp_path / "result.json").read_text())
    document["exercise"] = None
    document["sets"] = [
        {"index": 1, "exercise": "push_up", "unit": "reps"},
        {"index": 2, "exercise": "plank", "unit": "seconds"},
    ]
    (tmp_path / "result.json").write_text(json.dumps(document))
    track = OverlayTrack.load(tmp_path)
    shown = [(track.set_at(row).title, track.set_at(row).count_label) for row in (0, 5, 24, 25, 49)]
    assert shown == [("Push up", "reps")] * 3 + [("Plank", "s")] * 2


def test_a_grade_is_shown_from_the_end_of_its_repetition_on(tmp_path: Path) -> None:
    write_results(tmp_path)
    path = tmp_path / "result.json"
    document = json.loads(path.read_text())
    document["reps"][0]["grade"] = "B"
    path.write_text(json.dumps(document))
    track = OverlayTrack.load(tmp_path)
    assert [track.grade_at(row) for row in (0, 24, 25, 49)] == ["", "", "B", "B"]


def test_rows_are_found_by_time(make_track: Callable[..., OverlayTrack]) -> None:
    track = make_track(rows=30, t_s=10 + np.arange(30) / 30)
    assert track.row_at(10.0) == 0
    assert track.row_at(10 + 29 / 30) == 29
    assert track.row_at(9.9) is None
    assert track.row_at(10.01) is None
    assert track.row_at(11.5) is None


def test_lengths_must_agree(make_track: Callable[..., OverlayTrack]) -> None:
    with pytest.raises(ValueError, match="progress has 3 rows"):
        make_track(rows=30, progress=np.zeros(3))


def test_the_two_joints_that_move_most_are_labelled() -> None:
    t = np.linspace(0, 6, 100)
    swings = {"knee": 40, "hip": 60, "shoulder": 5, "elbow": 10, "wrist": 90}
    angles = {
        f"{side}_{joint}": swing * np.sin(t) for joint, swing in swings.items() for side in ("left", "right")
    }
    assert set(widest_joints(angles)) == {"left_hip", "right_hip", "left_knee", "right_knee"}
    assert set(widest_joints(angles | {"left_hip": 300 * np.sin(t)})) == {"left_hip", "right_hip"}
    assert widest_joints({}) == {}
