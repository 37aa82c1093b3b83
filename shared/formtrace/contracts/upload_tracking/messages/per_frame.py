"""Messages of single frames: keypoints, angles, progression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formtrace.contracts.upload_tracking.messages.timeline import at
from formtrace.contracts.upload_tracking.messages.types import (
    Angles,
    AngleTree,
    Keypoints,
    Point,
    Progression,
)
from formtrace.results.frames import FrameTable

COCO_17 = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
)
"""The contract's points, in its order; every model's landmarks are brought down to them."""

RELATIONS = {
    "knee": "from_hip_to_ankle",
    "hip": "from_knee_to_shoulder",
    "shoulder": "from_hip_to_elbow",
    "elbow": "from_shoulder_to_wrist",
}
"""The contract's angles of each side, and what it calls the points on either end of them."""


def keypoint_messages(table: FrameTable) -> Iterator[Keypoints]:
    """One message for every frame in which the person is seen."""
    coco = [table.skeleton.index(name) for name in COCO_17]
    for row in _seen_rows(table):
        points = _points(table, row, coco)
        message: Keypoints = {
            "type": "keypoints",
            "frameId": int(table.frame[row]),
            "score": round(float(table.visibility[row, coco].mean()), 3),
            "data": points,
            "keypoints": points,
        }
        yield at(float(table.t_s[row]), message)


def angle_messages(table: FrameTable) -> Iterator[Angles]:
    """One message for every frame in which the person is seen; angles that are not known are left out."""
    for row in _seen_rows(table):
        known = {
            name: (round(float(values[row]), 1), round(float(table.angles_confidence[name][row]), 3))
            for name, values in table.angles_deg.items()
            if np.isfinite(values[row])
        }
        message: Angles = {
            "type": "angles",
            "frameId": int(table.frame[row]),
            "data": _tree(known),
            "angles": {name: degrees for name, (degrees, _) in known.items()},
        }
        yield at(float(table.t_s[row]), message)


def progression_messages(table: FrameTable) -> Iterator[Progression]:
    """The percentage of the movement within a repetition or hold, where it has changed."""
    if table.course is None:
        return
    sent = -1
    for row, share in enumerate(table.course.progress):
        if not np.isfinite(share):
            sent = -1  # the next repetition begins afresh
            continue
        value = round(100 * float(share))
        if value != sent:
            sent = value
            message: Progression = {"type": "progression", "value": value}
            yield at(float(table.t_s[row]), message)


def _seen_rows(table: FrameTable) -> list[int]:
    rows: list[int] = np.flatnonzero(table.seen).tolist()
    return rows


def _points(table: FrameTable, row: int, coco: list[int]) -> list[Point]:
    columns = (
        COCO_17,
        _rounded(table.xy_norm[row, coco, 0], 4),
        _rounded(table.xy_norm[row, coco, 1], 4),
        _rounded(table.z_norm[row, coco], 4),
        _rounded(table.visibility[row, coco], 3),
    )
    return [
        {"name": name, "x": x, "y": y, "z": z, "score": score}
        for name, x, y, z, score in zip(*columns, strict=True)
    ]


def _rounded(values: NDArray[np.float64], decimals: int) -> Any:
    return np.round(values, decimals).tolist()


def _tree(known: dict[str, tuple[float, float]]) -> AngleTree:
    left, right = (
        {
            f"{joint}_angle": {relation: degrees, f"score_{relation}": score}
            for joint, relation in RELATIONS.items()
            if (name := f"{side}_{joint}") in known
            for degrees, score in [known[name]]
        }
        for side in ("left", "right")
    )
    return {"left_side": left, "right_side": right}
