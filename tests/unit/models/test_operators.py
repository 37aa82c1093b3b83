"""Every operator of the importer does what LiteRT does, on odd sizes and with the activations that fuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime
import pytest
from ai_edge_litert.interpreter import Interpreter
from hypothesis import given
from hypothesis import strategies as st

from layers.models.convert import same_padding, to_onnx
from layers.models.errors import UnsupportedModelError
from layers.models.parse import parse
from layers.models.simplify import simplify

from .tflite_writer import Csr, Op, write_model

SAME, VALID = 0, 1
NONE, RELU, RELU6, TANH = 0, 1, 3, 4


def noise(*shape: int, scale: float = 4.0) -> np.ndarray:
    return (np.random.default_rng(1).standard_normal(shape) * scale).astype(np.float32)


def run_onnx(model: bytes, image: np.ndarray, output: str) -> np.ndarray:
    graph = simplify(parse(model).rename_outputs({output: "out"}))
    session = onnxruntime.InferenceSession(to_onnx(graph, "model").SerializeToString())
    feed = image.transpose(0, 3, 1, 2) if image.ndim == 4 else image
    (found,) = session.run(["out"], {"image": np.ascontiguousarray(feed)})
    return found.transpose(0, 2, 3, 1) if found.ndim == 4 else found


def run_litert(model: bytes, image: np.ndarray) -> np.ndarray:
    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def assert_as_litert(tensors: Sequence[Any], operators: Sequence[Op], image: np.ndarray) -> np.ndarray:
    output = operators[-1].output
    model = write_model([image.shape, *tensors], operators, output)
    expected = run_litert(model, image)
    np.testing.assert_allclose(run_onnx(model, image, f"tensor_{output}"), expected, atol=1e-4)
    return expected


def window(padding: int, stride: int, activation: int = NONE) -> dict[str, int]:
    return {"Padding": padding, "StrideH": stride, "StrideW": stride, "FusedActivationFunction": activation}


DILATED_ONCE = {"DilationHFactor": 1, "DilationWFactor": 1}


@pytest.mark.parametrize("activation", [NONE, RELU, RELU6])
@pytest.mark.parametrize("size", [(9, 12), (8, 7)])
@pytest.mark.parametrize("padding", [SAME, VALID])
@pytest.mark.parametrize("stride", [1, 2])
def test_convolution(stride: int, padding: int, size: tuple[int, int], activation: int) -> None:
    weights, bias = noise(5, 3, 3, 3), noise(5)
    out = [-(-(n - (0 if padding == SAME else 2)) // stride) for n in size]
    operator = Op(
        "CONV_2D", (0, 1, 2), 3, "Conv2DOptions", window(padding, stride, activation) | DILATED_ONCE
    )
    assert_as_litert([weights, bias, (1, *out, 5)], [operator], noise(1, *size, 3))


def test_dilated_convolution() -> None:
    options = window(SAME, 1) | {"DilationHFactor": 2, "DilationWFactor": 3}
    operator = Op("CONV_2D", (0, 1, 2), 3, "Conv2DOptions", options)
    assert_as_litert([noise(4, 3, 3, 2), noise(4), (1, 11, 10, 4)], [operator], noise(1, 11, 10, 2))


@pytest.mark.parametrize("kernel", [3, 5])
@pytest.mark.parametrize("stride", [1, 2])
def test_depthwise_convolution(stride: int, kernel: int) -> None:
    options = window(SAME, stride, RELU6) | DILATED_ONCE | {"DepthMultiplier": 1}
    operator = Op("DEPTHWISE_CONV_2D", (0, 1, 2), 3, "DepthwiseConv2DOptions", options)
    out = (1, -(-9 // stride), -(-12 // stride), 6)
    assert_as_litert([noise(1, kernel, kernel, 6), noise(6), out], [operator], noise(1, 9, 12, 6))


def test_depthwise_convolution_with_a_multiplier() -> None:
    options = window(SAME, 1) | DILATED_ONCE | {"DepthMultiplier": 2}
    operator = Op("DEPTHWISE_CONV_2D", (0, 1, 2), 3, "DepthwiseConv2DOptions", options)
    assert_as_litert([noise(1, 3, 3, 6), noise(6), (1, 5, 4, 6)], [operator], noise(1, 5, 4, 3))


def test_pad_is_folded_into_the_convolution() -> None:
    amounts = np.array([[0, 0], [1, 2], [3, 0], [0, 0]], np.int32)
    pad = Op("PAD", (0, 1), 2)
    conv = Op("CONV_2D", (2, 3, 4), 5, "Conv2DOptions", window(VALID, 2) | DILATED_ONCE)
    tensors = [amounts, (1, 10, 12, 3), noise(4, 3, 3, 3), noise(4), (1, 4, 5, 4)]
    image = noise(1, 7, 9, 3)
    assert_as_litert(tensors, [pad, conv], image)
    graph = simplify(parse(write_model([image.shape, *tensors], [pad, conv], 5)))
    assert [operator.kind for operator in graph.operators] == ["CONV_2D"]


def test_pad_of_channels() -> None:
    amounts = np.array([[0, 0], [1, 0], [0, 2], [0, 3]], np.int32)
    expected = assert_as_litert([amounts, (1, 5, 7, 6)], [Op("PAD", (0, 1), 2)], noise(1, 4, 5, 3))
    assert not expected[..., 3:].any()


def test_max_pooling_ignores_the_padding() -> None:
    options = window(SAME, 2) | {"FilterHeight": 2, "FilterWidth": 2}
    operator = Op("MAX_POOL_2D", (0,), 1, "Pool2DOptions", options)
    expected = assert_as_litert([(1, 3, 4, 3)], [operator], -np.abs(noise(1, 5, 7, 3)))
    assert expected.max() < 0


@pytest.mark.parametrize("half_pixel", [True, False])
def test_bilinear_resize(half_pixel: bool) -> None:
    options = {"AlignCorners": False, "HalfPixelCenters": half_pixel}
    operator = Op("RESIZE_BILINEAR", (0, 1), 2, "ResizeBilinearOptions", options)
    assert_as_litert([np.array([6, 10], np.int32), (1, 6, 10, 2)], [operator], noise(1, 3, 5, 2))


def test_bilinear_resize_between_pixel_centres() -> None:
    """Doubling (0, 4): outputs sit at -0.25, 0.25, 0.75, 1.25 of the input, and the ends repeat."""
    image = np.array([0, 4], np.float32).reshape(1, 1, 2, 1)
    options = {"AlignCorners": False, "HalfPixelCenters": True}
    operator = Op("RESIZE_BILINEAR", (0, 1), 2, "ResizeBilinearOptions", options)
    model = write_model([image.shape, np.array([1, 4], np.int32), (1, 1, 4, 1)], [operator], 2)
    np.testing.assert_allclose(run_onnx(model, image, "tensor_2").reshape(-1), [0, 1, 3, 4])


@pytest.mark.parametrize("activation", [NONE, RELU6])
def test_add(activation: int) -> None:
    operator = Op("ADD", (0, 0), 1, "AddOptions", {"FusedActivationFunction": activation})
    assert_as_litert([(1, 3, 4, 2)], [operator], noise(1, 3, 4, 2))


def test_depth_to_space() -> None:
    operator = Op("DEPTH_TO_SPACE", (0,), 1, "DepthToSpaceOptions", {"BlockSize": 2})
    assert_as_litert([(1, 6, 10, 3)], [operator], noise(1, 3, 5, 12))


@pytest.mark.parametrize(("axis", "shape"), [(1, (1, 6, 4, 2)), (2, (1, 3, 8, 2)), (-1, (1, 3, 4, 4))])
def test_concatenation_of_pictures(axis: int, shape: tuple[int, ...]) -> None:
    options = {"Axis": axis, "FusedActivationFunction": NONE}
    operator = Op("CONCATENATION", (0, 0), 1, "ConcatenationOptions", options)
    assert_as_litert([shape], [operator], noise(1, 3, 4, 2))


def test_reshape_keeps_the_order_of_the_values_in_nhwc() -> None:
    shape = np.array([1, 12, 2], np.int32)
    expected = assert_as_litert([shape, (1, 12, 2)], [Op("RESHAPE", (0, 1), 2)], noise(1, 3, 4, 2))
    np.testing.assert_array_equal(expected.reshape(-1), noise(1, 3, 4, 2).reshape(-1))


def test_logistic() -> None:
    assert_as_litert([(1, 3, 4, 2)], [Op("LOGISTIC", (0,), 1)], noise(1, 3, 4, 2))


def test_sparse_half_precision_weights() -> None:
    """As the detector has them: DENSIFY, then DEQUANTIZE, then the convolution."""
    sparse = Csr((3, 1, 1, 4), [0, 2, 2, 3], [1, 3, 0], np.array([0.5, -2, 3], np.float16))
    operators = [
        Op("DENSIFY", (1,), 3, "DensifyOptions"),
        Op("DEQUANTIZE", (3,), 4, "DequantizeOptions"),
        Op("CONV_2D", (0, 4, 2), 5, "Conv2DOptions", window(SAME, 1) | DILATED_ONCE),
    ]
    image, bias = noise(1, 2, 3, 4), noise(3)
    # An activation cannot be half precision here; the dense weights in between only need the right type.
    dense = np.zeros((3, 1, 1, 4), np.float16)
    model = write_model([image.shape, sparse, bias, dense, (3, 1, 1, 4), (1, 2, 3, 3)], operators, 5)
    weights = np.array([[0, 0.5, 0, -2], [0, 0, 0, 0], [3, 0, 0, 0]], np.float32)
    np.testing.assert_allclose(run_onnx(model, image, "tensor_5"), image @ weights.T + bias, atol=1e-5)


def test_large_half_precision_weights_are_stored_so() -> None:
    weights = noise(32, 3, 3, 8, scale=1).astype(np.float16)
    operators = [
        Op("DEQUANTIZE", (1,), 3, "DequantizeOptions"),
        Op("CONV_2D", (0, 3, 2), 4, "Conv2DOptions", window(SAME, 1) | DILATED_ONCE),
    ]
    image = noise(1, 6, 5, 8)
    assert_as_litert([weights, noise(32), weights.shape, (1, 6, 5, 32)], operators, image)
    model = write_model([image.shape, weights, noise(32), weights.shape, (1, 6, 5, 32)], operators, 4)
    size = len(to_onnx(simplify(parse(model)), "model").SerializeToString())
    assert weights.nbytes < size < 1.5 * weights.nbytes


def test_an_unknown_operator_is_named() -> None:
    model = write_model([(1, 2, 2, 1), (1, 2, 2, 1)], [Op("FLOOR", (0,), 1)], 1)
    with pytest.raises(UnsupportedModelError, match="FLOOR"):
        to_onnx(simplify(parse(model)), "model")


def test_an_unknown_activation_is_named() -> None:
    operator = Op("ADD", (0, 0), 1, "AddOptions", {"FusedActivationFunction": TANH})
    model = write_model([(1, 2, 2, 1), (1, 2, 2, 1)], [operator], 1)
    with pytest.raises(UnsupportedModelError, match="activation 4"):
        to_onnx(simplify(parse(model)), "model")


@given(st.integers(1, 300), st.integers(1, 7), st.integers(1, 4), st.integers(1, 3))
def test_same_padding_gives_one_output_per_stride(size: int, kernel: int, stride: int, dilation: int) -> None:
    before, after = same_padding(size, kernel, stride, dilation)
    reach = (kernel - 1) * dilation + 1
    outputs = (size + before + after - reach) // stride + 1
    assert outputs == int(np.ceil(size / stride))
    assert 0 <= after - before <= 1
