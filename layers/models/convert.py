"""``Graph`` → ONNX: pictures turn from NHWC to NCHW, a TFLite operator becomes one to three ONNX nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .errors import UnsupportedModelError
from .graph import (
    ACTIVATION_NONE,
    ACTIVATION_RELU,
    ACTIVATION_RELU6,
    PADDING_SAME,
    Array,
    Graph,
    Operator,
)

OPSET = 17
IR_VERSION = 9  # what that opset's first releases wrote: any runtime that knows the opset reads it
INPUT_NAME = "image"

_MIN_HALF_SIZE = 1024  # below, the Cast costs more time at load than it saves in the file
_LARGEST_HALF = np.finfo(np.float16).max


def to_onnx(graph: Graph, name: str) -> onnx.ModelProto:
    """Write a simplified graph as an ONNX model with the input ``image`` (NCHW) and the graph's outputs.

    Raises:
        UnsupportedModelError: an operator, or an option of one, that the importer does not know.
    """
    writer = _Writer(graph)
    for operator in graph.operators:
        if operator.kind not in _CONVERTERS:
            raise UnsupportedModelError(
                f"The model uses {operator.kind}, which the importer does not know: "
                "add it to layers/models/convert.py."
            )
        _CONVERTERS[operator.kind](writer, operator)
    return writer.model(name)


class _Writer:
    """Collects the nodes and initialisers of one ONNX graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: dict[str, onnx.TensorProto] = {}
        if len(graph.inputs) != 1:
            raise UnsupportedModelError(f"The model has {len(graph.inputs)} inputs instead of one.")

    def name(self, index: int) -> str:
        """ONNX name of a tensor."""
        return INPUT_NAME if index in self.graph.inputs else self.graph.outputs.get(index, f"t{index}")

    def shape(self, index: int) -> tuple[int, ...]:
        """Shape of a tensor as TFLite has it (NHWC)."""
        return self.graph.tensors[index].shape

    def node(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Add a node with one output and return the output's name."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=f"{kind}_{output}", **attributes))
        return output

    def constant(self, name: str, data: Array) -> str:
        """Add an initialiser and return its name; equal names share one."""
        self.initialisers.setdefault(name, numpy_helper.from_array(np.asarray(data, order="C"), name))
        return name

    def weights(self, index: int, axes: Sequence[int]) -> str:
        """Add the constant tensor ``index`` with its axes in the given order.

        Large weights that are half-precision numbers are stored so: the file has half the size, and the
        runtime folds the Cast when it loads the model.
        """
        name, data = self.name(index), self.graph.constant(index)
        if data is None:
            raise UnsupportedModelError(f"The weights {self.graph.tensors[index].name} are not constant.")
        data = data.transpose(axes)
        if data.size < _MIN_HALF_SIZE or not _is_half_precision(data):
            return self.constant(name, data)
        half = self.constant(f"{name}_half", data.astype(np.float16))
        return self.node("Cast", [half], name, to=TensorProto.FLOAT)

    def activated(self, kind: str, inputs: Sequence[str], operator: Operator, **attributes: Any) -> None:
        """Add a node followed by the activation that TFLite fuses into the operator."""
        output, activation = self.name(operator.output), operator.options["fused_activation_function"]
        if activation == ACTIVATION_NONE:
            self.node(kind, inputs, output, **attributes)
            return
        before = self.node(kind, inputs, f"{output}_linear", **attributes)
        if activation == ACTIVATION_RELU:
            self.node("Relu", [before], output)
        elif activation == ACTIVATION_RELU6:
            limits = [self.constant(f"relu6_{value}", np.array(value, np.float32)) for value in (0, 6)]
            self.node("Clip", [before, *limits], output)
        else:
            raise UnsupportedModelError(f"{operator.kind} has the unknown activation {activation}.")

    def model(self, name: str) -> onnx.ModelProto:
        """The finished model, checked."""
        graph = helper.make_graph(
            self.nodes,
            name,
            [_value(INPUT_NAME, _nchw(self.shape(self.graph.inputs[0])))],
            [_value(output, _nchw(self.shape(index))) for index, output in self.graph.outputs.items()],
            list(self.initialisers.values()),
        )
        opsets = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(
            graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="formtrace"
        )
        onnx.checker.check_model(model, full_check=True)
        return model


def _is_half_precision(data: Array) -> bool:
    return bool((np.abs(data) <= _LARGEST_HALF).all() and (data.astype(np.float16) == data).all())


def _value(name: str, shape: Sequence[int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _nchw(shape: tuple[int, ...]) -> tuple[int, ...]:
    return (shape[0], shape[3], shape[1], shape[2]) if len(shape) == 4 else shape


def same_padding(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Zeros before and after one axis for TFLite's SAME: ceil(size / stride) outputs, the odd zero last."""
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


def _window(writer: _Writer, operator: Operator, kernel: tuple[int, int]) -> dict[str, Any]:
    """What convolutions and pooling share: kernel, strides, dilations, pads (top, left, bottom, right)."""
    options = operator.options
    strides = (options["stride_h"], options["stride_w"])
    dilations = (options.get("dilation_h_factor", 1), options.get("dilation_w_factor", 1))
    pads = options.get("pads", (0, 0, 0, 0))
    if options["padding"] == PADDING_SAME:
        sizes = writer.shape(operator.inputs[0])[1:3]
        (top, bottom), (left, right) = map(same_padding, sizes, kernel, strides, dilations)
        pads = (top, left, bottom, right)
    window = {"kernel_shape": kernel, "strides": strides, "pads": pads}
    return window if dilations == (1, 1) else {**window, "dilations": dilations}


def _conv(writer: _Writer, operator: Operator) -> None:
    picture, weights, bias = operator.inputs
    _outputs, height, width, _inputs = writer.shape(weights)
    inputs = [writer.name(picture), writer.weights(weights, (0, 3, 1, 2)), writer.weights(bias, (0,))]
    writer.activated("Conv", inputs, operator, **_window(writer, operator, (height, width)))


def _depthwise_conv(writer: _Writer, operator: Operator) -> None:
    picture, weights, bias = operator.inputs
    _one, height, width, _outputs = writer.shape(weights)
    inputs = [writer.name(picture), writer.weights(weights, (3, 0, 1, 2)), writer.weights(bias, (0,))]
    groups = writer.shape(picture)[3]
    writer.activated("Conv", inputs, operator, group=groups, **_window(writer, operator, (height, width)))


def _max_pool(writer: _Writer, operator: Operator) -> None:
    kernel = (operator.options["filter_height"], operator.options["filter_width"])
    source = writer.name(operator.inputs[0])
    writer.activated("MaxPool", [source], operator, **_window(writer, operator, kernel))


def _add(writer: _Writer, operator: Operator) -> None:
    left, right = operator.inputs
    if writer.shape(left) != writer.shape(right):
        raise UnsupportedModelError("ADD of tensors of different shapes is not supported.")
    writer.activated("Add", [writer.name(left), writer.name(right)], operator)


def _pad(writer: _Writer, operator: Operator) -> None:
    amounts = writer.graph.constant(operator.inputs[1])
    if amounts is None or amounts.shape != (4, 2):
        raise UnsupportedModelError("PAD needs constant amounts for the four axes of a picture.")
    output = writer.name(operator.output)
    pads = writer.constant(f"{output}_pads", amounts[[0, 3, 1, 2]].T.reshape(-1).astype(np.int64))
    writer.node("Pad", [writer.name(operator.inputs[0]), pads], output)


def _resize_bilinear(writer: _Writer, operator: Operator) -> None:
    if operator.options["align_corners"]:
        raise UnsupportedModelError("RESIZE_BILINEAR with aligned corners is not supported.")
    before, after = _nchw(writer.shape(operator.inputs[0])), _nchw(writer.shape(operator.output))
    scales = np.array(after, np.float32) / np.array(before, np.float32)
    output = writer.name(operator.output)
    mode = "half_pixel" if operator.options["half_pixel_centers"] else "asymmetric"
    inputs = [writer.name(operator.inputs[0]), "", writer.constant(f"{output}_scales", scales)]
    writer.node("Resize", inputs, output, mode="linear", coordinate_transformation_mode=mode)


def _depth_to_space(writer: _Writer, operator: Operator) -> None:
    source, output = writer.name(operator.inputs[0]), writer.name(operator.output)
    writer.node("DepthToSpace", [source], output, blocksize=operator.options["block_size"], mode="DCR")


def _concatenation(writer: _Writer, operator: Operator) -> None:
    rank = len(writer.shape(operator.output))
    axis = operator.options["axis"] % rank
    axis = (0, 2, 3, 1)[axis] if rank == 4 else axis
    writer.activated("Concat", [writer.name(index) for index in operator.inputs], operator, axis=axis)


def _reshape(writer: _Writer, operator: Operator) -> None:
    source, output = operator.inputs[0], writer.name(operator.output)
    before, after = writer.shape(source), writer.shape(operator.output)
    if len(after) == 4:
        raise UnsupportedModelError("RESHAPE to a picture is not supported.")
    data = writer.name(source)
    if len(before) == 4 and before[1:3] != (1, 1):  # the values run in NHWC order
        data = writer.node("Transpose", [data], f"{output}_nhwc", perm=[0, 2, 3, 1])
    writer.node("Reshape", [data, writer.constant(f"{output}_shape", np.array(after, np.int64))], output)


def _logistic(writer: _Writer, operator: Operator) -> None:
    writer.node("Sigmoid", [writer.name(operator.inputs[0])], writer.name(operator.output))


_CONVERTERS: dict[str, Callable[[_Writer, Operator], None]] = {
    "ADD": _add,
    "CONCATENATION": _concatenation,
    "CONV_2D": _conv,
    "DEPTHWISE_CONV_2D": _depthwise_conv,
    "DEPTH_TO_SPACE": _depth_to_space,
    "LOGISTIC": _logistic,
    "MAX_POOL_2D": _max_pool,
    "PAD": _pad,
    "RESHAPE": _reshape,
    "RESIZE_BILINEAR": _resize_bilinear,
}
