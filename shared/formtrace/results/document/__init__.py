"""The result document, ``result.json``: the same from every interface."""

from formtrace.results.document.base import Grade, Part, Side
from formtrace.results.document.clip import (
    AngleValue,
    Keypoint,
    Media,
    Model,
    Quality,
    QualityWarning,
    Speed,
    SubjectReport,
    Suggestion,
)
from formtrace.results.document.comparison import Difference, PhaseName, ReferenceReport, ReferenceScore
from formtrace.results.document.counted import Held, Rejected, Rep, SetReport, Tempo
from formtrace.results.document.document import ResultDocument
from formtrace.results.document.form import Aspect, Form, PostureChange, Recommendation, Subscore
from formtrace.results.document.jumps import DiscardedJump, DiscardReason, Jump, JumpCalibration, Jumps
from formtrace.results.document.still import Still

__all__ = [
    "AngleValue",
    "Aspect",
    "Difference",
    "DiscardReason",
    "DiscardedJump",
    "Form",
    "Grade",
    "Held",
    "Jump",
    "JumpCalibration",
    "Jumps",
    "Keypoint",
    "Media",
    "Model",
    "Part",
    "PhaseName",
    "PostureChange",
    "Quality",
    "QualityWarning",
    "Recommendation",
    "ReferenceReport",
    "ReferenceScore",
    "Rejected",
    "Rep",
    "ResultDocument",
    "SetReport",
    "Side",
    "Speed",
    "Still",
    "SubjectReport",
    "Subscore",
    "Suggestion",
    "Tempo",
]
