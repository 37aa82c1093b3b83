from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from layers.models.errors import UnsupportedModelError
from layers.models.graph import Sparsity, Tensor
from layers.models.weights import densify


def sparse(dense: np.ndarray) -> Tensor:
    """The last dimension compressed, the others dense."""
    rows = dense.reshape(-1, dense.shape[-1])
    kept = [np.flatnonzero(row) for row in rows]
    nothing = (None,) * (dense.ndim - 1)
    sparsity = Sparsity(
        traversal_order=tuple(range(dense.ndim)),
        block_map=(),
        dense_sizes=(*dense.shape[:-1], None),
        segments=(*nothing, np.cumsum([0, *map(len, kept)])),
        indices=(*nothing, np.concatenate(kept)),
    )
    return Tensor("weights", dense.shape, dense.dtype, rows[rows != 0], sparsity)


@given(hnp.arrays(np.float32, st.tuples(*[st.integers(1, 5)] * 4), elements=st.sampled_from([0, 0, 1, 2, 3])))
def test_densify_inverts_the_compression(dense: np.ndarray) -> None:
    np.testing.assert_array_equal(densify(sparse(dense)), dense)


def test_densify_with_two_compressed_dimensions() -> None:
    """Rows 0 and 2 of three are stored; in them the columns {1} and {0, 3}."""
    sparsity = Sparsity(
        traversal_order=(0, 1),
        block_map=(),
        dense_sizes=(None, None),
        segments=(np.array([0, 2]), np.array([0, 1, 3])),
        indices=(np.array([0, 2]), np.array([1, 0, 3])),
    )
    tensor = Tensor("weights", (3, 4), np.dtype(np.float32), np.array([5, 6, 7], np.float32), sparsity)
    assert densify(tensor).tolist() == [[0, 5, 0, 0], [0, 0, 0, 0], [6, 0, 0, 7]]


def test_blocks_are_refused() -> None:
    tensor = sparse(np.eye(3, dtype=np.float32))
    assert tensor.sparsity is not None
    blocked = replace(tensor, sparsity=replace(tensor.sparsity, block_map=(1,)))
    with pytest.raises(UnsupportedModelError, match="blocks"):
        densify(blocked)
