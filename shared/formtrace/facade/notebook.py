"""A result as a notebook shows it."""

from __future__ import annotations

from html import escape

import numpy as np

from formtrace.results.data import ResultData
from formtrace.results.document import Held, Rep, ResultDocument

_WIDTH, _HEIGHT = 640, 90
_POINTS = 640


def as_html(data: ResultData) -> str:
    """The count, the movement as a line, a row for each repetition or hold, and what limits the analysis."""
    document = data.document
    parts = [f"<b>{escape(_title(document))}</b>"]
    if data.course is not None:
        parts.append(_curve(data))
    if document.reps or document.holds:
        parts.append(_table(document))
    notes = [advice.text for advice in document.recommendations[:3] if advice.rep is None]
    notes += [warning.text for warning in document.quality.warnings]
    if notes:
        parts.append("<ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes) + "</ul>")
    return "<div>" + "".join(parts) + "</div>"


def counted(document: ResultDocument) -> tuple[Rep | Held, ...]:
    """The repetitions or holds."""
    return (*document.reps, *document.holds)


def _title(document: ResultDocument) -> str:
    if document.unit is None:
        return "Keypoints and angles"
    name = (document.exercise or (document.reference.name if document.reference else "")).replace("_", " ")
    what = f"{document.count} × {name}" if document.held_s is None else f"{document.held_s:.1f} s of {name}"
    return what if document.form is None else f"{what}, {document.form.avg_score:.0f} {document.form.grade}"


def _table(document: ResultDocument) -> str:
    rows = []
    for each in counted(document):
        score = "" if each.score is None else f"{each.score:.0f} {each.grade}"
        rows.append((str(each.index), f"{each.start_s:.2f}", f"{each.end_s:.2f}", score))
    head = "".join(f"<th>{name}</th>" for name in ("", "start s", "end s", "form"))
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _curve(data: ResultData) -> str:
    """The movement as an SVG line, with the counted stretches behind it."""
    assert data.course is not None
    signal, t_s = data.course.signal, data.t_s
    length_s = max(float(t_s[-1] - t_s[0]), 1e-6)
    kept = np.unique(np.linspace(0, len(t_s) - 1, min(_POINTS, len(t_s))).astype(int))
    known = kept[np.isfinite(signal[kept])]
    if not known.size:
        return ""
    low, high = float(signal[known].min()), float(signal[known].max())
    x = (t_s[known] - t_s[0]) / length_s * _WIDTH
    y = _HEIGHT - 4 - (signal[known] - low) / max(high - low, 1e-6) * (_HEIGHT - 8)
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    spans = "".join(
        f'<rect x="{(each.start_s - t_s[0]) / length_s * _WIDTH:.1f}" y="0" '
        f'width="{(each.end_s - each.start_s) / length_s * _WIDTH:.1f}" height="{_HEIGHT}" '
        'fill="#2a9d5c" fill-opacity="0.15"/>'
        for each in counted(data.document)
    )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="movement over time">{spans}<polyline points="{line}" fill="none" stroke="#555"/></svg>'
    )
