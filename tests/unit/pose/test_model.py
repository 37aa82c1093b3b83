"""ONNX models of other inputs, layouts and outputs: small networks whose landmarks are where the light is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formtrace.clip.geometry import Geometry
from formtrace.pose.landmarks import PoseLandmarks
from formtrace.pose.model import OnnxPoseModel, circle_around
from formtrace.pose.roi import RotatedRoi
from formtrace.pose.spec import ModelSpec
from formtrace.skeletons import load_skeleton
from tests.support.networks import brightest_cell, brightest_column_and_row
from tests.unit.pose.test_crop import frame_of

GEOMETRY = Geometry(640, 480)
LIGHT = (372.0, 205.0)
IMAGENET = {"mean": [123.675, 116.28, 103.53], "std": [58.395, 57.12, 57.375]}


def spec(skeleton: str, decoder: dict[str, object], **input_: object) -> ModelSpec:
    size = {"width_px": 192, "height_px": 256}
    return ModelSpec.model_validate(
        {
            "name": "light",
            "skeleton": skeleton,
            "file": "light.onnx",
            "input": {**size, **input_},
            "decoder": decoder,
        }
    )


def estimate(model: OnnxPoseModel, roi: RotatedRoi) -> PoseLandmarks:
    """What the model finds in a grey frame that grows brighter towards ``LIGHT``."""
    y, x = np.mgrid[0:480, 0:640] + 0.5
    return model.estimate(frame_of(250 - 0.5 * np.hypot(x - LIGHT[0], y - LIGHT[1])), GEOMETRY, roi)


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize("colour", ["RGB", "BGR"])
@pytest.mark.parametrize("roi", [RotatedRoi(320, 240, 256), RotatedRoi(340, 220, 300, 0.4)])
def test_a_portrait_simcc_network_finds_the_light_in_any_layout(
    tmp_path: Path, layout: str, colour: str, roi: RotatedRoi
) -> None:
    brightest_column_and_row(tmp_path / "light.onnx", 17, (192, 256), layout)
    model = OnnxPoseModel(spec("coco17", {"kind": "simcc"}, layout=layout, colour=colour), tmp_path)
    found = estimate(model, roi)
    np.testing.assert_allclose(found.xy_px, np.broadcast_to(LIGHT, (17, 2)), atol=2.0)
    assert found.presence == pytest.approx(0.98, abs=0.01)  # 250 of 255
    assert np.isnan(found.z_px).all() and np.isnan(found.world_m).all()


def test_each_channel_is_normalised_on_its_own_in_the_order_of_the_spec(tmp_path: Path) -> None:
    values = {}
    for colour, channel in (("RGB", 0), ("BGR", 2)):
        brightest_column_and_row(tmp_path / "light.onnx", 17, (192, 256), "NCHW")
        given = {key: value if colour == "RGB" else value[::-1] for key, value in IMAGENET.items()}
        model = OnnxPoseModel(spec("coco17", {"kind": "simcc"}, colour=colour, **given), tmp_path)
        feed = model._input.of(frame_of(np.full((480, 640), 90.0)), GEOMETRY, RotatedRoi(320, 240, 256))
        values[colour] = feed["input"]
        assert feed["input"].shape == (1, 3, 256, 192)
        expected = (90 - IMAGENET["mean"][channel]) / IMAGENET["std"][channel]
        np.testing.assert_allclose(feed["input"][0, 0], expected, atol=0.01)
    np.testing.assert_allclose(values["RGB"], values["BGR"][:, ::-1], atol=1e-6)


def test_a_heatmap_network_finds_the_light_within_a_cell(tmp_path: Path) -> None:
    brightest_cell(tmp_path / "light.onnx", 26, (192, 256), 4)
    model = OnnxPoseModel(spec("halpe26", {"kind": "heatmap"}), tmp_path)
    found = estimate(model, RotatedRoi(320, 240, 256))
    np.testing.assert_allclose(found.xy_px, np.broadcast_to(LIGHT, (26, 2)), atol=2.5)
    assert found.xy_px.shape == (26, 2)


def test_the_next_roi_follows_from_the_landmarks() -> None:
    skeleton = load_skeleton("coco17")
    xy_px = np.full((17, 2), (300.0, 200.0))
    for side in ("left", "right"):
        xy_px[skeleton.index(f"{side}_shoulder")] = (340, 200)  # lying, the head to the right
        xy_px[skeleton.index(f"{side}_ankle")] = (220, 200)
    xy_px[skeleton.index("left_wrist")] = (300, 900)
    visibility = np.ones(17)
    visibility[skeleton.index("left_wrist")] = 0.1  # gone astray
    centre, reach = circle_around(xy_px, visibility, skeleton)
    np.testing.assert_allclose(centre, [300, 200])
    np.testing.assert_allclose(reach, [380, 200])
