"""Heatmaps drawn by hand, and where they move a landmark."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formtrace.pose.decoders.heatmap_refinement import refine_with_heatmaps

CELLS, SIDE_PX = 64, 256
UNSURE, SURE = -20.0, 20.0


def heatmap(*cells: tuple[int, int]) -> np.ndarray:
    """One landmark, certain to be in each of ``cells`` (column, row)."""
    logits = np.full((1, CELLS, CELLS), UNSURE, np.float32)
    for column, row in cells:
        logits[0, row, column] = SURE
    return logits


def test_a_landmark_goes_to_the_cell_that_is_sure() -> None:
    np.testing.assert_allclose(
        refine_with_heatmaps(np.array([[100.0, 60.0]]), heatmap((27, 13)), SIDE_PX), [[108, 52]], 1e-4
    )


def test_two_cells_share_it() -> None:
    moved = refine_with_heatmaps(np.array([[100.0, 60.0]]), heatmap((25, 15), (27, 15)), SIDE_PX)
    np.testing.assert_allclose(moved, [[104, 60]], atol=1e-3)


def test_only_cells_near_the_landmark_count() -> None:
    away = heatmap((29, 15))  # four cells to the right of cell 25
    np.testing.assert_array_equal(refine_with_heatmaps(np.array([[100.0, 60.0]]), away, SIDE_PX), [[100, 60]])


def test_an_unsure_heatmap_moves_nothing() -> None:
    half = np.full((1, CELLS, CELLS), -0.1, np.float32)
    np.testing.assert_array_equal(refine_with_heatmaps(np.array([[100.0, 60.0]]), half, SIDE_PX), [[100, 60]])


def test_at_the_edge_the_kernel_is_cut() -> None:
    np.testing.assert_allclose(
        refine_with_heatmaps(np.array([[2.0, 255.0]]), heatmap((1, 62)), SIDE_PX), [[4, 248]], 1e-4
    )


@given(st.floats(-500, 700), st.floats(-500, 700))
def test_outside_the_crop_it_stays(x: float, y: float) -> None:
    everywhere = np.full((1, CELLS, CELLS), SURE, np.float32)
    moved = refine_with_heatmaps(np.array([[x, y]]), everywhere, SIDE_PX)
    if min(x, y) <= -4 or max(x, y) >= SIDE_PX:
        np.testing.assert_array_equal(moved, [[x, y]])
    else:
        assert np.abs(moved - [[x, y]]).max() <= 4 * SIDE_PX / CELLS
