"""Strokes against the shape that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from formtrace.overlay.strokes import Strokes, draw

WIDTH, HEIGHT = 48, 40
WHITE, CLEAR = np.full(4, 255.0), np.zeros(4)


def coverage_of(*sets: Strokes) -> NDArray[np.float64]:
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    draw(pixels, sets, np.array([WHITE] * len(sets), float), np.array(CLEAR, float))
    return pixels[..., 0] / 255


def one(x0: float, y0: float, x1: float, y1: float, radius: float, alpha: float = 1.0) -> Strokes:
    return Strokes.polyline(np.array([[x0, y0], [x1, y1]], np.float32), radius, alpha)


def distance_px(x0: float, y0: float, x1: float, y1: float) -> NDArray[np.float64]:
    """Of each pixel's centre from the line between the two points."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    square = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / square if square else np.zeros_like(x)
    along = np.clip(along, 0, 1)
    return np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))


positions = st.tuples(st.floats(-20, 70, width=32), st.floats(-20, 60, width=32))


@settings(max_examples=60, deadline=None)
@given(positions, positions, st.floats(2, 9))
def test_coverage_is_that_of_the_shape(
    start: tuple[float, float], end: tuple[float, float], radius: float
) -> None:
    drawn = coverage_of(one(*start, *end, radius))
    distance = distance_px(*start, *end)
    # OpenCV smooths an edge over some two pixels.
    assert (drawn[distance < radius - 1.7] > 0.98).all()
    assert (drawn[distance > radius + 1.7] == 0).all()


@pytest.mark.parametrize("radius", [2.2, 4.6, 7.3])
def test_the_area_of_a_disc(radius: float) -> None:
    disc = Strokes.discs(
        np.array([[24.2, 19.7]], np.float32), np.array([radius], np.float32), np.ones(1, np.float32)
    )
    assert float(coverage_of(disc).sum()) == pytest.approx(np.pi * radius**2, rel=0.05)


def test_lines_have_parts_of_a_pixel_of_width() -> None:
    widths = [coverage_of(one(-9, 20, 60, 20, radius))[:, 24].sum() for radius in (2.0, 2.25, 2.5, 3.0)]
    assert widths == pytest.approx([4.0, 4.5, 5.0, 6.0], abs=0.25)


def test_a_shift_of_part_of_a_pixel_is_seen() -> None:
    rows = np.arange(HEIGHT) + 0.5
    for y in (20.0, 20.25, 20.5):
        column = coverage_of(one(-9, y, 60, y, 3))[:, 24]
        assert float((rows * column).sum() / column.sum()) == pytest.approx(y, abs=0.13)


def test_no_pixel_outside_wraps_around() -> None:
    mask = coverage_of(one(-30, 20, WIDTH + 30, 20.5, 3))
    assert set(np.flatnonzero(mask.any(axis=1))) <= set(range(16, 25))
    assert coverage_of(one(WIDTH + 10, -5, WIDTH + 12, 80, 4)).sum() == 0


def test_absurd_coordinates_are_no_trouble() -> None:
    assert coverage_of(one(-1e9, -1e9, 1e9, 1e9, 2)).sum() < WIDTH * 20


def test_where_strokes_of_a_set_overlap_the_most_opaque_one_counts() -> None:
    for alphas in ((0.3, 0.7), (0.7, 0.3)):
        both = Strokes.concatenate([one(5, 20, 40, 20, 4, alpha) for alpha in alphas])
        assert coverage_of(both)[19:21, 10:35] == pytest.approx(0.7, abs=0.01)


def test_later_sets_lie_on_top() -> None:
    assert coverage_of(one(5, 20, 40, 20, 4), one(5, 20, 40, 20, 4, 0.25))[20, 20] == pytest.approx(
        0.25, abs=0.01
    )
