"""WebVTT captions: each repetition with its grade and advice, as browsers show them."""

from __future__ import annotations

from pathlib import Path

from formtrace.results.data import ResultData
from formtrace.results.document import Held, Rep, SetReport
from formtrace.results.exports.registry import exporter


@exporter("vtt", ".vtt", "WebVTT captions: repetition, grade, advice")
def write_captions(data: ResultData, path: Path) -> None:
    """Write a cue for each repetition or hold, and one for each attempt that does not count."""
    document = data.document
    cues = [
        (each.start_s, each.end_s, _text(found, each))
        for found in document.in_sets
        for each in _counted(found)
    ]
    cues += [
        (attempt.start_s, attempt.end_s, f"not counted: {attempt.reason.replace('_', ' ')}")
        for attempt in document.rejected
    ]
    blocks = ["WEBVTT"]
    for start_s, end_s, text in sorted(cues):
        blocks.append(f"{_stamp(start_s)} --> {_stamp(max(end_s, start_s + 0.1))}\n{text}")
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _counted(found: SetReport) -> tuple[Rep | Held, ...]:
    return (*found.reps, *found.holds)


def _text(found: SetReport, each: Rep | Held) -> str:
    """Of a repetition or hold of a set, by its number in that set."""
    name = (found.exercise or "movement").replace("_", " ")
    grade = "" if each.grade is None else f", {each.grade}"
    advice = [note.text for note in found.recommendations if note.rep == each.index][:1]
    return "\n".join([f"{name} {each.index}{grade}", *advice])


def _stamp(t_s: float) -> str:
    minutes, seconds = divmod(round(max(t_s, 0.0), 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:06.3f}"
