"""Formtrace: repetitions, angles and form from ordinary video, on CPU.

::

    import formtrace as ft

    result = ft.analyze("squat.mp4", exercise="squat")
    result.count, result.reps[0].score
    result.angles["left_knee"]  # (N,) degrees, NaN where unknown
    result.annotate("overlay.mp4")

What is named here is the public Python interface; ``docs/python.md`` shows it. Everything is imported when
it is first used, so that ``import formtrace`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module

from formtrace.version import __version__

TYPE_CHECKING = False  # for type checkers, without the time that importing typing takes

if TYPE_CHECKING:
    from formtrace.errors import FormtraceError
    from formtrace.exercises.catalogue import catalogue as exercises
    from formtrace.exercises.schema import Exercise
    from formtrace.facade.analyze import analyze, analyze_image
    from formtrace.facade.load import load
    from formtrace.facade.models import CropModel
    from formtrace.facade.result import Result
    from formtrace.overlay.annotator import Annotator, Moment
    from formtrace.pose.model import PoseModel
    from formtrace.results.data import ResultData
    from formtrace.results.exports import exporter

_PUBLIC = {
    "Annotator": "formtrace.overlay.annotator",
    "CropModel": "formtrace.facade.models",
    "Exercise": "formtrace.exercises.schema",
    "FormtraceError": "formtrace.errors",
    "Moment": "formtrace.overlay.annotator",
    "PoseModel": "formtrace.pose.model",
    "Result": "formtrace.facade.result",
    "ResultData": "formtrace.results.data",
    "analyze": "formtrace.facade.analyze",
    "analyze_image": "formtrace.facade.analyze",
    "exercises": "formtrace.exercises.catalogue:catalogue",
    "exporter": "formtrace.results.exports",
    "load": "formtrace.facade.load",
}

__all__ = [
    "Annotator",
    "CropModel",
    "Exercise",
    "FormtraceError",
    "Moment",
    "PoseModel",
    "Result",
    "ResultData",
    "__version__",
    "analyze",
    "analyze_image",
    "exercises",
    "exporter",
    "load",
]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'formtrace' has no attribute '{name}'")
    module, _, other_name = _PUBLIC[name].partition(":")
    value = getattr(import_module(module), other_name or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
