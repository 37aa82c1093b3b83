"""Styles are data and are checked as such."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from formtrace.overlay.style import OverlayStyle, load_style, unit_px
from formtrace.skeletons import load_skeleton


def test_default_style_knows_every_part_that_has_edges() -> None:
    style = load_style()
    assert {edge.part for edge in load_skeleton().edges} <= set(style.widths)
    assert style.colours.rgb("left") == (255, 166, 43)


def test_left_and_right_differ_for_colour_blind_people() -> None:
    # Blue against orange differs most in the blue channel, which protanopia and deuteranopia leave alone.
    left, right = load_style().colours.rgb("left"), load_style().colours.rgb("right")
    assert right[2] - left[2] > 180
    assert left[0] - right[0] > 180


def test_bad_colours_are_refused() -> None:
    document = load_style().model_dump()
    document["colours"] = {**document["colours"], "left": "orange"}
    with pytest.raises(ValidationError, match="left"):
        OverlayStyle.model_validate(document)


def test_sizes_follow_the_short_side() -> None:
    assert unit_px(1920, 1080) == unit_px(1080, 1920) == pytest.approx(1.08)
    assert unit_px(202, 360) == unit_px(330, 400)


def test_unknown_style() -> None:
    with pytest.raises(FileNotFoundError):
        load_style("neon")
