"""What changed from session to session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from formtrace.results.session_report import charts as chart
from formtrace.results.session_report.session import Session
from formtrace.results.session_report.words import Words
from formtrace.results.summary import ResultSummary, summarise

Value = Callable[[ResultSummary], float | None]

MEASURES: dict[str, tuple[str | None, Value]] = {
    "count": (None, lambda one: one.count),
    "score": (None, lambda one: one.score),
    "range": ("deg", lambda one: one.rom_deg),
    "lowering": ("s", lambda one: one.eccentric_s),
    "lifting": ("s", lambda one: one.concentric_s),
}
"""What is followed: the unit and the value, by the key of its name."""


def section(sessions: Sequence[Session], words: Words) -> str:
    """A chart for each measurement that all sessions have, and a table of all of them."""
    summaries = [summarise(each.document) for each in sessions]
    counted = {one.exercise for one in summaries}
    figures = "" if len(counted) > 1 else _figures(sessions, summaries, words)
    head = "".join(f"<th>{escape(words(name))}</th>" for name in ("day", "exercise", *MEASURES))
    rows = "".join(_row(each, one, words) for each, one in zip(sessions, summaries, strict=True))
    return (
        f'<section class="trends"><div class="small">{figures}</div>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _figures(sessions: Sequence[Session], summaries: Sequence[ResultSummary], words: Words) -> str:
    first, last = sessions[0].made_at, sessions[-1].made_at
    span_s = (last - first).total_seconds()
    drawn = []
    for name, (unit, value) in MEASURES.items():
        values = [value(one) for one in summaries]
        known = [
            (
                (each.made_at - first).total_seconds() / span_s if span_s else number / (len(sessions) - 1),
                found,
            )
            for number, (each, found) in enumerate(zip(sessions, values, strict=True))
            if found is not None
        ]
        if len(known) == len(sessions) and any(found > 0 for _, found in known):
            labels = [shown(found, unit, words) for _, found in known]
            title = words(name)
            svg = chart.trend(known, labels, f"{title}: {', '.join(labels)}")
            drawn.append(f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>")
    return "".join(drawn)


def shown(value: float, unit: str | None, words: Words) -> str:
    """A value with its unit; scores are never rounded up."""
    return words.points(value) if unit is None else words.table.quantity(value, unit)


def _row(session: Session, one: ResultSummary, words: Words) -> str:
    cells = [words.date(session.made_at), words.counted(session.document)]
    for unit, value in MEASURES.values():
        found = value(one)
        cells.append("" if found is None else shown(found, unit, words))
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
