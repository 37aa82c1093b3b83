"""The square around a person, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.pose.roi import RotatedRoi, compose, transform

coordinate = st.floats(-500, 500)


def test_an_upright_person_gets_an_upright_square() -> None:
    roi = RotatedRoi.around_body(np.array([100.0, 200.0]), np.array([100.0, 120.0]), 1.25)
    assert (roi.x_px, roi.y_px, roi.size_px, roi.rotation_rad) == (100, 200, 200, 0)


@pytest.mark.parametrize(
    ("head", "clockwise_deg"), [((150, 200), 90), ((100, 250), 180), ((50, 200), -90), ((150, 150), 45)]
)
def test_the_square_turns_with_the_head(head: tuple[float, float], clockwise_deg: float) -> None:
    roi = RotatedRoi.around_body(np.array([100.0, 200.0]), np.array(head, dtype=float), 1.0)
    assert np.degrees(roi.rotation_rad) == pytest.approx(clockwise_deg)
    top = transform(roi.to_display(10), np.array([5.0, 0.0]))
    np.testing.assert_allclose(top, head, atol=1e-9)  # the head is where the crop's top is


@given(x=coordinate, y=coordinate, size=st.floats(1, 900), rotation=st.floats(-4, 4))
def test_crop_and_picture_agree_on_centre_and_size(x: float, y: float, size: float, rotation: float) -> None:
    to_display = RotatedRoi(x, y, size, rotation).to_display(256)
    np.testing.assert_allclose(transform(to_display, np.array([128.0, 128.0])), [x, y], atol=1e-6)
    corners = transform(to_display, np.array([[0.0, 0.0], [256.0, 0.0], [256.0, 256.0]]))
    sides = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    np.testing.assert_allclose(sides, size, rtol=1e-9)
    across, down = np.diff(corners, axis=0)
    assert across[0] * down[1] - across[1] * down[0] > 0  # turned, never flipped


@given(x=coordinate, y=coordinate, a=st.floats(-3, 3), b=st.floats(-3, 3))
def test_composing_is_applying_one_after_the_other(x: float, y: float, a: float, b: float) -> None:
    inner, outer = RotatedRoi(1, 2, 3, a).to_display(4), RotatedRoi(-5, 6, 70, b).to_display(8)
    point = np.array([x, y])
    twice = transform(outer, transform(inner, point))
    np.testing.assert_allclose(transform(compose(outer, inner), point), twice, atol=1e-6)


def test_overlap_is_intersection_over_union() -> None:
    square = RotatedRoi(50, 50, 20)
    assert square.iou(square) == 1
    assert square.iou(RotatedRoi(60, 50, 20)) == pytest.approx(200 / 600)
    assert square.iou(RotatedRoi(60, 60, 20)) == pytest.approx(100 / 700)
    assert square.iou(RotatedRoi(50, 50, 10)) == pytest.approx(0.25)
    assert square.iou(RotatedRoi(70, 50, 20)) == 0
    assert square.iou(RotatedRoi(200, 200, 20)) == 0
