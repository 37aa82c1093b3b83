"""Photos keep every pixel that nothing is drawn on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from formtrace.overlay.image import draw_photo
from formtrace.overlay.style import load_style
from formtrace.overlay.track import OverlayTrack


def test_photo(bare_track: Callable[..., OverlayTrack]) -> None:
    photo = np.random.default_rng(5).integers(0, 255, (481, 321, 3), dtype=np.uint8)
    original = photo.copy()
    track = bare_track()
    out = draw_photo(photo, track.xy_norm[0], track.visibility[0], {"left_knee": 123.4})
    assert np.array_equal(photo, original)
    assert (out.shape, out.dtype) == (photo.shape, np.uint8)
    assert tuple(out[int(0.675 * 481), int(0.59 * 321)]) == pytest.approx(
        load_style().colours.rgb("left"), abs=3
    )
    changed = (out != photo).any(axis=2)
    assert 0.005 < changed.mean() < 0.1
    assert not changed[: int(0.15 * 481)].any()


def test_photo_without_a_person() -> None:
    photo = np.random.default_rng(5).integers(0, 255, (64, 48, 3), dtype=np.uint8)
    assert np.array_equal(draw_photo(photo, np.full((33, 2), np.nan), np.zeros(33)), photo)
