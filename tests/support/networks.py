"""Landmark networks of other skeletons and outputs, built from ONNX operators with known answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from formtrace.skeletons import load_skeleton

FLOAT = TensorProto.FLOAT
SPLIT_RATIO = 2
SIDE_PX = 256
HEATMAP_CELLS = 64
_POINTS = 39  # of BlazePose's raw output
_SPREAD_PX = 1.0
# Where a landmark of another skeleton lies, as a mean of BlazePose's landmarks.
_MEANS = {
    "head": ["left_eye", "right_eye"],
    "neck": ["left_shoulder", "right_shoulder"],
    "hip_centre": ["left_hip", "right_hip"],
    **{f"{side}_{toe}_toe": [f"{side}_foot_index"] for side in ("left", "right") for toe in ("big", "small")},
}


def constant(name: str, value: object, kind: type = np.float32) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(value, kind), name)


def save(
    path: Path,
    nodes: Sequence[onnx.NodeProto],
    constants: Sequence[onnx.TensorProto],
    image: tuple[str, list[int]],
    outputs: dict[str, list[int]],
) -> Path:
    """Write a checked model with one float input and float outputs."""
    graph = helper.make_graph(
        list(nodes),
        path.stem,
        [helper.make_tensor_value_info(image[0], FLOAT, image[1])],
        [helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in outputs.items()],
        list(constants),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def brightest_column_and_row(path: Path, landmarks: int, size_px: tuple[int, int], layout: str) -> Path:
    """A SimCC network whose landmarks all lie where the input's first channel is greatest.

    The bins are the profiles of that channel along x and y, each value repeated ``SPLIT_RATIO`` times.
    """
    width, height = size_px
    shape = [1, 3, height, width] if layout == "NCHW" else [1, height, width, 3]
    channel, rows, columns = (1, 2, 3) if layout == "NCHW" else (3, 1, 2)
    nodes = [
        helper.make_node("Gather", ["input", "first"], ["plane"], axis=channel),
        helper.make_node("ReduceMax", ["plane"], ["along_x"], axes=[rows - (rows > channel)], keepdims=0),
        helper.make_node(
            "ReduceMax", ["plane"], ["along_y"], axes=[columns - (columns > channel)], keepdims=0
        ),
    ]
    for axis in ("x", "y"):
        nodes += [
            helper.make_node("Unsqueeze", [f"along_{axis}", "last"], [f"cells_{axis}"]),
            helper.make_node("Tile", [f"cells_{axis}", "twice"], [f"pairs_{axis}"]),
            helper.make_node("Reshape", [f"pairs_{axis}", "flat"], [f"bins_{axis}"]),
            helper.make_node("Tile", [f"bins_{axis}", "everyone"], [f"simcc_{axis}"]),
        ]
    constants = [
        constant("first", 0, np.int64),
        constant("last", [2], np.int64),
        constant("twice", [1, 1, SPLIT_RATIO], np.int64),
        constant("flat", [1, 1, -1], np.int64),
        constant("everyone", [1, landmarks, 1], np.int64),
    ]
    outputs = {
        f"simcc_{axis}": [1, landmarks, SPLIT_RATIO * px] for axis, px in zip("xy", size_px, strict=True)
    }
    return save(path, nodes, constants, ("input", shape), outputs)


def brightest_cell(path: Path, landmarks: int, size_px: tuple[int, int], stride: int) -> Path:
    """A heatmap network: the mean of the first channel over cells of ``stride`` pixels, for all landmarks."""
    width, height = size_px
    nodes = [
        helper.make_node("Gather", ["input", "first"], ["plane"], axis=1),
        helper.make_node(
            "AveragePool", ["plane"], ["cells"], kernel_shape=[stride, stride], strides=[stride, stride]
        ),
        helper.make_node("Tile", ["cells", "everyone"], ["heatmap"]),
    ]
    constants = [constant("first", [0], np.int64), constant("everyone", [1, landmarks, 1, 1], np.int64)]
    outputs = {"heatmap": [1, landmarks, height // stride, width // stride]}
    return save(path, nodes, constants, ("input", [1, 3, height, width]), outputs)


def blazepose_as(path: Path, blazepose: Path, skeleton: str, kind: str) -> Path:
    """BlazePose's own network, whose landmarks come out as those of another skeleton, as SimCC or heatmaps.

    Each coordinate becomes a Gaussian around it, as high as the landmark's visibility times the presence.
    """
    model = onnx.load(str(blazepose))
    graph = model.graph
    names = load_skeleton(skeleton).names
    graph.node.extend(_named_landmarks())
    steps = SIDE_PX * SPLIT_RATIO if kind == "simcc" else HEATMAP_CELLS
    spread = _SPREAD_PX if kind == "simcc" else SIDE_PX / HEATMAP_CELLS
    graph.initializer.extend(
        [
            constant("x_points", [_POINTS, 5], np.int64),
            constant("x_split", [2, 1, 2], np.int64),
            constant("x_halves", [1, 1], np.int64),
            constant("x_mean", _means_of(names)),
            constant("x_places", np.arange(steps)[None] * (SIDE_PX / steps) + 0.5),
            constant("x_scale", -0.5 / spread**2),
        ]
    )
    for axis in ("x", "y"):
        graph.node.extend(
            [
                helper.make_node("Sub", ["x_places", f"x_{axis}"], [f"x_off_{axis}"]),
                helper.make_node("Mul", [f"x_off_{axis}", f"x_off_{axis}"], [f"x_square_{axis}"]),
                helper.make_node("Mul", [f"x_square_{axis}", "x_scale"], [f"x_power_{axis}"]),
                helper.make_node("Exp", [f"x_power_{axis}"], [f"x_bell_{axis}"]),
            ]
        )
    graph.node.extend(_simcc() if kind == "simcc" else _heatmaps())
    del graph.output[:]
    shapes = {"simcc_x": [1, len(names), steps], "simcc_y": [1, len(names), steps]}
    if kind == "heatmap":
        shapes = {"heatmap": [1, len(names), steps, steps]}
        graph.initializer.extend([constant("x_row", [1], np.int64), constant("x_column", [2], np.int64)])
    graph.initializer.append(constant("x_batch", [0], np.int64))
    graph.output.extend(helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in shapes.items())
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


def _named_landmarks() -> list[onnx.NodeProto]:
    """Of BlazePose's raw output: x and y of the named landmarks, and how high their Gaussians are."""
    node = helper.make_node
    return [
        node("Reshape", ["landmarks", "x_points"], ["x_raw"]),
        node("Split", ["x_raw", "x_split"], ["x_xy", "x_z", "x_logits"], axis=1),
        node("Sigmoid", ["x_logits"], ["x_sigmoid"]),
        node("ReduceProd", ["x_sigmoid"], ["x_visible"], axes=[1], keepdims=1),
        node("Mul", ["x_visible", "presence"], ["x_sure"]),
        node("MatMul", ["x_mean", "x_xy"], ["x_mean_xy"]),
        node("MatMul", ["x_mean", "x_sure"], ["x_height"]),
        node("Split", ["x_mean_xy", "x_halves"], ["x_x", "x_y"], axis=1),
    ]


def _simcc() -> list[onnx.NodeProto]:
    return [
        made
        for axis in ("x", "y")
        for made in (
            helper.make_node("Mul", [f"x_bell_{axis}", "x_height"], [f"x_bins_{axis}"]),
            helper.make_node("Unsqueeze", [f"x_bins_{axis}", "x_batch"], [f"simcc_{axis}"]),
        )
    ]


def _heatmaps() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Mul", ["x_bell_x", "x_height"], ["x_columns"]),
        helper.make_node("Unsqueeze", ["x_columns", "x_row"], ["x_across"]),
        helper.make_node("Unsqueeze", ["x_bell_y", "x_column"], ["x_down"]),
        helper.make_node("Mul", ["x_across", "x_down"], ["x_maps"]),
        helper.make_node("Unsqueeze", ["x_maps", "x_batch"], ["heatmap"]),
    ]


def _means_of(names: Sequence[str]) -> np.ndarray:
    """(K, 39) weights that make the named landmarks of BlazePose's points."""
    blazepose = load_skeleton()
    means = np.zeros((len(names), _POINTS), np.float32)
    for row, name in enumerate(names):
        points = _MEANS.get(name, [name])
        for point in points:
            means[row, blazepose.index(point)] = 1 / len(points)
    return means
