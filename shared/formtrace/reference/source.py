"""The video that a reference movement was made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ReferenceSource(BaseModel):
    """The video that it was made of, and the part of it (of the repetition that was kept, or the first).

    Attributes:
        job_id: of the analysis that it was made in; ``None`` for a file on the command line.
        start_s, end_s: seconds from the video's first frame.
        fps, width, height: of the video.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    job_id: str | None = None
    start_s: float
    end_s: float
    fps: float
    width: int
    height: int
