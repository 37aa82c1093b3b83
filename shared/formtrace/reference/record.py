"""A stored reference movement: ``reference.json``."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from formtrace.exercises.form_checks import View
from formtrace.reference.source import ReferenceSource

__all__ = ["Reference", "ReferenceSource", "TemplateRecord"]

_STORED = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class TemplateRecord(BaseModel):
    """A motion template as it is stored: one repetition, sampled at even times.

    Attributes:
        duration_s: of the repetition.
        poses: (L, 10, 3), see :class:`~formtrace.reference.pose_series.PoseSeries`.
        visibility: (10,) mean over the repetition.
        view: of the camera; ``None`` if that could not be told.
        yaw_deg: median body yaw, 0 facing the camera and 90 in profile; stored as ``turn_deg``.
        repetitions: how many were averaged.
    """

    model_config = _STORED

    schema_version: Literal[1] = 1
    duration_s: float
    poses: tuple[tuple[tuple[float, float, float], ...], ...]
    visibility: tuple[float, ...]
    view: View | None = None
    yaw_deg: float | None = Field(
        default=None, validation_alias=AliasChoices("turn_deg", "yaw_deg"), serialization_alias="turn_deg"
    )
    repetitions: int = 1


class Reference(BaseModel):
    """A reference movement under a name.

    Attributes:
        template: the movement; stored as ``signature``.
        mirror_allowed: whether the mirror image counts as the same movement.
        signals: names of the joint angles that move most in it.
        thumbnail: name of the picture's file beside this one.
    """

    model_config = _STORED

    schema_version: Literal[1] = 1
    id: str
    name: str
    created_at: datetime
    template: TemplateRecord = Field(
        validation_alias=AliasChoices("signature", "template"), serialization_alias="signature"
    )
    source: ReferenceSource
    mirror_allowed: bool = True
    signals: tuple[str, ...] = ()
    thumbnail: str | None = None
