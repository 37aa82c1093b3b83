"""The graph between TFLite and ONNX: tensors (NHWC, as TFLite has them) and operators in running order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# Numbers and names of TFLite's schema.
CONVOLUTIONS = frozenset({"CONV_2D", "DEPTHWISE_CONV_2D"})
PADDING_SAME, PADDING_VALID = 0, 1
ACTIVATION_NONE, ACTIVATION_RELU, ACTIVATION_RELU6 = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Sparsity:
    """How a sparse constant is stored: one dimension of the traversal per entry, outermost first.

    ``dense_sizes[i]`` is the size of dimension i when it is dense and None when it is compressed; then
    ``segments[i]`` and ``indices[i]`` are its row pointers and its coordinates, as in the CSR format.
    """

    traversal_order: tuple[int, ...]
    block_map: tuple[int, ...]
    dense_sizes: tuple[int | None, ...]
    segments: tuple[Array | None, ...]
    indices: tuple[Array | None, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """An activation, or a constant when it has data (flat when it is stored sparse)."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    data: Array | None = None
    sparsity: Sparsity | None = None

    def with_data(self, data: Array) -> Tensor:
        """The same tensor as a dense constant."""
        return replace(self, data=data, shape=data.shape, dtype=data.dtype, sparsity=None)


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: tensor indices in and out (-1: an optional input that is absent), and its options."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def output(self) -> int:
        """The only output."""
        (output,) = self.outputs
        return output


@dataclass(frozen=True, slots=True)
class Graph:
    """A model: the passes of ``simplify`` take one and return another."""

    tensors: Mapping[int, Tensor]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: Mapping[int, str]

    def constant(self, index: int) -> Array | None:
        """Data of a dense constant, None for an activation, an absent input or a sparse constant."""
        tensor = self.tensors.get(index)
        return None if tensor is None or tensor.sparsity else tensor.data

    def consumers(self, index: int) -> list[Operator]:
        """Operators that read a tensor."""
        return [operator for operator in self.operators if index in operator.inputs]

    def producer(self, index: int) -> Operator | None:
        """The operator that writes a tensor."""
        return next((operator for operator in self.operators if index in operator.outputs), None)

    def rename_outputs(self, names: Mapping[str, str]) -> Graph:
        """Keep only the outputs named, under their new names, in the order of ``names``."""
        by_name = {name: index for index, name in self.outputs.items()}
        return replace(self, outputs={by_name[old]: new for old, new in names.items()})
