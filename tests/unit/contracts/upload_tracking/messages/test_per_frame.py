"""Messages of single frames, against messages written by hand."""

from __future__ import annotations

from math import nan

from formtrace.contracts.upload_tracking.messages.per_frame import (
    angle_messages,
    keypoint_messages,
    progression_messages,
)
from tests.unit.contracts.upload_tracking.messages.samples import SKELETON, table

COCO = [
    *("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder"),
    *("left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip"),
    *("left_knee", "right_knee", "left_ankle", "right_ankle"),
]


def test_keypoints_are_the_17_of_the_contract_in_its_order() -> None:
    first, second = keypoint_messages(table([0.5, 0.6, 0.7], unseen=(1,), first_frame=5))
    assert [point["name"] for point in first["data"]] == COCO
    assert first["keypoints"] == first["data"]
    knee = SKELETON.index("left_knee")
    assert first["data"][13] == {
        "name": "left_knee",
        "x": knee / 100,
        "y": knee / 50,
        "z": -knee / 100,
        "score": 0.9,
    }
    rest = {name: first[name] for name in first if name not in ("data", "keypoints")}
    assert rest == {"type": "keypoints", "frameId": 5, "score": 0.9, "t": 0.5, "timestampMs": 500}
    assert (second["frameId"], second["t"]) == (7, 0.7)


def test_angles_as_the_wires_tree_and_flat() -> None:
    values = table([0.5, 0.6], unseen=(1,), first_frame=5)
    values.angles_deg["right_knee"][0] = nan
    values.angles_deg["left_knee"][0] = 98.44
    (message,) = angle_messages(values)
    side = {
        "hip_angle": {"from_knee_to_shoulder": 90.0, "score_from_knee_to_shoulder": 0.8},
        "shoulder_angle": {"from_hip_to_elbow": 90.0, "score_from_hip_to_elbow": 0.8},
        "elbow_angle": {"from_shoulder_to_wrist": 90.0, "score_from_shoulder_to_wrist": 0.8},
    }
    knee = {"knee_angle": {"from_hip_to_ankle": 98.4, "score_from_hip_to_ankle": 0.8}}
    assert message["data"] == {"left_side": {**knee, **side}, "right_side": side}
    assert message["angles"]["left_knee"] == 98.4
    assert set(message["angles"]) == {*SKELETON.angles, "trunk", "neck"} - {"right_knee"}
    assert {name: message[name] for name in ("type", "frameId", "t", "timestampMs")} == {
        "type": "angles",
        "frameId": 5,
        "t": 0.5,
        "timestampMs": 500,
    }


def test_progression_only_where_it_changes_by_a_point_within_a_repetition() -> None:
    shares = [nan, 0.0, 0.004, 0.5, 0.5, 1.0, nan, 1.0, 0.5]
    messages = list(progression_messages(table([n / 10 for n in range(9)], progress=shares)))
    assert [(message["t"], message["value"]) for message in messages] == [
        (0.1, 0),
        (0.3, 50),
        (0.5, 100),
        (0.7, 100),
        (0.8, 50),
    ]
    assert messages[0] == {"type": "progression", "value": 0, "t": 0.1, "timestampMs": 100}


def test_no_exercise_no_progression() -> None:
    assert list(progression_messages(table([0.0, 0.1]))) == []
