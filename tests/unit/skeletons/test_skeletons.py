"""The BlazePose-33 data file against the model's published landmark list."""

from __future__ import annotations

import pytest

from formtrace.skeletons import load_skeleton

SKELETON = load_skeleton()


def test_order_follows_the_model_card() -> None:
    # Indices from the BlazePose GHUM 3D model card.
    published = {0: "nose", 7: "left_ear", 10: "mouth_right", 11: "left_shoulder", 16: "right_wrist"}
    published |= {22: "right_thumb", 23: "left_hip", 28: "right_ankle", 32: "right_foot_index"}
    assert len(SKELETON) == 33
    assert {index: SKELETON.names[index] for index in published} == published


def test_mirror_is_an_involution_that_swaps_sides() -> None:
    mirror = SKELETON.mirror
    assert [mirror[mirror[index]] for index in range(33)] == list(range(33))
    assert [index for index in range(33) if mirror[index] == index] == [SKELETON.index("nose")]
    opposite = {"left": "right", "right": "left", "centre": "centre"}
    for index, landmark in enumerate(SKELETON.landmarks):
        assert SKELETON.landmarks[mirror[index]].side == opposite[landmark.side]


def test_edges_and_angles_are_symmetric() -> None:
    mirror = SKELETON.mirror
    edges = {frozenset((edge.start, edge.end)) for edge in SKELETON.edges}
    assert {frozenset((mirror[a], mirror[b])) for a, b in map(tuple, edges)} == edges
    for name, triple in SKELETON.angles.items():
        twin = name.replace("left", "right") if "left" in name else name.replace("right", "left")
        assert SKELETON.angles[twin] == tuple(mirror[index] for index in triple)


def test_contract_angles_are_there_and_no_edge_touches_the_face() -> None:
    joints = ("knee", "hip", "shoulder", "elbow")
    assert {f"{side}_{joint}" for side in ("left", "right") for joint in joints} <= set(SKELETON.angles)
    ends = {index for edge in SKELETON.edges for index in (edge.start, edge.end)}
    assert all(not SKELETON.landmarks[index].part.startswith("face") for index in ends)


def test_unknown_skeleton() -> None:
    with pytest.raises(FileNotFoundError):
        load_skeleton("coco_17")
