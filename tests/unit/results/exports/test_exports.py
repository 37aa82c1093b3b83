"""Each format, read back by a reader that is not ours."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from formtrace.errors import InvalidOptionsError
from formtrace.results.data import ResultData
from formtrace.results.document import Held, SetReport
from formtrace.results.exports import export, exporters
from formtrace.results.exports.metric import metric_motion
from formtrace.results.tables import pixels

SEEN = slice(0, 60)  # frames before the gap


def test_csv_of_repetitions_for_pandas(data: ResultData, tmp_path: Path) -> None:
    frame = pd.read_csv(export(data, tmp_path / "reps.csv"))
    assert len(frame) == data.document.count > 0
    np.testing.assert_allclose(frame["peak_s"], [rep.peak_s for rep in data.document.reps], atol=1e-4)
    assert list(frame["grade"]) == [rep.grade for rep in data.document.reps]
    assert {"eccentric_s", "score_range", "side"} <= set(frame.columns)


@pytest.mark.parametrize("long", [False, True])
def test_csv_and_parquet_of_keypoints_agree(data: ResultData, tmp_path: Path, long: bool) -> None:
    text = pd.read_csv(export(data, tmp_path / "points.csv", table="keypoints", long=long))
    binary = pd.read_parquet(export(data, tmp_path / "points.parquet", long=long))
    assert list(text.columns) == list(binary.columns)
    assert len(text) == len(data) * (33 if long else 1)
    numbers = text.select_dtypes("number").columns
    np.testing.assert_allclose(text[numbers], binary[numbers], atol=1e-5, equal_nan=True)
    if not long:
        np.testing.assert_allclose(binary["left_knee_x_px"], pixels(data)[:, 25, 0])


def test_a_workbook_for_spreadsheets(data: ResultData, tmp_path: Path) -> None:
    sheets = pd.read_excel(export(data, tmp_path / "squats.xlsx"), sheet_name=None)
    assert {"summary", "reps", "angles", "signal"} <= set(sheets)
    assert len(sheets["reps"]) == data.document.count
    np.testing.assert_allclose(
        sheets["angles"]["left_knee_deg"], data.angles["left_knee"].image_deg, atol=1e-9, equal_nan=True
    )


def test_coco_for_pycocotools(data: ResultData, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    path = export(data, tmp_path / "squats.json", "coco")
    truth = COCO(str(path))
    seen = np.isfinite(data.xy_norm[:, 0, 0])
    assert len(truth.imgs) == len(data)
    assert len(truth.anns) == seen.sum()
    found = truth.loadRes([{**annotation} for annotation in json.loads(path.read_text())["annotations"]])
    evaluation = COCOeval(truth, found, "keypoints")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(1.0)  # itself
    knee = truth.cats[1]["keypoints"].index("left_knee")
    first = truth.anns[1]["keypoints"][3 * knee : 3 * knee + 2]
    np.testing.assert_allclose(first, pixels(data)[0, data.skeleton.index("left_knee")], atol=0.01)


def test_openpose_files_in_the_order_of_body_25(data: ResultData, tmp_path: Path) -> None:
    folder = export(data, tmp_path / "squats", "openpose")
    files = sorted(folder.iterdir())
    assert len(files) == len(data)
    assert files[0].name == "squats_000000000000_keypoints.json"
    points = np.array(json.loads(files[0].read_text())["people"][0]["pose_keypoints_2d"]).reshape(25, 3)
    at = data.skeleton.index
    np.testing.assert_allclose(points[10, :2], pixels(data)[0, at("right_knee")], atol=1e-3)
    np.testing.assert_allclose(points[24, :2], pixels(data)[0, at("right_heel")], atol=1e-3)
    hips = pixels(data)[0, [at("left_hip"), at("right_hip")]].mean(axis=0)
    np.testing.assert_allclose(points[8, :2], hips, atol=1e-3)
    gap = np.flatnonzero(np.isnan(data.xy_norm[:, 0, 0]))[0]
    assert json.loads(files[gap].read_text())["people"] == []


def test_trc_by_the_rules_of_its_format(data: ResultData, tmp_path: Path) -> None:
    path = export(data, tmp_path / "squats.trc")
    lines = path.read_text().split("\n")
    stated = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    assert (int(stated["NumFrames"]), int(stated["NumMarkers"]), stated["Units"]) == (len(data), 33, "m")
    assert lines[3].split("\t")[2::3][:33] == list(data.skeleton.names)
    assert lines[4].split("\t")[2:5] == ["X1", "Y1", "Z1"]
    table = np.genfromtxt(path, delimiter="\t", skip_header=6)
    assert table.shape == (len(data), 2 + 3 * 33)
    np.testing.assert_allclose(np.diff(table[:, 1]), 1 / float(stated["DataRate"]), atol=2e-6)
    motion = metric_motion(data)
    np.testing.assert_allclose(
        table[:, 2:].reshape(len(data), 33, 3), motion.xyz_m, atol=1e-6, equal_nan=True
    )


def test_metres_are_upright_and_scaled_to_the_persons_height(data: ResultData) -> None:
    motion, taller = metric_motion(data), metric_motion(data, user_height_cm=200)
    at = data.skeleton.index
    nose, ankle = motion.xyz_m[SEEN, at("nose"), 1], motion.xyz_m[SEEN, at("left_ankle"), 1]
    assert (nose > ankle + 0.4).all()
    assert np.nanmin(motion.xyz_m[..., 1]) == pytest.approx(0, abs=0.05)

    def shank(found: np.ndarray) -> float:
        return float(
            np.nanmedian(np.linalg.norm(found[:, at("left_knee")] - found[:, at("left_ankle")], axis=1))
        )

    assert 0.3 < shank(motion.xyz_m) < 0.55
    assert shank(taller.xyz_m) == pytest.approx(0.246 * 2.0, rel=0.1)  # Winter's share of the height


def test_mot_is_flexion(data: ResultData, tmp_path: Path) -> None:
    lines = export(data, tmp_path / "squats.mot").read_text().splitlines()
    end = lines.index("endheader")
    assert f"nRows={len(data)}" in lines[:end] and "inDegrees=yes" in lines[:end]
    names = lines[end + 1].split("\t")
    assert f"nColumns={len(names)}" in lines[:end]
    table = np.genfromtxt(lines[end + 2 :], delimiter="\t")
    knee = table[:, names.index("left_knee_flexion")]
    np.testing.assert_allclose(knee[SEEN], 180 - data.angles["left_knee"].image_deg[SEEN], atol=0.5)
    assert np.nanmin(knee) < 25 and np.nanmax(knee) > 80  # standing, and deep in the squat


def test_c3d_for_another_reader(data: ResultData, tmp_path: Path) -> None:
    import c3d

    path = export(data, tmp_path / "squats.c3d")
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = c3d.Reader(file)
        labels = [label.strip() for label in reader.point_labels]
        frames = [points[:, :5].copy() for _, points, _ in reader.read_frames()]
    motion = metric_motion(data)
    assert labels == list(data.skeleton.names)
    assert reader.point_rate == pytest.approx(motion.rate_hz, rel=1e-5)
    assert len(frames) == len(data)
    np.testing.assert_allclose(frames[10][:, :3], 1000 * motion.xyz_m[10], atol=0.01)
    gap = np.flatnonzero(np.isnan(motion.xyz_m[:, 0, 0]))[0]
    assert (frames[gap][:, 3] < 0).all()  # residual -1: invalid


def test_captions_for_a_webvtt_reader(data: ResultData, tmp_path: Path) -> None:
    import webvtt

    cues = list(webvtt.read(str(export(data, tmp_path / "squats.vtt"))))
    assert len(cues) == data.document.count + len(data.document.rejected)
    first = next(cue for cue in cues if cue.text.startswith("squat 1"))
    assert first.start_in_seconds == pytest.approx(data.document.reps[0].start_s, abs=1)
    assert data.document.reps[0].grade in first.text.splitlines()[0]


def test_captions_of_a_workout_number_each_set_on_its_own(data: ResultData, tmp_path: Path) -> None:
    import webvtt

    held = Held(index=1, start_s=20.0, end_s=25.0, duration_s=5.0, score=95.0, grade="A", set=2)
    (squats,) = data.document.in_sets
    plank = SetReport(index=2, exercise="plank", unit="seconds", count=5, holds=(held,))
    document = data.document.model_copy(
        update={"exercise": None, "holds": (held,), "sets": (squats, plank), "rejected": ()}
    )
    cues = list(webvtt.read(str(export(replace(data, document=document), tmp_path / "workout.vtt"))))
    names = [cue.text.splitlines()[0].split(",")[0] for cue in cues]
    assert names == [*(f"squat {number}" for number in range(1, squats.count + 1)), "plank 1"]
    assert (cues[-1].text, cues[-1].start_in_seconds) == ("plank 1, A", 20)


@pytest.mark.parametrize("name", sorted(name for name, one in exporters().items() if not one.pictures))
def test_every_format_holds_a_clip_without_anybody(name: str, nobody: ResultData, tmp_path: Path) -> None:
    path = export(nobody, tmp_path / "nobody", name)
    assert path.exists()


def test_a_format_is_chosen_by_suffix_or_name_and_a_slip_is_answered(
    data: ResultData, tmp_path: Path
) -> None:
    with pytest.raises(InvalidOptionsError, match="no format 'parket'; did you mean 'parquet'"):
        export(data, tmp_path / "x", "parket")
    with pytest.raises(InvalidOptionsError, match=r"suffix of 'x\.docx' names no format"):
        export(data, tmp_path / "x.docx")
    with pytest.raises(InvalidOptionsError, match="no table 'rep'; did you mean 'reps'"):
        export(data, tmp_path / "x.csv", table="rep")
