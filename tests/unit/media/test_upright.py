"""From coded planes to the encoded picture: upright, even, nothing moved."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.media.upright import UprightPicture


def frame_of(width: int, height: int, chroma: tuple[int, int] = (2, 2)) -> Frame:
    """A frame whose luma is unlike any turned or shifted version of itself; chroma is u = x, v = y."""
    luma = np.random.default_rng(width).integers(0, 256, (height, width), dtype=np.uint8)
    rows, columns = -(-height // chroma[1]), -(-width // chroma[0])
    u = np.tile(np.arange(columns, dtype=np.uint8), (rows, 1))
    v = np.tile(np.arange(rows, dtype=np.uint8)[:, None], (1, columns))
    return Frame(0, 0, 0.0, luma, u, v, "bt709", False)


def filled(geometry: Geometry, frame: Frame) -> tuple[UprightPicture, list[NDArray[np.uint8]]]:
    layout = UprightPicture.of(geometry)
    half = (layout.height // 2, layout.width // 2)
    planes = [np.zeros(shape, np.uint8) for shape in ((layout.height, layout.width), half, half)]
    layout.fill(frame, planes)
    return layout, planes


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(64, 48), (65, 48), (64, 49), (65, 49)])
def test_every_display_pixel_is_the_coded_one(rotation: int, size: tuple[int, int], mirrored: bool) -> None:
    geometry = Geometry(*size, rotation_deg=rotation, mirrored=mirrored)
    frame = frame_of(*size)
    layout, planes = filled(geometry, frame)
    assert layout.width % 2 == layout.height % 2 == 0
    assert 0 <= layout.width - geometry.display_width <= 1
    left, top = layout.origin_px
    y, x = np.mgrid[0 : geometry.display_height, 0 : geometry.display_width] + 0.5
    coded = np.einsum("ij,jhw->ihw", geometry.display_to_coded, np.stack([x, y, np.ones_like(x)]))
    expected = frame.y[np.floor(coded[1]).astype(int), np.floor(coded[0]).astype(int)]
    shown = planes[0][top : top + geometry.display_height, left : left + geometry.display_width]
    assert np.array_equal(shown, expected)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_chroma_is_turned_with_luma_and_copied(rotation: int) -> None:
    frame = frame_of(65, 49)
    _, planes = filled(Geometry(65, 49, rotation_deg=rotation), frame)
    assert np.array_equal(planes[1], np.rot90(frame.u, -rotation // 90))
    assert np.array_equal(planes[2], np.rot90(frame.v, -rotation // 90))


def test_padding_repeats_the_edge() -> None:
    frame = frame_of(65, 49)
    _, planes = filled(Geometry(65, 49), frame)
    assert np.array_equal(planes[0][:, 65], planes[0][:, 64])
    assert np.array_equal(planes[0][49], planes[0][48])


@pytest.mark.parametrize("chroma", [(1, 1), (2, 1)])
def test_other_subsamplings_become_420(chroma: tuple[int, int]) -> None:
    _, planes = filled(Geometry(64, 48), frame_of(64, 48, chroma))
    # Chroma ramps along its axes; sample k of the halved plane lies between samples 2k and 2k + 1.
    inner = planes[2][2:-2, 5].astype(float)
    assert np.abs(inner - (2 * np.arange(2, 22) + 0.5)).max() <= 1.0


def test_anamorphic_pictures_are_stretched_to_square_pixels() -> None:
    luma = np.tile(np.linspace(0, 200, 48).astype(np.uint8), (32, 1))
    grey = np.full((16, 24), 128, np.uint8)
    geometry = Geometry(48, 32, sample_aspect=4 / 3)
    layout, planes = filled(geometry, Frame(0, 0, 0.0, luma, grey, grey, "bt601", False))
    assert (layout.width, layout.height, layout.origin_px) == (64, 32, (0, 0))
    middle = planes[0][16].astype(float)
    assert middle[32] == pytest.approx(100, abs=3)
    assert (np.diff(middle[2:-2]) >= 0).all()
