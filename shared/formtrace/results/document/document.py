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
    Speed,
    SubjectReport,
    Suggestion,
)
from formtrace.results.document.comparison import ReferenceReport
from formtrace.results.document.counted import Held, Rejected, Rep, SetReport
from formtrace.results.document.form import Form, PostureChange, Recommendation
from formtrace.results.document.jumps import Jumps


class ResultDocument(Part):
    """Everything that one analysis found. Times are seconds from the source's first frame.

    ``sets`` has what was found set by set; ``reps``, ``holds``, ``rejected`` and the like are those of all
    sets in a row, ``count`` is their sum, in repetitions if any are counted so. ``exercise`` is ``None``
    where the sets are of several. ``suggestions`` say what the clip looks like, when no exercise was asked
    for or another one is much likelier; they are never counted silently.
    """

    schema_version: Literal[1] = 1
    job_id: str
    status: Literal["completed"] = "completed"
    source: Literal["video", "image"]
    options: dict[str, str | float | bool | tuple[float, float] | tuple[str, ...] | None]
    media: Media
    speed: Speed = Speed()
    model: Model
    subject: SubjectReport
    view: Literal["front", "side", "oblique"] | None
    exercise: str | None
    unit: Literal["reps", "seconds"] | None
    count: int
    count_by_difficulty: dict[Literal["easy", "medium", "hard"], int] = {}
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
    sets: tuple[SetReport, ...] = ()
    keypoints: tuple[Keypoint, ...] | None = None
    angles: tuple[AngleValue, ...] | None = None
    quality: Quality = Quality()
    files: dict[str, str] = {}
    timings: dict[str, float] = {}

    @property
    def efforts(self) -> tuple[Rep | Held, ...]:
        """The repetitions, or the stretches of a hold."""
        return (*self.reps, *self.holds)

    @property
    def kind(self) -> Literal["repetitions", "hold", "jumps", "reference"] | None:
        """What was looked for; ``None`` without an exercise or a reference movement."""
        if self.reference is not None:
            return "reference"
        if self.jumps is not None:
            return "jumps"
        return {"reps": "repetitions", "seconds": "hold", None: None}[self.unit]

    @property
    def in_sets(self) -> tuple[SetReport, ...]:
        """The sets; in documents of older versions, the only one."""
        if self.sets or self.unit is None:
            return self.sets
        shared = {name: getattr(self, name) for name in SetReport.model_fields if hasattr(self, name)}
        efforts: tuple[Rep | Held, ...] = (*self.reps, *self.holds)
        return (
            SetReport(
                start_s=min((each.start_s for each in efforts), default=None),
                end_s=max((each.end_s for each in efforts), default=None),
                **shared,
            ),
        )
