from __future__ import annotations

import pytest
from pydantic import ValidationError

from formtrace.overlay.preset import SkeletonPreset, find_preset, presets


def test_what_a_file_leaves_out_is_as_the_contract_says() -> None:
    """Contract, section 8."""
    assert find_preset("Classic") == SkeletonPreset()
    assert SkeletonPreset().contract() == {
        "keypoints": [
            "nose",
            *(
                f"{side}_{part}"
                for part in ("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")
                for side in ("left", "right")
            ),
        ],
        "keypoint_lines": list(SkeletonPreset().keypoint_lines),
        "circles": {
            "circleFillColor": "#010A73",
            "circleStrokeColor": "#FFC300",
            "strokeWidth": 4.0,
            "radius": 8.0,
        },
        "lines": {"lineStrokeColor": "#010A73", "strokeWidth": 4.0},
        "angles": {"fontColor": "#000000", "strokeColor": "#FFC300"},
    }
    assert len(SkeletonPreset().edges) == 12
    assert ("left_hip", "left_knee") in SkeletonPreset().edges
    assert not any("nose" in edge or "ear" in edge[0] for edge in SkeletonPreset().edges)


@pytest.mark.parametrize("size", ["3", "3px", 3, " 3 PX "])
def test_sizes_may_be_strings(size: object) -> None:
    preset = SkeletonPreset.model_validate({"lines": {"strokeWidth": size}})
    assert preset.lines.stroke_width == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"keypoints": ["tail"]},
        {"keypoint_lines": ["left_hip||tail"]},
        {"keypoint_lines": ["left_hip"]},
        {"circles": {"radius": "wide"}},
        {"circles": {"circleFillColor": "red"}},
        {"lines": {"strokeWidth": -1}},
    ],
)
def test_a_file_that_cannot_be_drawn_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SkeletonPreset.model_validate(wrong)


def test_there_is_none_of_any_name() -> None:
    assert set(presets()) == {"chalk", "classic"}
    assert find_preset("../styles/default") is None
