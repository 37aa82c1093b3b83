"""Skeleton presets: what ``skeleton=<id>`` asks for, in the keys of the Upload Tracking contract.

One JSON file per preset lies in ``presets/``; its name without ``.json`` is the preset's id. A deployer whose
apps pass the id of a preset elsewhere adds a file of that name. Keys that a file leaves out have the
contract's defaults; ``keypoint_angles`` is accepted without effect, because angles are labelled where a job
asks for them. Sizes are pixels, as strings or numbers, of a surface whose short side is
``preset_short_side_px`` in :class:`~formtrace.overlay.style.Sizes`, and grow with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from formtrace.overlay.style import Hex
from formtrace.skeletons import load_skeleton

_BODY = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
_COCO = (
    "nose",
    *(f"{side}_{part}" for part in ("eye", "ear", *_BODY) for side in ("left", "right")),
)
_LINES = (
    "left_shoulder||right_shoulder",
    "left_hip||right_hip",
    *(
        f"{side}_{start}||{side}_{end}"
        for start, end in (
            ("shoulder", "hip"),
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
            ("hip", "knee"),
            ("knee", "ankle"),
        )
        for side in ("left", "right")
    ),
)


def _pixels(value: object) -> object:
    """Accept ``"4"``, ``"4px"`` and ``4``."""
    return value.strip().lower().removesuffix("px") if isinstance(value, str) else value


Pixels = Annotated[float, BeforeValidator(_pixels), Field(ge=0, le=100, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True)


class Circles(_Part):
    """The joints."""

    circle_fill_color: Hex = "#010A73"
    circle_stroke_color: Hex = "#FFC300"
    stroke_width: Pixels = 4.0
    radius: Pixels = 8.0


class Lines(_Part):
    """The limbs."""

    line_stroke_color: Hex = "#010A73"
    stroke_width: Pixels = 4.0


class AngleColours(_Part):
    """The labels of joint angles."""

    font_color: Hex = "#000000"
    stroke_color: Hex = "#FFC300"


class SkeletonPreset(BaseModel):
    """Which points and lines are drawn, and how.

    Attributes:
        keypoints: names of the points that get a circle.
        keypoint_lines: pairs of names, ``a||b``, that get a line.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    keypoints: tuple[str, ...] = _COCO
    keypoint_lines: tuple[str, ...] = _LINES
    circles: Circles = Circles()
    lines: Lines = Lines()
    angles: AngleColours = AngleColours()

    @field_validator("keypoints")
    @classmethod
    def _points_are_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = set(names) - set(load_skeleton().names)
        if unknown:
            raise ValueError(f"unknown keypoints: {', '.join(sorted(unknown))}")
        return names

    @field_validator("keypoint_lines")
    @classmethod
    def _lines_join_points(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        known = set(load_skeleton().names)
        for line in lines:
            ends = line.split("||")
            if len(ends) != 2 or not known.issuperset(ends):
                raise ValueError(f"'{line}' is not two keypoints with || between them")
        return lines

    @property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """``keypoint_lines`` as pairs."""
        pairs = (line.partition("||") for line in self.keypoint_lines)
        return tuple((start, end) for start, _, end in pairs)

    def contract(self) -> dict[str, Any]:
        """The preset in the contract's own keys, with sizes as numbers."""
        return self.model_dump(mode="json", by_alias=True)


@lru_cache(maxsize=1)
def presets() -> Mapping[str, SkeletonPreset]:
    """All presets by id, in lower case."""
    folder = resources.files("formtrace.overlay") / "presets"
    return MappingProxyType(
        {
            entry.name.removesuffix(".json").lower(): SkeletonPreset.model_validate_json(
                entry.read_text(encoding="utf-8")
            )
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
            if entry.name.endswith(".json")
        }
    )


def find_preset(preset_id: str) -> SkeletonPreset | None:
    """The preset of that id, in any case; ``None`` when no data file has it."""
    return presets().get(preset_id.strip().lower())
