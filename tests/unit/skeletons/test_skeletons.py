"""The skeletons' data files against the published lists of landmarks."""

from __future__ import annotations

import pytest

from formtrace.skeletons import Skeleton, load_skeleton

SKELETON = load_skeleton()


@pytest.fixture(params=["blazepose33", "coco17", "halpe26"])
def skeleton(request: pytest.FixtureRequest) -> Skeleton:
    return load_skeleton(request.param)


def test_order_follows_the_model_card() -> None:
    # Indices from the BlazePose GHUM 3D model card.
    published = {0: "nose", 7: "left_ear", 10: "mouth_right", 11: "left_shoulder", 16: "right_wrist"}
    published |= {22: "right_thumb", 23: "left_hip", 28: "right_ankle", 32: "right_foot_index"}
    assert len(SKELETON) == 33
    assert {index: SKELETON.names[index] for index in published} == published


def test_other_orders_follow_their_data_sets() -> None:
    # COCO's annotation format; Halpe full body (Fang-Haoshu/Halpe-FullBody), its first 26 key points.
    coco, halpe = load_skeleton("coco17"), load_skeleton("halpe26")
    published = {
        0: "nose",
        4: "right_ear",
        5: "left_shoulder",
        10: "right_wrist",
        11: "left_hip",
        16: "right_ankle",
    }
    assert {index: coco.names[index] for index in published} == published
    assert halpe.names[:17] == coco.names
    feet = {20: "left_big_toe", 21: "right_big_toe", 22: "left_small_toe", 24: "left_heel", 25: "right_heel"}
    assert {index: halpe.names[index] for index in feet} == feet


def test_what_one_skeleton_calls_otherwise_is_found_by_the_common_name() -> None:
    halpe, coco = load_skeleton("halpe26"), load_skeleton("coco17")
    assert halpe.index("left_foot_index") == halpe.index("left_big_toe") == 20
    assert halpe.has("mid_heel") and halpe.has("mid_foot_index") and not halpe.has("left_pinky")
    assert coco.has("mid_hip") and not coco.has("left_heel") and not coco.has("mid_heel")


def test_mirror_is_an_involution_that_swaps_sides(skeleton: Skeleton) -> None:
    mirror = skeleton.mirror
    assert [mirror[mirror[index]] for index in range(len(skeleton))] == list(range(len(skeleton)))
    alone = {skeleton.names[index] for index in range(len(skeleton)) if mirror[index] == index}
    assert alone == {"nose", "head", "neck", "hip_centre"} & set(skeleton.names)
    opposite = {"left": "right", "right": "left", "centre": "centre"}
    for index, landmark in enumerate(skeleton.landmarks):
        assert skeleton.landmarks[mirror[index]].side == opposite[landmark.side]


def test_edges_and_angles_are_symmetric(skeleton: Skeleton) -> None:
    mirror = skeleton.mirror
    edges = {frozenset((edge.start, edge.end)) for edge in skeleton.edges}
    assert {frozenset((mirror[a], mirror[b])) for a, b in map(tuple, edges)} == edges
    for name, triple in skeleton.angles.items():
        twin = name.replace("left", "right") if "left" in name else name.replace("right", "left")
        assert skeleton.angles[twin] == tuple(mirror[index] for index in triple)


def test_contract_angles_are_there_and_no_edge_touches_the_face(skeleton: Skeleton) -> None:
    joints = ("knee", "hip", "shoulder", "elbow")
    assert {f"{side}_{joint}" for side in ("left", "right") for joint in joints} <= set(skeleton.angles)
    ends = {index for edge in skeleton.edges for index in (edge.start, edge.end)}
    assert all(not skeleton.landmarks[index].part.startswith("face") for index in ends)


def test_unknown_skeleton() -> None:
    with pytest.raises(FileNotFoundError):
        load_skeleton("coco_17")
