"""Blending into planes: exact colours where ink is, the decoder's bits everywhere else."""

from __future__ import annotations

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.overlay.canvas import Canvas
from formtrace.overlay.colour import RgbSpace, YuvSpace
from formtrace.overlay.layer import Layer
from formtrace.overlay.strokes import Strokes

WIDTH, HEIGHT, STRIDE = 60, 40, 64
ORANGE = (255, 166, 43)
FFMPEG_NAMES = {"bt601": "ITU601", "bt709": "ITU709"}


def yuv_planes(seed: int = 1) -> list[NDArray[np.uint8]]:
    random = np.random.default_rng(seed)
    shapes = ((HEIGHT, STRIDE), (HEIGHT // 2, STRIDE // 2), (HEIGHT // 2, STRIDE // 2))
    return [random.integers(0, 256, shape, dtype=np.uint8) for shape in shapes]


def attach(canvas: Canvas, planes: list[NDArray[np.uint8]]) -> None:
    sizes = ((WIDTH, HEIGHT), (WIDTH // 2, HEIGHT // 2), (WIDTH // 2, HEIGHT // 2))
    canvas.attach([p[:height, :width] for p, (width, height) in zip(planes, sizes, strict=True)])


def white(canvas: Canvas, width: int, height: int) -> Layer:
    layer = canvas.layer(width, height)
    layer.paint(np.ones((height, width), np.float32), (255, 255, 255))
    return layer


def disc(x: float, y: float, radius: float, alpha: float = 1.0) -> Strokes:
    return Strokes.discs(
        np.array([[x, y]], np.float32), np.array([radius], np.float32), np.array([alpha], np.float32)
    )


def ffmpeg_samples(rgb: tuple[int, int, int], matrix: str) -> list[int]:
    """What libswscale makes of a colour."""
    frame = av.VideoFrame.from_ndarray(np.full((16, 16, 3), rgb, np.uint8), format="rgb24")
    frame = frame.reformat(format="yuv444p", dst_colorspace=FFMPEG_NAMES[matrix])
    return [int(np.frombuffer(plane, np.uint8)[0]) for plane in frame.planes]


@pytest.mark.parametrize("matrix", ["bt601", "bt709"])
@pytest.mark.parametrize("rgb", [ORANGE, (53, 184, 255), (255, 255, 255), (0, 0, 0)])
def test_colours_agree_with_ffmpeg(matrix: str, rgb: tuple[int, int, int]) -> None:
    assert YuvSpace(matrix, False).samples(rgb) == pytest.approx(ffmpeg_samples(rgb, matrix), abs=1.5)


def test_full_range_uses_all_values() -> None:
    space = YuvSpace("bt709", True)
    assert space.samples((255, 255, 255)) == pytest.approx((255, 128, 128))
    assert space.samples((0, 0, 255))[1] == pytest.approx(255.5)


def test_ink_has_its_colour_and_the_rest_is_untouched() -> None:
    planes, canvas = yuv_planes(), Canvas(YuvSpace("bt709", False))
    before = [plane.copy() for plane in planes]
    attach(canvas, planes)
    canvas.stroke(disc(30.0, 20.0, 6.0), ORANGE)
    canvas.flush()
    assert [int(planes[0][20, 30]), int(planes[1][10, 15]), int(planes[2][10, 15])] == pytest.approx(
        ffmpeg_samples(ORANGE, "bt709"), abs=1
    )
    for plane, old, step in zip(planes, before, (1, 2, 2), strict=True):
        y, x = (np.mgrid[0 : plane.shape[0], 0 : plane.shape[1]] + 0.5) * step
        # OpenCV smooths an edge over two luma pixels; a chroma sample is twice as large.
        outside = np.hypot(x - 30.0, y - 20.0) > 6.0 + 1.0 + 0.75 * step
        assert np.array_equal(plane[outside], old[outside])
        assert not np.array_equal(plane[~outside], old[~outside])


def test_overlapping_strokes_of_a_layer_do_not_add_up() -> None:
    planes, canvas = yuv_planes(), Canvas(YuvSpace("bt709", False))
    planes[0][:] = 100
    attach(canvas, planes)
    both = Strokes.concatenate([disc(20, 20, 5, 0.5), disc(22, 20, 5, 0.5)])
    canvas.stroke(both, (255, 255, 255))
    canvas.flush()
    assert int(planes[0][20, 21]) == pytest.approx(100 + 0.5 * (235 - 100), abs=1)
    assert int(planes[0][20, 16]) == pytest.approx(100 + 0.5 * (235 - 100), abs=1)


def test_what_is_drawn_later_lies_on_top() -> None:
    planes, canvas = yuv_planes(), Canvas(YuvSpace("bt709", False))
    attach(canvas, planes)
    canvas.stroke(disc(30, 20, 6), (0, 0, 0))
    canvas.composite(white(canvas, 4, 4), 28, 18)
    assert planes[0][20, 30] == 235
    canvas.stroke(disc(30, 20, 6), (255, 255, 255))
    canvas.stroke(disc(30, 20, 6), (0, 0, 0))
    canvas.flush()
    assert planes[0][20, 30] == 16


def test_a_layer_blends_exactly_and_only_where_it_is_opaque() -> None:
    planes, canvas = yuv_planes(), Canvas(YuvSpace("bt709", False))
    planes[0][:] = 60
    before = [plane.copy() for plane in planes]
    mask = np.zeros((8, 12), np.float32)
    mask[:, :4] = 1.0
    mask[:, 4:8] = 0.5
    attach(canvas, planes)
    layer = canvas.layer(12, 8)
    layer.paint(mask, (255, 255, 255))
    canvas.composite(layer, 10, 6)
    assert (planes[0][6:14, 10:14] == 235).all()
    assert np.abs(planes[0][6:14, 14:18].astype(int) - (60 + 235) / 2).max() <= 1
    assert np.array_equal(planes[0][:, 18:], before[0][:, 18:])
    assert (planes[1][3:7, 5:7] == 128).all()
    assert np.array_equal(planes[1][:, 9:], before[1][:, 9:])


def test_opencv_draws_on_a_layer_in_the_colours_of_the_canvas() -> None:
    planes, canvas = yuv_planes(), Canvas(YuvSpace("bt709", False))
    attach(canvas, planes)
    layer = canvas.layer(20, 20)
    cv2.rectangle(layer.pixels, (0, 0), (19, 19), layer.colour(ORANGE), -1)
    canvas.composite(layer, 10, 10)
    assert [int(planes[0][20, 20]), int(planes[1][10, 10]), int(planes[2][10, 10])] == pytest.approx(
        ffmpeg_samples(ORANGE, "bt709"), abs=1
    )


@pytest.mark.parametrize("corner", [(-6, -4), (56, 36), (-6, 36), (500, 500), (-500, 3)])
def test_layers_hang_over_the_edge(corner: tuple[int, int]) -> None:
    planes, canvas = yuv_planes(), Canvas(YuvSpace("bt709", False))
    before = [plane.copy() for plane in planes]
    attach(canvas, planes)
    canvas.composite(white(canvas, 12, 8), *corner)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    inside = (x >= corner[0]) & (x < corner[0] + 12) & (y >= corner[1]) & (y < corner[1] + 8)
    shown = planes[0][:, :WIDTH]
    assert (shown[inside] == 235).all()
    assert np.array_equal(shown[~inside], before[0][:, :WIDTH][~inside])
    assert np.array_equal(planes[0][:, WIDTH:], before[0][:, WIDTH:])


def test_columns_of_a_layer() -> None:
    planes, canvas = yuv_planes(), Canvas(YuvSpace("bt709", False))
    before = planes[0].copy()
    attach(canvas, planes)
    canvas.composite(white(canvas, 12, 8), 10, 6, (4, 8))
    changed = (planes[0] != before).any(axis=0)
    assert set(np.flatnonzero(changed)) <= set(range(14, 18))
    assert (planes[0][6:14, 14:18] == 235).all()


def test_no_mix_overflows() -> None:
    random = np.random.default_rng(0)
    mask, rgb = random.random((30, 30)).astype(np.float32), (250, 4, 255)
    planes = [np.full((30, 30), value, np.uint8) for value in (0, 255, 128)]
    canvas = Canvas(RgbSpace())
    canvas.attach(planes)
    layer = canvas.layer(30, 30)
    layer.paint(mask, rgb)
    canvas.composite(layer, 0, 0)
    for plane, old, new in zip(planes, (0, 255, 128), rgb, strict=True):
        assert np.abs(plane - (mask * new + (1 - mask) * old)).max() <= 1.5


def test_layers_of_odd_size_are_placed_whole() -> None:
    planes, canvas = yuv_planes(), Canvas(YuvSpace("bt709", False))
    attach(canvas, planes)
    canvas.composite(white(canvas, 13, 7), 10, 6)
    assert (planes[0][6:13, 10:23] == 235).all()
