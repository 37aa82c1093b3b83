"""A stored reference movement: ``reference.json``."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from formtrace.reference.signature import Signature
from formtrace.reference.source import ReferenceSource

__all__ = ["Reference", "ReferenceSource"]


class Reference(BaseModel):
    """Somebody's own movement, kept under a name.

    Attributes:
        mirror_allowed: whether the mirror image counts as the same movement.
        signals: names of the joint angles that move most in it.
        thumbnail: name of the picture's file beside this one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    id: str
    name: str
    created_at: datetime
    signature: Signature
    source: ReferenceSource
    mirror_allowed: bool = True
    signals: tuple[str, ...] = ()
    thumbnail: str | None = None
