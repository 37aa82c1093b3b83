from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.clip.geometry import Geometry
from formtrace.media.letterbox import Planes, letterboxed


def planes(width: int, height: int) -> Planes:
    """Brighter to the right in luma, to the bottom in U."""
    y = np.tile(np.linspace(40, 200, width), (height, 1)).astype(np.uint8)
    u = np.tile(np.linspace(60, 200, height // 2)[:, None], (1, width // 2)).astype(np.uint8)
    return y, u, np.full_like(u, 90)


def upright(shown: Planes, canvas: Geometry) -> list[NDArray[np.uint8]]:
    return [canvas.upright(plane) for plane in shown]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_tall_picture_stands_in_the_middle_of_a_wide_canvas(turn: int, mirrored: bool) -> None:
    coded = (160, 90) if turn in (0, 180) else (90, 160)
    canvas = Geometry(*coded, turn, mirrored=mirrored)
    shown = letterboxed(planes(60, 120), Geometry(60, 120), canvas, full_range=False)
    assert shown[0].shape == coded[::-1]
    y, u, v = upright(shown, canvas)
    assert y.shape == (90, 160)
    columns = np.flatnonzero((y > 30).all(axis=0))
    assert len(columns) == pytest.approx(45, abs=2), "120 rows became 90"
    assert columns.mean() == pytest.approx(79.5, abs=1.5)
    assert set(np.unique(y[:, :50])) == {16}
    assert np.all(np.diff(y[45, columns].astype(int)) >= 0), "not mirrored"
    assert u[2, 40] < u[40, 40]
    assert v[20, 40] == 90
    assert u[0, 0] == v[0, 0] == 128


def test_a_turned_small_picture_is_turned_and_enlarged() -> None:
    own, canvas = Geometry(40, 20, 90), Geometry(100, 200)
    y, _, _ = letterboxed(planes(40, 20), own, canvas, full_range=True)
    assert y.shape == (200, 100)
    assert y.min() >= 38, "it fills the canvas"
    assert np.all(np.diff(y[:, 50].astype(int)) >= 0), "its right side is below"


def test_wide_pixels_are_filled_with_a_picture_of_square_ones() -> None:
    canvas = Geometry(96, 96, sample_aspect=2.0)
    y, u, _ = letterboxed(planes(64, 64), Geometry(64, 64), canvas, full_range=True)
    assert y.shape == (96, 96)
    assert u.shape == (48, 48)
    assert np.count_nonzero(y[48] > 30) == pytest.approx(48, abs=2)
