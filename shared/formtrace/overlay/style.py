"""What the overlay looks like, as data.

Lengths are in thousandths of the picture's short side, so that one style fits every resolution: ``8.0`` is
8.6 px on a 1080p frame. Very small pictures are drawn as if they were larger (:class:`Sizes`), because text
and lines below a certain size are not readable however small the picture is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Rgb = tuple[int, int, int]
Length = Annotated[float, Field(gt=0, le=1000)]
Opacity = Annotated[float, Field(ge=0, le=1)]
Hex = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


def rgb_of(colour: str) -> Rgb:
    """``#RRGGBB`` as three 8-bit numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Colours(_Data):
    """sRGB colours as ``#RRGGBB``. ``left`` and ``right`` are the person's own sides."""

    left: Hex
    right: Hex
    centre: Hex
    joint: Hex
    outline: Hex
    card: Hex
    text: Hex
    accent: Hex

    def rgb(self, name: str) -> Rgb:
        """The colour of that name as three 8-bit numbers."""
        return rgb_of(getattr(self, name))


class Sizes(_Data):
    """How drawing scales with the picture and the person.

    Attributes:
        smallest_short_side_px: a picture with a shorter side is drawn on as if it had this one.
        full_size_trunk: of the short side: a trunk of at least this length has full line width.
        thinnest: share of that width that a person who is small in the picture still gets.
        preset_short_side_px: of the surface that the sizes of presets are made for, a phone's page.
    """

    smallest_short_side_px: Annotated[float, Field(gt=0)]
    full_size_trunk: Annotated[float, Field(gt=0, le=1)]
    thinnest: Annotated[float, Field(gt=0, le=1)]
    preset_short_side_px: Annotated[float, Field(gt=0)]


class AngleStyle(_Data):
    """Arcs at the joints and their labels: text size, arc radius and width, label distance."""

    text: Length
    radius: Length
    width: Length
    distance: Length


class GhostStyle(_Data):
    """A reference movement's skeleton: its colour, width and opacity.

    ``differences`` colour the person's joints, of diameter ``joint``, from alike to quite unlike.
    """

    colour: Hex
    width: Length
    opacity: Opacity
    outline_opacity: Opacity
    joint: Length
    differences: Annotated[tuple[Hex, ...], Field(min_length=1)]


class HudStyle(_Data):
    """The card with counter, title, signal plot and phase bar; ``window_s`` of signal are shown at once."""

    margin: Length
    padding: Length
    radius: Length
    gap: Length
    numeral: Length
    label: Length
    title: Length
    plot_width: Length
    plot_height: Length
    plot_line: Length
    bar_height: Length
    window_s: Annotated[float, Field(gt=0)]


class OverlayStyle(_Data):
    """One style. ``widths`` and ``joints`` (diameters) go by body part; a joint part left out is not drawn.

    ``grades`` are the colours of the letters A to F.
    """

    name: str
    score_hidden: Opacity
    score_opaque: Opacity
    colours: Colours
    grades: Mapping[str, Hex]
    outline_opacity: Opacity
    card_opacity: Opacity
    muted_opacity: Opacity
    faint_opacity: Opacity
    widths: Mapping[str, Length]
    joints: Mapping[str, Length]
    face_opacity: Opacity
    sizes: Sizes
    angles: AngleStyle
    ghost: GhostStyle
    hud: HudStyle


@lru_cache(maxsize=8)
def load_style(name: str = "default") -> OverlayStyle:
    """The style of that name among the data files; ``FileNotFoundError`` when there is none."""
    text = resources.files(__package__).joinpath("styles", f"{name}.json").read_text(encoding="utf-8")
    return OverlayStyle.model_validate_json(text)


def unit_px(width: int, height: int) -> float:
    """Pixels per style unit (a thousandth of the short side) for a picture of that size."""
    return max(float(min(width, height)), load_style().sizes.smallest_short_side_px) / 1000.0
