"""What all messages share."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict  # pydantic makes schemas of Python 3.11's only from this one

Source = Literal["video", "image"]
Side = Literal["left", "right", "both"]
Grade = Literal["A", "B", "C", "D", "E", "F"]


class Common(TypedDict):
    """What every message may have."""

    seq: NotRequired[int]
    t: NotRequired[float]
    timestampMs: NotRequired[int]
    last: NotRequired[Literal[True]]
