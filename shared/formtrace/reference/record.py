"""A stored reference movement: ``reference.json``."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from formtrace.reference.signature import Signature


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReferenceSource(_Part):
    """The video that it was made of, and the part of it (of the repetition that was kept, or the first).

    Attributes:
        job_id: of the analysis that it was made in; ``None`` for a file on the command line.
        start_s, end_s: seconds from the video's first frame.
        fps, width, height: of the video.
    """

    job_id: str | None = None
    start_s: float
    end_s: float
    fps: float
    width: int
    height: int


class Reference(_Part):
    """Somebody's own movement, kept under a name.

    Attributes:
        mirror_allowed: whether the mirror image counts as the same movement.
        signals: names of the joint angles that move most in it.
        thumbnail: name of the picture's file beside this one.
    """

    schema_version: Literal[1] = 1
    id: str
    name: str
    created_at: datetime
    signature: Signature
    source: ReferenceSource
    mirror_allowed: bool = True
    signals: tuple[str, ...] = ()
    thumbnail: str | None = None
