"""The movement as a figure: its signal with the repetitions, and joint angles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from formtrace.errors import InvalidOptionsError, MissingExtraError, advice_on
from formtrace.facade.notebook import counted
from formtrace.results.data import ResultData
from formtrace.signals.series import robust_range

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDEST = 4
_SIZE_IN = (9.0, 5.0)
_COUNTED, _REJECTED = "tab:green", "tab:red"


def plot(data: ResultData, angles: Sequence[str] | None = None) -> Figure:
    """See :meth:`formtrace.facade.result.Result.plot`."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError.of("matplotlib", "plots") from None
    names = widest_angles(data) if angles is None else list(angles)
    for name in names:
        if name not in data.angles:
            raise InvalidOptionsError(f"There is no angle '{name}'; {advice_on(name, data.angles)}")
    figure = Figure(figsize=_SIZE_IN, layout="constrained")
    rows = [_draw_signal] if data.course is not None else []
    axes = figure.subplots(len(rows) + 1, 1, sharex=True, squeeze=False)[:, 0]
    for draw, axis in zip(rows, axes, strict=False):
        draw(axis, data)
    lower = axes[-1]
    for name in names:
        lower.plot(data.t_s, data.angles[name].image_deg, label=name.replace("_", " "), linewidth=1.2)
    lower.set(xlabel="seconds", ylabel="degrees")
    lower.legend(loc="upper right", fontsize="small")
    return figure


def widest_angles(data: ResultData) -> list[str]:
    """The angles with the widest :func:`robust_range`, in the skeleton's order."""
    ranges = {name: robust_range(angle.image_deg) for name, angle in data.angles.items()}
    chosen = sorted(ranges, key=lambda name: -ranges[name])[:_WIDEST]
    return [name for name in data.angles if name in chosen]


def _draw_signal(axis: Axes, data: ResultData) -> None:
    document, course = data.document, data.course
    assert course is not None
    axis.plot(data.t_s, course.signal, color="0.2", linewidth=1.2)
    for span in counted(document):
        axis.axvspan(span.start_s, span.end_s, color=_COUNTED, alpha=0.15)
    for rep in document.reps:
        axis.annotate(
            f"{rep.index}" if rep.grade is None else f"{rep.index} {rep.grade}",
            (rep.peak_s, 1.0),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
        )
    for attempt in document.rejected:
        axis.axvspan(attempt.start_s, attempt.end_s, color=_REJECTED, alpha=0.1)
        axis.annotate(
            attempt.reason.replace("_", " "),
            (attempt.peak_s, 0.02),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize="x-small",
            color=_REJECTED,
        )
    axis.set(ylabel="movement", title=(document.exercise or "").replace("_", " "))
