from __future__ import annotations

import numpy as np
import pytest

from layers.models.errors import UnsupportedModelError
from layers.models.parse import parse

from .tflite_writer import Csr, Op, write_model


def test_not_a_tflite_file() -> None:
    with pytest.raises(UnsupportedModelError, match="not a TFLite model"):
        parse(b"PK\x03\x04 something else")


def test_tensors_operators_and_options() -> None:
    weights = np.arange(24, dtype=np.float32).reshape(2, 2, 2, 3)
    options = {"Padding": 1, "StrideH": 2, "StrideW": 1, "DilationHFactor": 1, "DilationWFactor": 1}
    operator = Op("CONV_2D", (0, 1, 2), 3, "Conv2DOptions", options)
    graph = parse(write_model([(1, 5, 4, 3), weights, np.zeros(2, np.float32), (1, 2, 3, 2)], [operator], 3))

    assert graph.inputs == (0,)
    assert graph.outputs == {3: "tensor_3"}
    assert graph.tensors[0].shape == (1, 5, 4, 3)
    assert graph.constant(0) is None
    np.testing.assert_array_equal(graph.constant(1), weights)
    (conv,) = graph.operators
    assert (conv.kind, conv.inputs, conv.output) == ("CONV_2D", (0, 1, 2), 3)
    assert {name: conv.options[name] for name in ("padding", "stride_h", "stride_w")} == {
        "padding": 1,
        "stride_h": 2,
        "stride_w": 1,
    }


def test_sparse_constant() -> None:
    sparse = Csr((2, 1, 1, 5), [0, 1, 3], [4, 0, 2], np.array([1, 2, 3], np.float16))
    operator = Op("DENSIFY", (1,), 2, "DensifyOptions")
    graph = parse(write_model([(1, 1, 1, 1), sparse, (2, 1, 1, 5)], [operator], 2))
    sparsity = graph.tensors[1].sparsity
    assert sparsity is not None
    assert sparsity.dense_sizes == (2, 1, 1, None)
    assert sparsity.segments[3].tolist() == [0, 1, 3]
    assert sparsity.indices[3].tolist() == [4, 0, 2]
    assert graph.constant(1) is None
