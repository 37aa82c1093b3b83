"""What all parts of the result document share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the result document: fixed, without unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Grade = Literal["A", "B", "C", "D", "E", "F"]

Side = Literal["left", "right", "both"]
