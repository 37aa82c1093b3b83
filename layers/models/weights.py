"""Stored weights → dense float32 constants: sparse (DENSIFY) and half precision (DEQUANTIZE)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .errors import UnsupportedModelError
from .graph import Array, Graph, Sparsity, Tensor


def densify(tensor: Tensor) -> Array:
    """Dense data of a sparse constant.

    TFLite stores a sparse tensor as a tree (the TACO format): one level per dimension in traversal order. A
    dense level has all its coordinates; a compressed one lists, for each parent, those that have data. The
    values are the leaves in order. Levels are expanded one after the other, so that in the end every value
    has its coordinates.

    Raises:
        UnsupportedModelError: blocks or another traversal order than the tensor's own.
    """
    sparsity = tensor.sparsity
    if sparsity is None or tensor.data is None:
        raise UnsupportedModelError(f"The tensor {tensor.name} is not a sparse constant.")
    if sparsity.block_map or sparsity.traversal_order != tuple(range(len(tensor.shape))):
        raise UnsupportedModelError(f"The sparse tensor {tensor.name} has blocks or another order.")
    coordinates = np.zeros((1, 0), np.int64)  # one row per node of the current level
    for level in range(len(tensor.shape)):
        parents, children = _children(sparsity, level, len(coordinates))
        coordinates = np.column_stack([coordinates[parents], children])
    dense = np.zeros(tensor.shape, tensor.dtype)
    dense[tuple(coordinates.T)] = tensor.data[: len(coordinates)]
    return dense


def _children(sparsity: Sparsity, level: int, parents: int) -> tuple[Array, Array]:
    """Parent's row and own coordinate of each node one level down."""
    size, segments, indices = sparsity.dense_sizes[level], sparsity.segments[level], sparsity.indices[level]
    if size is not None:
        return np.repeat(np.arange(parents), size), np.tile(np.arange(size), parents)
    assert segments is not None and indices is not None
    return np.repeat(np.arange(parents), np.diff(segments)), indices


def dense_float32_weights(graph: Graph) -> Graph:
    """Run every DENSIFY and DEQUANTIZE of a constant now, and drop these operators.

    Raises:
        UnsupportedModelError: one of them reads something else than a half- or single-precision constant.
    """
    tensors, operators = dict(graph.tensors), []
    for operator in graph.operators:
        if operator.kind not in {"DENSIFY", "DEQUANTIZE"}:
            operators.append(operator)
            continue
        source = tensors[operator.inputs[0]]
        if source.data is None or source.dtype not in (np.float16, np.float32):
            raise UnsupportedModelError(f"{operator.kind} of {source.name}, which is no stored float weight.")
        data = densify(source) if source.sparsity else source.data
        result = tensors[operator.output]
        tensors[operator.output] = result.with_data(data.astype(result.dtype).reshape(result.shape))
    return replace(graph, tensors=tensors, operators=tuple(operators))
