"""Heatmaps and the landmarks they stand for."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.pose.decoders.heatmap import HeatmapDecoder
from formtrace.pose.spec import HeatmapDecoding

SIZE_PX = (192, 256)  # four pixels a cell


def decode(heatmap: np.ndarray, *, logits: bool = False) -> tuple[np.ndarray, float]:
    decoder = HeatmapDecoder(HeatmapDecoding(kind="heatmap", logits=logits), SIZE_PX)
    found = decoder.decode([heatmap[None, None].astype(np.float32)])
    return found.xy_px[0], float(found.visibility[0])


def test_a_lone_cell_is_the_centre_of_its_first_pixel() -> None:
    heatmap = np.zeros((64, 48))
    heatmap[10, 20] = 0.75
    xy_px, confidence = decode(heatmap)
    np.testing.assert_allclose(xy_px, [20 * 4 + 0.5, 10 * 4 + 0.5])
    assert confidence == pytest.approx(0.75)


def test_a_greater_neighbour_pulls_by_a_quarter_of_a_cell() -> None:
    heatmap = np.zeros((64, 48))
    heatmap[10, 20], heatmap[10, 21], heatmap[9, 20] = 0.9, 0.5, 0.4
    np.testing.assert_allclose(decode(heatmap)[0], [20.25 * 4 + 0.5, 9.75 * 4 + 0.5])


@pytest.mark.parametrize(("row", "column"), [(0, 0), (63, 47)])
def test_a_peak_at_the_edge_stays_there(row: int, column: int) -> None:
    heatmap = np.random.default_rng(1).random((64, 48)) * 0.5
    heatmap[row, column] = 0.9
    np.testing.assert_allclose(decode(heatmap)[0], [column * 4 + 0.5, row * 4 + 0.5])


def test_logits_become_a_probability() -> None:
    heatmap = np.full((64, 48), -9.0)
    heatmap[10, 20] = np.log(3)
    assert decode(heatmap, logits=True)[1] == pytest.approx(0.75)
