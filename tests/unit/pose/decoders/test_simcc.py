"""SimCC bins and the landmarks they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.pose.decoders.simcc import SimccDecoder
from formtrace.pose.spec import SimccDecoding

DECODER = SimccDecoder(SimccDecoding(kind="simcc"))


def bins(peaks: list[tuple[int, int, float, float]]) -> list[np.ndarray]:
    """Two outputs over 192 x 256 pixels, with one bin of each landmark at a height."""
    outputs = [np.zeros((1, len(peaks), size * 2), np.float32) for size in (192, 256)]
    for k, (x, y, high_x, high_y) in enumerate(peaks):
        outputs[0][0, k, x], outputs[1][0, k, y] = high_x, high_y
    return outputs


@given(x=st.integers(0, 383), y=st.integers(0, 511))
def test_two_bins_make_a_pixel_and_bin_zero_is_the_centre_of_the_first(x: int, y: int) -> None:
    found = DECODER.decode(bins([(x, y, 0.9, 0.8)]))
    np.testing.assert_allclose(found.xy_px, [[x / 2 + 0.5, y / 2 + 0.5]])


def test_the_lesser_axis_is_the_confidence_and_the_better_half_the_presence() -> None:
    found = DECODER.decode(bins([(0, 0, 0.9, 0.7), (0, 0, 0.2, 0.8), (0, 0, 0.5, 0.5), (0, 0, 1.3, 1.2)]))
    np.testing.assert_allclose(found.visibility, [0.7, 0.2, 0.5, 1.0], rtol=1e-6)
    assert found.presence == pytest.approx((0.7 + 1.0) / 2)


def test_there_is_no_depth() -> None:
    found = DECODER.decode(bins([(0, 0, 0.9, 0.7)]))
    assert (found.z_px, found.world_m, found.circle_px) == (None, None, None)
