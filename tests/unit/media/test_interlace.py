from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.media.decode import decode_file
from formtrace.media.interlace import deinterlaced
from formtrace.media.probe import probe
from formtrace.media.upright import UprightPicture

from .clips import BY_NAME
from .conftest import Clip


def bar(at: int, height: int = 48, width: int = 64) -> np.ndarray:
    """A bright bar on grey, its soft upper edge below the tenth line."""
    plane = np.full((height, width), 80, np.uint8)
    plane[12:, at : at + 10] = 200
    plane[10:12, at : at + 10] = 120
    return plane


def woven(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    both = first.copy()
    both[1::2] = second[1::2]
    return both


@pytest.mark.parametrize("height", [48, 49])
def test_what_stands_still_keeps_its_lines(height: int) -> None:
    still = bar(20, height)
    assert np.array_equal(deinterlaced(still), still)


@pytest.mark.parametrize("moved", [4, 15])
def test_what_moves_has_no_combs(moved: int) -> None:
    shown = deinterlaced(woven(bar(20), bar(20 + moved)))
    assert np.array_equal(shown[14:], bar(20)[14:]), "the moment of the first field"
    assert np.array_equal(deinterlaced(shown), shown)


def test_only_pictures_that_are_marked_change(clip_file: Callable[[Clip], Path]) -> None:
    frames = {
        name: next(decode_file(probe(clip_file(BY_NAME[f"{name}.mp4"]))))
        for name in ("h264", "h264_interlaced")
    }
    assert (frames["h264"].interlaced, frames["h264_interlaced"].interlaced) == (False, True)


def test_the_encoded_picture_is_deinterlaced() -> None:
    combed, grey = woven(bar(20), bar(35)), np.full((24, 32), 128, np.uint8)
    layout = UprightPicture.of(Geometry(64, 48))
    for interlaced in (False, True):
        planes = [np.zeros(shape, np.uint8) for shape in ((48, 64), (24, 32), (24, 32))]
        layout.fill(Frame(0, 0, 0.0, combed, grey, grey, "bt601", False, interlaced), planes)
        assert np.array_equal(planes[0], combed) != interlaced
    assert np.array_equal(planes[0][14:], bar(20)[14:])
