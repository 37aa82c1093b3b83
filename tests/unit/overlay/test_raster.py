"""Stroke coverage against brute-force supersampling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from formtrace.overlay.raster import Strokes, rasterise

WIDTH, HEIGHT = 48, 40
FINER = 8


def coverage_of(strokes: Strokes, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.float32]:
    mask = np.zeros(width * height, np.float32)
    np.maximum.at(mask, *rasterise([strokes], width, height, width, 1.0)[0])
    return mask.reshape(height, width)


def one(x0: float, y0: float, x1: float, y1: float, radius: float) -> Strokes:
    return Strokes.polyline(np.array([[x0, y0], [x1, y1]], np.float32), radius)


def supersampled(x0: float, y0: float, x1: float, y1: float, radius: float) -> NDArray[np.float64]:
    """The share of FINER x FINER points of each pixel that lie in the capsule."""
    y, x = (np.mgrid[0 : HEIGHT * FINER, 0 : WIDTH * FINER] + 0.5) / FINER
    square = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / square if square else np.zeros_like(x)
    along = np.clip(along, 0, 1)
    inside = np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)) <= radius
    return inside.reshape(HEIGHT, FINER, WIDTH, FINER).mean(axis=(1, 3))


positions = st.tuples(st.floats(-20, 70, width=32), st.floats(-20, 60, width=32))


@settings(max_examples=60, deadline=None)
@given(positions, positions, st.floats(1, 9))
def test_coverage_is_that_of_the_shape(
    start: tuple[float, float], end: tuple[float, float], radius: float
) -> None:
    exact = supersampled(*start, *end, radius)
    drawn = coverage_of(one(*start, *end, radius))
    # Along a diagonal edge the distance ramp differs from the true area by at most 1/8 (at a corner of the
    # pixel); the sampling itself is good to 1/16.
    assert np.abs(drawn - exact).max() < 0.125 + 0.0625 + 0.03
    assert abs(float(drawn.sum()) - float(exact.sum())) < 0.03 * float(exact.sum()) + 2.0


def test_disc_area() -> None:
    radius = 7.3
    disc = Strokes.discs(
        np.array([[24.2, 19.7]], np.float32), np.array([radius], np.float32), np.ones(1, np.float32)
    )
    assert float(coverage_of(disc).sum()) == pytest.approx(np.pi * radius**2, rel=0.01)


def test_no_pixel_outside_wraps_around() -> None:
    mask = coverage_of(one(-30, 20, WIDTH + 30, 20.5, 3))
    assert np.flatnonzero(mask.any(axis=1)).tolist() == list(range(17, 24))
    assert coverage_of(one(WIDTH + 10, -5, WIDTH + 12, 80, 4)).sum() == 0


def test_absurd_coordinates_cost_nothing() -> None:
    index, _ = rasterise([one(-1e9, -1e9, 1e9, 1e9, 2)], WIDTH, HEIGHT, WIDTH, 1.0)[0]
    assert len(index) < WIDTH * 20


def test_layers_are_the_same_as_separate_calls() -> None:
    layers = [one(3, 4, 40, 30, 2), one(100, 100, 120, 90, 2), one(5, 30, 6, 2, 4)]
    together = rasterise(layers, WIDTH, HEIGHT, WIDTH, 1.0)
    for layer, (index, coverage) in zip(layers, together, strict=True):
        (alone, alone_coverage) = rasterise([layer], WIDTH, HEIGHT, WIDTH, 1.0)[0]
        inked = dict(zip(alone.tolist(), alone_coverage.tolist(), strict=True))
        assert dict(zip(index.tolist(), coverage.tolist(), strict=True)) == inked


def test_scale_halves_the_picture() -> None:
    stroke = one(20, 16, 60, 40, 6)
    half = rasterise([stroke], WIDTH, HEIGHT, WIDTH, 0.5)[0]
    small = rasterise([one(10, 8, 30, 20, 3)], WIDTH, HEIGHT, WIDTH, 1.0)[0]
    assert np.array_equal(half[0], small[0])
    assert np.allclose(half[1], small[1], atol=1e-5)
