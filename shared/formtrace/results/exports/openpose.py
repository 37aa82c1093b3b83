"""OpenPose's JSON, a file a frame, in the order of BODY_25."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from formtrace.results.data import ResultData
from formtrace.results.exports.registry import exporter
from formtrace.results.tables import pixels

# https://cmu-perceptual-computing-lab.github.io/openpose, "Output": pose output format BODY_25.
_BODY_25 = (
    ("nose",),
    ("left_shoulder", "right_shoulder"),
    ("right_shoulder",),
    ("right_elbow",),
    ("right_wrist",),
    ("left_shoulder",),
    ("left_elbow",),
    ("left_wrist",),
    ("left_hip", "right_hip"),
    ("right_hip",),
    ("right_knee",),
    ("right_ankle",),
    ("left_hip",),
    ("left_knee",),
    ("left_ankle",),
    ("right_eye",),
    ("left_eye",),
    ("right_ear",),
    ("left_ear",),
    ("left_foot_index",),
    ("left_small_toe",),
    ("left_heel",),
    ("right_foot_index",),
    ("right_small_toe",),
    ("right_heel",),
)


@exporter("openpose", "", "a folder of OpenPose JSON files (BODY_25), one a frame")
def write_openpose(data: ResultData, path: Path) -> None:
    """Write the files into the folder ``path``; landmarks that the model does not have are 0, 0, 0."""
    path.mkdir(parents=True, exist_ok=True)
    xy_px = pixels(data)
    for row in range(len(data)):
        people = []
        if np.isfinite(xy_px[row]).all():
            values = [value for names in _BODY_25 for value in _point(data, xy_px[row], row, names)]
            people.append(
                {
                    "person_id": [-1],
                    "pose_keypoints_2d": values,
                    **{f"{part}_keypoints_2d": [] for part in ("face", "hand_left", "hand_right")},
                }
            )
        document = {"version": 1.3, "people": people}
        (path / f"{path.name}_{row:012d}_keypoints.json").write_text(json.dumps(document), encoding="utf-8")


def _point(
    data: ResultData, xy_px: np.ndarray, row: int, names: tuple[str, ...]
) -> tuple[float, float, float]:
    if not all(data.skeleton.has(name) for name in names):
        return 0.0, 0.0, 0.0
    at = [data.skeleton.index(name) for name in names]
    x, y = xy_px[at].mean(axis=0)
    return round(float(x), 3), round(float(y), 3), round(float(data.visibility[row, at].min()), 4)
