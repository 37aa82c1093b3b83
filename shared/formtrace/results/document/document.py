"""The result document, ``result.json``: the same from every interface."""

from __future__ import annotations

from typing import Literal

from formtrace.results.document.base import Part
from formtrace.results.document.clip import (
    AngleValue,
    Keypoint,
    Media,
    Model,
    Quality,
    SubjectReport,
    Suggestion,
)
from formtrace.results.document.comparison import ReferenceReport
from formtrace.results.document.counted import Held, Rejected, Rep
from formtrace.results.document.form import Form, PostureChange, Recommendation
from formtrace.results.document.jumps import Jumps


class ResultDocument(Part):
    """Everything that one analysis found. Times are seconds from the source's first frame.

    ``suggestions`` say what the clip looks like, when no exercise was asked for or another one is much
    likelier; they are never counted silently.
    """

    schema_version: Literal[1] = 1
    job_id: str
    status: Literal["completed"] = "completed"
    source: Literal["video", "image"]
    options: dict[str, str | float | bool | tuple[float, float] | None]
    media: Media
    model: Model
    subject: SubjectReport
    view: Literal["front", "side", "oblique"] | None
    exercise: str | None
    unit: Literal["reps", "seconds"] | None
    count: int
    held_s: float | None = None
    reps: tuple[Rep, ...] = ()
    holds: tuple[Held, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    form: Form | None = None
    reference: ReferenceReport | None = None
    recommendations: tuple[Recommendation, ...] = ()
    posture: tuple[PostureChange, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    jumps: Jumps | None = None
    keypoints: tuple[Keypoint, ...] | None = None
    angles: tuple[AngleValue, ...] | None = None
    quality: Quality = Quality()
    files: dict[str, str] = {}
    timings: dict[str, float] = {}

    @property
    def kind(self) -> Literal["repetitions", "hold", "jumps", "reference"] | None:
        """What was looked for; ``None`` without an exercise or a reference movement."""
        if self.reference is not None:
            return "reference"
        if self.jumps is not None:
            return "jumps"
        return {"reps": "repetitions", "seconds": "hold", None: None}[self.unit]
