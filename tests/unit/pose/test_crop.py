"""Crops of pictures whose value is known at every point."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.crop import Border, Cropper
from formtrace.pose.roi import RotatedRoi, compose, transform

SIDE = 32
GREY = 128
ROUNDING = 1.6  # the plane is rounded, Pillow cuts the fraction off


def frame_of(
    y: np.ndarray,
    u: np.ndarray | None = None,
    v: np.ndarray | None = None,
    *,
    matrix: str = "bt601",
    full_range: bool = True,
) -> Frame:
    """A frame of these planes; chroma is grey 4:2:0 where it is not given."""
    half = tuple(-(-length // 2) for length in y.shape)
    planes = [np.full(half, GREY) if plane is None else plane for plane in (u, v)]
    luma, blue, red = (np.rint(plane).astype(np.uint8) for plane in (y, *planes))
    return Frame(0, 0, 0.0, luma, blue, red, matrix, full_range)


def ramp(width: int, height: int, dx: float, dy: float, at_centre: float = 128.0) -> np.ndarray:
    """Values that rise by ``dx`` and ``dy`` a pixel, sampled at the pixels' centres."""
    x, y = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
    return at_centre + dx * (x - width / 2) + dy * (y - height / 2)


def crop_centres() -> np.ndarray:
    """(SIDE, SIDE, 2) coordinates of the crop's pixel centres."""
    at = np.arange(SIDE) + 0.5
    return np.stack(np.meshgrid(at, at), axis=-1)


def red_of(frame: Frame, to_coded: np.ndarray, border: Border = Border.REPEAT) -> np.ndarray:
    return Cropper(SIDE, (0.0, 255.0), border).crop(frame, to_coded)[0, 0]


@given(
    width=st.integers(60, 161),
    height=st.integers(60, 121),
    rotation=st.floats(-np.pi, np.pi),
    size=st.floats(8, 40),
    dx=st.floats(-0.7, 0.7),
    dy=st.floats(-0.7, 0.7),
)
def test_a_gradient_comes_out_as_its_formula(
    width: int, height: int, rotation: float, size: float, dx: float, dy: float
) -> None:
    to_coded = RotatedRoi(width / 2 + 0.3, height / 2 - 0.7, size, rotation).to_display(SIDE)
    at = transform(to_coded, crop_centres()) - [width / 2, height / 2]
    expected = 128 + at @ [dx, dy]
    got = red_of(frame_of(ramp(width, height, dx, dy)), to_coded)
    np.testing.assert_allclose(got, expected, atol=ROUNDING)


@pytest.mark.parametrize("size", [70.0, 100.0, 141.0, 260.0])
def test_a_gradient_comes_out_as_its_formula_when_shrunk(size: float) -> None:
    to_coded = RotatedRoi(300.5, 251.0, size, 0.4).to_display(SIDE)
    at = transform(to_coded, crop_centres()) - [300, 250]
    got = red_of(frame_of(ramp(600, 500, 0.3, -0.2)), to_coded)
    np.testing.assert_allclose(got, 128 + at @ [0.3, -0.2], atol=ROUNDING)


def test_shrinking_averages_instead_of_skipping() -> None:
    stripes = np.tile([0, 255], (256, 128))
    got = red_of(frame_of(stripes), RotatedRoi(128, 128, 256).to_display(SIDE))
    np.testing.assert_allclose(got, 127.5, atol=2)


@pytest.mark.parametrize("factor", [1, 2])
@pytest.mark.parametrize(("width", "height"), [(120, 90), (121, 91)])
def test_chroma_lies_where_luma_lies(factor: int, width: int, height: int) -> None:
    """Blue difference and luma carry the same gradient, so their ratio tells of any shift between them."""
    chroma = ramp(width, height, 0.6, 0.4)
    if factor == 2:
        padded = np.pad(chroma, ((0, height % 2), (0, width % 2)), mode="edge")
        chroma = padded.reshape(-(-height // 2), 2, -(-width // 2), 2).mean(axis=(1, 3))
    frame = frame_of(np.full((height, width), 128.0), chroma)
    to_coded = RotatedRoi(60, 45, 32, 0.3).to_display(SIDE)
    blocks = np.kron(transform(to_coded, crop_centres()).reshape(16, 2, 16, 2, 2).mean(axis=(1, 3)), [[[1]]])
    blue_difference = (blocks - [width / 2, height / 2]) @ [0.6, 0.4]
    got = Cropper(SIDE, (0.0, 255.0), Border.REPEAT).crop(frame, to_coded)[0, 2]
    expected = 128 + 2 * (1 - 0.114) * blue_difference
    np.testing.assert_allclose(got.reshape(16, 2, 16, 2).mean(axis=(1, 3)), expected, atol=2.5)


@pytest.mark.parametrize(
    ("matrix", "full_range", "yuv", "rgb"),
    [  # the primaries as the standards' tables give them
        ("bt601", True, (76, 85, 255), (254, 0, 0)),
        ("bt601", False, (81, 90, 240), (255, 0, 0)),
        ("bt709", False, (63, 102, 240), (255, 0, 0)),
        ("bt709", False, (173, 42, 26), (0, 255, 0)),
        ("bt709", False, (32, 240, 118), (0, 0, 255)),
        ("bt709", False, (235, 128, 128), (255, 255, 255)),
        ("bt709", False, (16, 128, 128), (0, 0, 0)),
    ],
)
def test_colours(matrix: str, full_range: bool, yuv: tuple[int, int, int], rgb: tuple[int, int, int]) -> None:
    planes = [np.full((64, 64), yuv[0]), *(np.full((32, 32), value) for value in yuv[1:])]
    frame = frame_of(*planes, matrix=matrix, full_range=full_range)
    got = Cropper(SIDE, (0.0, 255.0), Border.REPEAT).crop(frame, RotatedRoi(32, 32, 20).to_display(SIDE))
    np.testing.assert_allclose(got[0].mean(axis=(1, 2)), rgb, atol=2)


@pytest.mark.parametrize("value_range", [(0.0, 1.0), (-1.0, 1.0)])
def test_the_network_gets_its_range(value_range: tuple[float, float]) -> None:
    for level, wanted in ((0, value_range[0]), (255, value_range[1]), (127.5, sum(value_range) / 2)):
        frame = frame_of(np.full((64, 64), np.floor(level)))
        got = Cropper(SIDE, value_range, Border.REPEAT).crop(frame, RotatedRoi(32, 32, 20).to_display(SIDE))
        assert got.shape == (1, 3, SIDE, SIDE)
        assert got.dtype == np.float32
        np.testing.assert_allclose(got, wanted, atol=0.01)


class TestBeyondThePicture:
    to_coded = RotatedRoi(0, 0, 40).to_display(SIDE)  # three quarters of it are outside

    def test_the_edge_repeats(self) -> None:
        got = red_of(frame_of(ramp(80, 60, 2, 0, 120)), self.to_coded, Border.REPEAT)
        np.testing.assert_allclose(got[:, :14], 41, atol=1)

    def test_letterbox_bars_are_black(self) -> None:
        for full_range in (True, False):
            frame = frame_of(np.full((60, 80), 200.0), full_range=full_range)
            got = red_of(frame, self.to_coded, Border.BLACK)
            np.testing.assert_allclose(got[:14, :], 0, atol=1)
            np.testing.assert_allclose(got[:, :14], 0, atol=1)
            assert got[18:, 18:].min() > 190

    def test_a_crop_wholly_outside_is_the_border(self) -> None:
        far = RotatedRoi(-500, 900, 30).to_display(SIDE)
        frame = frame_of(np.full((61, 81), 77.0))
        np.testing.assert_allclose(red_of(frame, far, Border.REPEAT), 77, atol=1)
        np.testing.assert_allclose(red_of(frame, far, Border.BLACK), 0, atol=1)


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
@given(rotation=st.floats(-np.pi, np.pi), size=st.floats(20, 90), x=st.floats(0, 90), y=st.floats(0, 70))
def test_a_video_filmed_sideways_gives_the_crop_of_its_upright_picture(
    turn_deg: int, rotation: float, size: float, x: float, y: float
) -> None:
    upright = ramp(90, 70, 1.1, -0.8)
    coded = np.rot90(upright, turn_deg // 90)  # counter-clockwise: a clockwise turn shows it upright
    geometry = Geometry(coded.shape[1], coded.shape[0], turn_deg)
    assert (geometry.display_width, geometry.display_height) == (90, 70)
    to_display = RotatedRoi(x, y, size, rotation).to_display(SIDE)
    wanted = red_of(frame_of(upright), to_display)
    got = red_of(frame_of(coded), compose(geometry.display_to_coded, to_display))
    np.testing.assert_allclose(got, wanted, atol=ROUNDING)


def test_pixels_that_are_not_square_are_stretched() -> None:
    geometry = Geometry(90, 70, 0, sample_aspect=2.0)
    to_display = RotatedRoi(90, 35, 30).to_display(SIDE)
    at = transform(to_display, crop_centres()) - [90, 35]
    got = red_of(frame_of(ramp(90, 70, 1.0, 0.5)), compose(geometry.display_to_coded, to_display))
    np.testing.assert_allclose(got, 128 + at @ [0.5, 0.5], atol=ROUNDING)


@pytest.mark.parametrize("rotation", [0.0, 0.7, -2.0])
def test_a_crop_of_a_photo_like_picture_is_that_of_opencv(rotation: float) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (240, 320), np.uint8)
    picture = cv2.GaussianBlur(noise, (0, 0), 4)
    to_coded = RotatedRoi(150, 130, 60, rotation).to_display(SIDE)
    # OpenCV counts pixel centres from 0, the project from 0.5.
    shift = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    matrix = (np.linalg.inv(shift) @ np.vstack([to_coded, [0, 0, 1]]) @ shift)[:2]
    expected = cv2.warpAffine(picture, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    got = red_of(frame_of(picture), to_coded)
    np.testing.assert_allclose(got, expected, atol=ROUNDING)
