"""Writes small TFLite models, so that LiteRT can be asked what an operator does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import flatbuffers
import numpy as np
import tflite

_TYPES = {
    np.dtype(np.float32): tflite.TensorType.FLOAT32,
    np.dtype(np.float16): tflite.TensorType.FLOAT16,
    np.dtype(np.int32): tflite.TensorType.INT32,
}


@dataclass(frozen=True)
class Csr:
    """A sparse (rows, 1, 1, columns) constant: the last dimension compressed, as BlazePose has it."""

    shape: tuple[int, int, int, int]
    segments: Sequence[int]
    indices: Sequence[int]
    values: Any


@dataclass(frozen=True)
class Op:
    """An operator on tensor numbers; ``table`` is the name of its options' table in TFLite's schema."""

    kind: str
    inputs: Sequence[int]
    output: int
    table: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def write_model(tensors: Sequence[Any], operators: Sequence[Op], output: int) -> bytes:
    """A model of constants (arrays, ``Csr``) and activations (their shapes); the input is tensor 0."""
    builder = flatbuffers.Builder(1024)
    buffers = [_buffer(builder, None)]
    rows = []
    for number, tensor in enumerate(tensors):
        data = (
            tensor.values if isinstance(tensor, Csr) else tensor if isinstance(tensor, np.ndarray) else None
        )
        if data is not None:
            buffers.append(_buffer(builder, data))
        rows.append(_tensor(builder, number, tensor, data, len(buffers) - 1))
    codes = [_operator_code(builder, operator.kind) for operator in operators]
    ops = [_operator(builder, number, operator) for number, operator in enumerate(operators)]
    subgraph = _table(
        builder,
        "SubGraph",
        Tensors=_offsets(builder, rows),
        Inputs=builder.CreateNumpyVector(np.array([0], np.int32)),
        Outputs=builder.CreateNumpyVector(np.array([output], np.int32)),
        Operators=_offsets(builder, ops),
    )
    model = _table(
        builder,
        "Model",
        Version=3,
        OperatorCodes=_offsets(builder, codes),
        Subgraphs=_offsets(builder, [subgraph]),
        Buffers=_offsets(builder, buffers),
    )
    builder.Finish(model, b"TFL3")
    return bytes(builder.Output())


def _table(builder: Any, kind: str, **fields: Any) -> int:
    getattr(tflite, f"{kind}Start")(builder)
    for name, value in fields.items():
        getattr(tflite, f"{kind}Add{name}")(builder, value)
    return int(getattr(tflite, f"{kind}End")(builder))


def _offsets(builder: Any, offsets: Sequence[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


def _buffer(builder: Any, data: Any) -> int:
    if data is None:
        return _table(builder, "Buffer")
    return _table(builder, "Buffer", Data=builder.CreateNumpyVector(np.frombuffer(data.tobytes(), np.uint8)))


def _tensor(builder: Any, number: int, tensor: Any, data: Any, buffer: int) -> int:
    shape = tensor if isinstance(tensor, tuple) else tensor.shape
    fields = {
        "Shape": builder.CreateNumpyVector(np.array(shape, np.int32)),
        "Name": builder.CreateString(f"tensor_{number}"),
        "Type": _TYPES[data.dtype if data is not None else np.dtype(np.float32)],
        "Buffer": 0 if data is None else buffer,
    }
    if isinstance(tensor, Csr):
        fields["Sparsity"] = _sparsity(builder, tensor)
    return _table(builder, "Tensor", **fields)


def _sparsity(builder: Any, tensor: Csr) -> int:
    dimensions = [_table(builder, "DimensionMetadata", Format=0, DenseSize=n) for n in tensor.shape[:3]]
    vectors = {
        name: _table(builder, "Uint16Vector", Values=builder.CreateNumpyVector(np.array(values, np.uint16)))
        for name, values in (("ArraySegments", tensor.segments), ("ArrayIndices", tensor.indices))
    }
    tags = {f"{name}Type": tflite.SparseIndexVector.Uint16Vector for name in vectors}
    dimensions.append(_table(builder, "DimensionMetadata", Format=1, **tags, **vectors))
    order = builder.CreateNumpyVector(np.arange(4, dtype=np.int32))
    metadata = _offsets(builder, dimensions)
    return _table(builder, "SparsityParameters", TraversalOrder=order, DimMetadata=metadata)


def _operator_code(builder: Any, kind: str) -> int:
    number = getattr(tflite.BuiltinOperator, kind)
    return _table(
        builder, "OperatorCode", DeprecatedBuiltinCode=min(number, 127), BuiltinCode=number, Version=1
    )


def _operator(builder: Any, number: int, operator: Op) -> int:
    fields = {
        "OpcodeIndex": number,
        "Inputs": builder.CreateNumpyVector(np.array(operator.inputs, np.int32)),
        "Outputs": builder.CreateNumpyVector(np.array([operator.output], np.int32)),
    }
    if operator.table:
        fields["BuiltinOptions"] = _table(builder, operator.table, **operator.options)
        fields["BuiltinOptionsType"] = getattr(tflite.BuiltinOptions, operator.table)
    return _table(builder, "Operator", **fields)
