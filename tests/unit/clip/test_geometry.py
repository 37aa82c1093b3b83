from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.clip.geometry import Geometry, turn_and_mirror, usable_aspect


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_display_to_coded_agrees_with_turning_the_picture(turn: int, mirrored: bool) -> None:
    coded = np.arange(5 * 8, dtype=np.uint8).reshape(5, 8)
    upright = np.rot90(coded, -turn // 90)  # numpy turns counter-clockwise
    upright = np.fliplr(upright) if mirrored else upright
    geometry = Geometry(8, 5, turn, mirrored=mirrored)
    assert np.array_equal(geometry.upright(coded), upright)
    assert np.array_equal(geometry.coded(upright), coded)
    assert (geometry.display_height, geometry.display_width) == upright.shape
    for row, column in np.ndindex(upright.shape):
        x, y = geometry.display_to_coded @ (column + 0.5, row + 0.5, 1)
        assert coded[int(y), int(x)] == upright[row, column]
        assert (x % 1, y % 1) == (0.5, 0.5), "pixel centres stay pixel centres"


def test_wide_pixels_widen_the_display_picture() -> None:
    geometry = Geometry(720, 576, 0, 64 / 45)  # PAL in 16:9
    assert (geometry.display_width, geometry.display_height) == (1024, 576)
    assert geometry.display_to_coded @ (1024, 576, 1) == pytest.approx([720, 576])


def test_turned_wide_pixels_heighten_it() -> None:
    geometry = Geometry(720, 576, 90, 64 / 45)
    assert (geometry.display_width, geometry.display_height) == (576, 1024)
    assert geometry.display_to_coded @ (0, 0, 1) == pytest.approx([0, 576])
    assert geometry.display_to_coded @ (576, 1024, 1) == pytest.approx([720, 0])


@given(
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    turn=st.sampled_from([0, 90, 180, 270]),
    aspect=st.floats(1 / 8, 8),
    mirrored=st.booleans(),
)
def test_the_corners_of_one_are_the_corners_of_the_other(
    width: int, height: int, turn: int, aspect: float, mirrored: bool
) -> None:
    geometry = Geometry(width, height, turn, aspect, mirrored)
    corners = [(x, y, 1) for x in (0, geometry.display_width) for y in (0, geometry.display_height)]
    coded = {tuple(np.round(geometry.display_to_coded @ c, 6)) for c in corners}
    assert coded == {(x, y) for x in (0, width) for y in (0, height)}


MATRICES = {
    (0, False): (1, 0, 0, 1),
    (90, False): (0, 1, -1, 0),
    (180, False): (-1, 0, 0, -1),
    (270, False): (0, -1, 1, 0),
    (0, True): (-1, 0, 0, 1),  # left and right
    (180, True): (1, 0, 0, -1),  # upside down in a mirror
    (90, True): (0, 1, 1, 0),
    (270, True): (0, -1, -1, 0),
}


@pytest.mark.parametrize(("turn", "mirrored"), list(MATRICES))
def test_a_display_matrix_moves_the_corner_as_the_geometry_does(turn: int, mirrored: bool) -> None:
    a, b, c, d = MATRICES[turn, mirrored]
    assert turn_and_mirror(a, b, c, d) == (turn, mirrored)
    assert turn_and_mirror(0.9 * a + 0.1, b, c, d) == (turn, mirrored)
    to_display = np.linalg.inv(np.vstack([Geometry(8, 5, turn, 1, mirrored).display_to_coded, [0, 0, 1]]))
    assert to_display[:2, :2] == pytest.approx(np.array([[a, c], [b, d]]))


def test_a_matrix_that_shows_nothing_counts_as_none() -> None:
    assert turn_and_mirror(0, 0, 0, 0) == (0, False)


@pytest.mark.parametrize(
    ("ratio", "used"),
    [(None, 1), (Fraction(0, 1), 1), (Fraction(4, 3), 4 / 3), (Fraction(1000), 1), (Fraction(-1), 1)],
)
def test_absurd_aspects_count_as_square(ratio: Fraction | None, used: float) -> None:
    assert usable_aspect(ratio) == used


@pytest.mark.parametrize("wrong", [{"coded_width": 0}, {"rotation_deg": 45}, {"sample_aspect": 0.0}])
def test_impossible_geometry_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Geometry(**{"coded_width": 8, "coded_height": 5, **wrong})
