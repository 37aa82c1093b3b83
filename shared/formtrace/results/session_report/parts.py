"""The parts of a report about one session."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from math import isfinite

from formtrace.results.document import Held, Recommendation, Rep, ResultDocument
from formtrace.results.session_report import charts as chart
from formtrace.results.session_report.session import Session
from formtrace.results.session_report.words import Words

_MOST_ADVICE = 4
_MOST_ROWS = 30
_SAMPLES = 48

Effort = Rep | Held


def grade_of(effort: Effort) -> str:
    """Its grade, of form or of similarity; empty where it has none."""
    if isinstance(effort, Rep) and effort.reference_score is not None:
        return effort.reference_score.grade
    return effort.grade or ""


def colour_of(effort: Effort) -> str:
    """The colour of its lines and areas."""
    return chart.GRADES.get(grade_of(effort), chart.MUTED)


def verdict(document: ResultDocument, words: Words) -> str:
    """The count, the grade, and the best and the weakest repetition."""
    if document.unit is None:
        return ""
    if document.held_s is not None:
        count, unit = words.number(document.held_s, 1), words("seconds")
    else:
        count, unit = str(document.count), words("reps" if document.count != 1 else "rep", count="").strip()
    blocks = [f'<p class="count"><b>{count}</b> {escape(unit)}</p>']
    similarity = document.reference.scores if document.reference else None
    if document.form is not None:
        blocks.append(_graded(document.form.grade, words.points(document.form.avg_score), words("average")))
    elif similarity is not None:
        percent = words.points(100 * similarity.overallScore)
        blocks.append(_graded(similarity.grade, f"{percent} %", words("similarity")))
    blocks.append(_extremes(document.efforts, words))
    return f'<section class="verdict">{"".join(blocks)}</section>'


def _graded(grade: str, value: str, what: str) -> str:
    return (
        f'<p class="graded"><b class="grade grade-{grade.lower()}">{grade}</b>'
        f"<span><b>{escape(value)}</b> {escape(what)}</span></p>"
    )


def _extremes(efforts: Sequence[Effort], words: Words) -> str:
    scored = [each for each in efforts if each.score is not None]
    if len(scored) < 2:
        return ""
    best = max(scored, key=lambda each: each.score or 0)
    weakest = min(scored, key=lambda each: each.score or 0)
    if int(best.score or 0) == int(weakest.score or 0):
        return ""
    lines = [
        words(key, index=each.index, score=words.points(each.score or 0))
        for key, each in (("best", best), ("weakest", weakest))
    ]
    return f'<p class="extremes">{"<br>".join(map(escape, lines))}</p>'


def stills(session: Session, words: Words) -> str:
    """Pictures of repetitions at their turning points."""
    if not session.stills:
        return ""
    by_number = {(each.set, each.index): each for each in session.document.efforts}
    figures = "".join(
        f'<figure><img alt="" src="data:image/jpeg;base64,{b64encode(picture).decode()}">'
        f"<figcaption>{escape(_caption(by_number.get(number), number[1], words))}</figcaption></figure>"
        for number, picture in session.stills.items()
    )
    return f'<section class="stills">{figures}</section>'


def _caption(effort: Effort | None, index: int, words: Words) -> str:
    caption = words("numbered", index=index)
    if effort is None or effort.score is None:
        return caption
    return f"{caption} · {effort.grade} {words.points(effort.score)}"


def advice(document: ResultDocument, words: Words) -> str:
    """What to work on, what is important and frequent first; each once, with its repetitions."""
    groups: dict[str, list[Recommendation]] = {}
    for one in document.recommendations:
        groups.setdefault(one.code, []).append(one)
    ordered = sorted(
        groups.values(), key=lambda group: (all(one.severity != "major" for one in group), -len(group))
    )[:_MOST_ADVICE]
    items = "".join(f"<li>{escape(group[0].text)}{_whose(group, words)}</li>" for group in ordered)
    return (
        f'<section class="advice"><h2>{escape(words("advice"))}</h2><ul>{items}</ul></section>'
        if items
        else ""
    )


def _whose(group: Sequence[Recommendation], words: Words) -> str:
    numbers = sorted({one.rep for one in group if one.rep is not None})
    if not numbers:
        return ""
    key = "in_rep" if len(numbers) == 1 else "in_reps"
    return f" <small>{escape(words(key, numbers=', '.join(map(str, numbers))))}</small>"


def charts(session: Session, words: Words, *, measures: bool) -> str:
    """The movement, the repetitions over each other, and with ``measures`` range and tempo over the set."""
    document, efforts = session.document, session.document.efforts
    bands = [chart.Band(each.start_s, each.end_s, str(each.index), colour_of(each)) for each in efforts]
    whole = chart.movement(_points(session), bands, words("movement"))
    small = [
        (words("overlaid"), chart.overlaid(traces(session), words("overlaid")))
        if document.reps
        else ("", ""),
        *(_bars(document.reps, words) if measures else ()),
    ]
    figures = "".join(
        f"<figure><figcaption>{escape(title)}</figcaption>{drawn}</figure>" for title, drawn in small if drawn
    )
    if not whole and not figures:
        return ""
    return f'<section class="charts">{whole}<div class="small">{figures}</div></section>'


def traces(session: Session) -> list[tuple[str, list[tuple[float, float]]]]:
    """The signal of each repetition, on one axis from its start to its end."""
    known = [(t, value) for t, value in _points(session) if isfinite(value)]
    found = []
    for rep in session.document.reps:
        length_s = max(rep.end_s - rep.start_s, 1e-6)
        points = [
            ((t - rep.start_s) / length_s, value) for t, value in known if rep.start_s <= t <= rep.end_s
        ]
        if len(points) > 2:
            found.append((colour_of(rep), points[:: max(1, len(points) // _SAMPLES)]))
    return found


def _points(session: Session) -> list[tuple[float, float]]:
    return list(zip(session.t_s.tolist(), session.signal.tolist(), strict=True))


def _bars(reps: Sequence[Rep], words: Words) -> list[tuple[str, str]]:
    measures: dict[str, tuple[list[float | None], str]] = {
        "range": ([rep.rom_deg for rep in reps], "deg"),
        "lowering": ([rep.tempo.eccentric_s for rep in reps], "s"),
        "lifting": ([rep.tempo.concentric_s for rep in reps], "s"),
    }
    colours = [colour_of(rep) for rep in reps]
    drawn = []
    for name, (values, unit) in measures.items():
        known = [value for value in values if value is not None]
        if len(known) > 1:
            mean = words("mean", value=words.table.quantity(sum(known) / len(known), unit))
            title = f"{words(name)}, {mean}"
            drawn.append((title, chart.bars(values, colours, title)))
    return drawn


def efforts_table(document: ResultDocument, words: Words) -> str:
    """A row for each repetition or hold; of a workout, a table for each set."""
    sets = document.in_sets
    tables = []
    for found in sets:
        efforts = [each for each in document.efforts if len(sets) == 1 or each.set == found.index]
        title = words.exercise(found.exercise) if len(sets) > 1 and found.exercise else ""
        tables.append(_table(efforts, title, words))
    return "".join(tables)


def _table(efforts: Sequence[Effort], title: str, words: Words) -> str:
    if not efforts:
        return ""
    is_hold = isinstance(efforts[0], Held)
    columns = ["number", "time", "duration"] + ([] if is_hold else ["range", "lowering", "pause", "lifting"])
    head = "".join(f"<th>{escape(words(column))}</th>" for column in [*columns, "form"])
    rows = "".join(_row(each, words) for each in efforts[:_MOST_ROWS])
    more = len(efforts) - _MOST_ROWS
    note = f'<p class="note">{escape(words("more_rows", count=more))}</p>' if more > 0 else ""
    heading = f"<h2>{escape(title)}</h2>" if title else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<section>{heading}{table}{note}</section>"


def _row(effort: Effort, words: Words) -> str:
    quantity = words.table.quantity
    cells = [str(effort.index), words.clock(effort.start_s), quantity(effort.end_s - effort.start_s, "s")]
    if isinstance(effort, Rep):
        cells.append("" if effort.rom_deg is None else quantity(effort.rom_deg, "deg"))
        tempo = effort.tempo
        cells += [quantity(value, "s") for value in (tempo.eccentric_s, tempo.pause_s, tempo.concentric_s)]
    form = "" if effort.score is None else f"{effort.grade} {words.points(effort.score)}"
    if isinstance(effort, Rep) and effort.reference_score is not None:
        form = f"{effort.reference_score.grade} {words.points(100 * effort.reference_score.overallScore)} %"
    shown = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr>{shown}<td class="form grade-{grade_of(effort).lower()}">{escape(form)}</td></tr>'


def notes(document: ResultDocument, words: Words) -> str:
    """What was not counted, what limits the analysis, and how it was made."""
    lines = [warning.text for warning in document.quality.warnings]
    if document.rejected:
        lines.insert(0, words("rejected", count=len(document.rejected)))
    media = document.media
    made = words(
        "made",
        seconds=words.number(media.duration_s, 1),
        width=media.width,
        height=media.height,
        model=document.model.name,
    )
    items = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<footer>{items}<p>{escape(made)}</p></footer>"
