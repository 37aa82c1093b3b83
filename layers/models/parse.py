"""TFLite flatbuffer → ``Graph``.

The layout of the file is TensorFlow Lite's ``schema.fbs``; ``tflite`` holds the readers generated from it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import tflite
from flatbuffers import number_types
from flatbuffers.table import Table

from .errors import UnsupportedModelError
from .graph import Array, Graph, Operator, Sparsity, Tensor

_DTYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT64: np.int64,
    tflite.TensorType.INT8: np.int8,
    tflite.TensorType.UINT8: np.uint8,
    tflite.TensorType.BOOL: np.bool_,
}

_OPTIONS = {
    "ADD": tflite.AddOptions,
    "CONCATENATION": tflite.ConcatenationOptions,
    "CONV_2D": tflite.Conv2DOptions,
    "DEPTHWISE_CONV_2D": tflite.DepthwiseConv2DOptions,
    "DEPTH_TO_SPACE": tflite.DepthToSpaceOptions,
    "MAX_POOL_2D": tflite.Pool2DOptions,
    "RESIZE_BILINEAR": tflite.ResizeBilinearOptions,
}

# Sparse index vectors: the union's tag → the readers of its elements.
_INDEX_FLAGS = {
    tflite.SparseIndexVector.Int32Vector: number_types.Int32Flags,
    tflite.SparseIndexVector.Uint16Vector: number_types.Uint16Flags,
    tflite.SparseIndexVector.Uint8Vector: number_types.Uint8Flags,
}


def parse_file(path: Path) -> Graph:
    """Read a TFLite file with one subgraph.

    Raises:
        UnsupportedModelError: not a TFLite file, several subgraphs, or a tensor of an unknown type.
    """
    return parse(path.read_bytes())


def parse(data: bytes) -> Graph:
    """Read a TFLite model from memory; see ``parse_file``."""
    if not tflite.Model.ModelBufferHasIdentifier(data, 0):
        raise UnsupportedModelError("The file is not a TFLite model.")
    model = tflite.Model.GetRootAs(data, 0)
    if model.SubgraphsLength() != 1:
        raise UnsupportedModelError(f"The model has {model.SubgraphsLength()} subgraphs; one is supported.")
    subgraph = model.Subgraphs(0)
    tensors = {i: _tensor(model, subgraph.Tensors(i)) for i in range(subgraph.TensorsLength())}
    return Graph(
        tensors=tensors,
        operators=tuple(_operator(model, subgraph.Operators(i)) for i in range(subgraph.OperatorsLength())),
        inputs=_ints(subgraph.InputsAsNumpy()),
        outputs={i: tensors[i].name for i in _ints(subgraph.OutputsAsNumpy())},
    )


def _tensor(model: Any, source: Any) -> Tensor:
    name = source.Name().decode()
    if source.Type() not in _DTYPES:
        raise UnsupportedModelError(f"The tensor {name} has an element type that the importer does not know.")
    dtype = np.dtype(_DTYPES[source.Type()])
    shape = _ints(source.ShapeAsNumpy())
    sparsity = _sparsity(source.Sparsity())
    data: Array | None = None
    if model.Buffers(source.Buffer()).DataLength():
        data = np.frombuffer(model.Buffers(source.Buffer()).DataAsNumpy().tobytes(), dtype)
        data = data if sparsity else data.reshape(shape)
    return Tensor(name, shape, dtype, data, sparsity)


def _sparsity(source: Any) -> Sparsity | None:
    if source is None:
        return None
    dimensions = [source.DimMetadata(i) for i in range(source.DimMetadataLength())]
    dense = tflite.DimensionType.DENSE
    return Sparsity(
        traversal_order=_ints(source.TraversalOrderAsNumpy()),
        block_map=_ints(source.BlockMapAsNumpy()),
        dense_sizes=tuple(d.DenseSize() if d.Format() == dense else None for d in dimensions),
        segments=tuple(_index_vector(d.ArraySegmentsType(), d.ArraySegments()) for d in dimensions),
        indices=tuple(_index_vector(d.ArrayIndicesType(), d.ArrayIndices()) for d in dimensions),
    )


def _index_vector(tag: int, table: Table | None) -> Array | None:
    if table is None or tag == tflite.SparseIndexVector.NONE:
        return None
    values = number_types.UOffsetTFlags.py_type(table.Offset(4))  # the first and only field of such a table
    return np.asarray(table.GetVectorAsNumpy(_INDEX_FLAGS[tag], values), dtype=np.int64)


def _operator(model: Any, source: Any) -> Operator:
    code = model.OperatorCodes(source.OpcodeIndex())
    # Old files keep the code in the field that could only hold 127 of them.
    number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
    kind = tflite.BUILTIN_OPCODE2NAME.get(number, f"operator {number}")
    inputs, outputs = _ints(source.InputsAsNumpy()), _ints(source.OutputsAsNumpy())
    return Operator(kind, inputs, outputs, _options(kind, source))


def _options(kind: str, source: Any) -> dict[str, Any]:
    """The generated readers' accessors as a dictionary: ``StrideH()`` becomes ``stride_h``."""
    table = source.BuiltinOptions()
    if kind not in _OPTIONS or table is None:
        return {}
    reader = _OPTIONS[kind]()
    reader.Init(table.Bytes, table.Pos)
    names = [name for name in vars(_OPTIONS[kind]) if not re.match(r"_|Init$|GetRoot|.*BufferHas", name)]
    return {_snake_case(name): getattr(reader, name)() for name in names}


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _ints(values: Any) -> tuple[int, ...]:
    # The readers answer 0 instead of an array for a vector that is absent (a scalar's shape).
    return () if isinstance(values, int) else tuple(int(value) for value in values)
