"""People in a preset's colours and sizes, and not at all, by the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.options import AnalysisOptions
from formtrace.overlay.image import draw_photo
from formtrace.overlay.preset import SkeletonPreset
from formtrace.overlay.skeleton_style import SkeletonStyle
from tests.unit.overlay.conftest import standing_pose

SIDE_PX = 480
GREY = 128
NAVY, AMBER = (0x01, 0x0A, 0x73), (0xFF, 0xC3, 0x00)


def drawn(people: SkeletonStyle, side_px: int = SIDE_PX, visibility: float = 1.0) -> NDArray[np.uint8]:
    """The standing person on grey."""
    grey = np.full((side_px, side_px, 3), GREY, np.uint8)
    return draw_photo(grey, standing_pose(), np.full(33, visibility), people=people)


def pixel(
    picture: NDArray[np.uint8], x_norm: float, y_norm: float, dx: float = 0, dy: float = 0
) -> tuple[int, ...]:
    """The colour at a place of the picture, ``dx`` and ``dy`` of the preset's pixels from it."""
    side = len(picture)
    x, y = x_norm * side + dx * side / SIDE_PX, y_norm * side + dy * side / SIDE_PX
    return tuple(int(channel) for channel in picture[int(y), int(x)])


@pytest.mark.parametrize("side_px", [480, 960])
def test_the_contracts_style_has_its_colours_and_sizes_and_grows_with_the_picture(side_px: int) -> None:
    picture = drawn(SkeletonStyle(preset=SkeletonPreset()), side_px)
    knee = (0.62, 0.75)
    assert pixel(picture, *knee) == pytest.approx(NAVY, abs=2)
    assert pixel(picture, *knee, dx=8) == pytest.approx(AMBER, abs=2)  # radius 8, border 4: from 6 to 10
    assert pixel(picture, *knee, dx=11.5) == (GREY,) * 3
    thigh = (0.59, 0.675)
    assert pixel(picture, *thigh) == pytest.approx(NAVY, abs=2)
    assert pixel(picture, *thigh, dx=4) == (GREY,) * 3  # a line of 4 px ends 2 px from its middle


def test_points_and_lines_that_are_not_listed_are_not_drawn() -> None:
    preset = SkeletonPreset(keypoints=("left_knee",), keypoint_lines=("left_hip||left_knee",))
    picture = drawn(SkeletonStyle(preset=preset))
    rows, columns = np.nonzero((picture != GREY).any(axis=2))
    assert rows.min() > 0.58 * SIDE_PX
    assert rows.max() < 0.79 * SIDE_PX
    assert columns.min() > 0.54 * SIDE_PX
    nothing = SkeletonPreset(keypoints=(), keypoint_lines=())
    assert (drawn(SkeletonStyle(preset=nothing)) == GREY).all()


def test_points_that_are_hardly_seen_are_not_drawn() -> None:
    """Contract, section 8: a score above 0.3 is needed."""
    people = SkeletonStyle(preset=SkeletonPreset())
    assert (drawn(people, visibility=0.29) == GREY).all()
    assert (drawn(people, visibility=0.31) != GREY).any()


def test_no_skeleton() -> None:
    assert (drawn(SkeletonStyle(shown=False)) == GREY).all()


def test_labels_of_angles_have_the_presets_colours() -> None:
    grey = np.full((SIDE_PX, SIDE_PX, 3), GREY, np.uint8)
    people = SkeletonStyle(preset=SkeletonPreset(keypoints=(), keypoint_lines=()))
    picture = draw_photo(grey, standing_pose(), np.ones(33), {"left_knee": 150.0}, people=people)
    red, _, blue = picture.astype(int).transpose(2, 0, 1)
    assert (red - blue > 80).sum() > 300  # amber boxes and arcs
    assert (picture.max(axis=2) < 40).sum() > 20  # black figures
    assert (drawn(people) == GREY).all()


def test_a_job_chooses_its_style() -> None:
    assert SkeletonStyle.of(AnalysisOptions()) == SkeletonStyle()
    assert SkeletonStyle.of(AnalysisOptions(skeleton=False)) == SkeletonStyle(shown=False)
    assert SkeletonStyle.of(AnalysisOptions(skeleton_style="classic")) == SkeletonStyle(
        preset=SkeletonPreset()
    )
    assert SkeletonStyle.of(AnalysisOptions(skeleton_style="gone")) == SkeletonStyle()
