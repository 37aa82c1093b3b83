"""Results as tables for a terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from formtrace.exercises.catalogue import catalogue
from formtrace.results.document import Form, Held, Jumps, ReferenceReport, Rep, ResultDocument

_MOST_ADVICE = 3
_GRADE_COLOURS = {
    "A": "green",
    "B": "green",
    "C": "yellow",
    "D": "dark_orange",
    "E": "red",
    "F": "red",
}


def show_result(document: ResultDocument, out: Path | None) -> None:
    """Print what was found, what limits it, and where the files are, if they were written to ``out``."""
    console = Console()
    show_counted(console, document)
    for line in advice_of(document):
        console.print(line, soft_wrap=True)
    for line in differences_of(document):
        console.print(line, soft_wrap=True)
    for line in suggestions_of(document):
        console.print(line, soft_wrap=True)
    for text in warnings_of(document):
        console.print(f"[yellow]![/yellow] {escape(text)}", soft_wrap=True)
    if out is not None:
        names = ", ".join(str(out / name) for name in ("result.json", *document.files.values()))
        console.print(f"Files: {escape(names)}", soft_wrap=True)


def show_counted(console: Console, document: ResultDocument) -> None:
    """Print the table of what was counted; its title alone where nothing was."""
    table = result_table(document)
    console.print(table if table.row_count else f"[italic]{table.title}[/italic]")


def result_table(document: ResultDocument) -> Table:
    """What was counted, a row a repetition or hold; of a photo, the joint angles."""
    if document.source == "image":
        return _angle_table(document)
    if len(document.sets) > 1:
        return workout_log(document)
    if document.unit == "seconds":
        return _hold_table(document)
    if document.jumps is not None:
        return _jump_table(document, document.jumps)
    if document.reference is not None:
        return _reference_table(document, document.reference)
    return _rep_table(document)


def workout_log(document: ResultDocument) -> Table:
    """A row for each set."""
    table = Table(title="Workout")
    for column in ("set", "start s", "end s", "exercise", "count", "likely", "form", "rest s"):
        table.add_column(column, justify="left" if column == "exercise" else "right")
    for each in document.sets:
        count = str(each.count) if each.unit == "reps" else f"{each.held_s or 0.0:.1f} s"
        table.add_row(
            str(each.index),
            *("" if t is None else f"{t:.1f}" for t in (each.start_s, each.end_s)),
            (each.exercise or "").replace("_", " "),
            count,
            "" if each.confidence is None else f"{each.confidence:.2f}",
            _graded(each.form),
            "" if each.rest_s is None else f"{each.rest_s:.0f}",
        )
    return table


def _graded(form: Form | None) -> str:
    return "" if form is None else f"[{_GRADE_COLOURS[form.grade]}]{form.avg_score:.0f} {form.grade}[/]"


def advice_of(document: ResultDocument) -> list[str]:
    """The mean score, then what matters most: about the whole set, else about the worst moments."""
    lines = []
    if document.form is not None:
        mean, grade = document.form.avg_score, document.form.grade
        lines.append(f"Form: [{_GRADE_COLOURS[grade]}]{mean:.0f} of 100, grade {grade}[/]")
    counts = document.count_by_difficulty
    if len(set(counts.values())) > 1:
        lines.append("By difficulty: " + ", ".join(f"{level} {count}" for level, count in counts.items()))
    about_set = [advice for advice in document.recommendations if advice.rep is None]
    return lines + [
        f"[cyan]>[/cyan] {escape(advice.text)} [dim](see {advice.t_s:.1f} s)[/dim]"
        for advice in (about_set or document.recommendations)[:_MOST_ADVICE]
    ]


def differences_of(document: ResultDocument) -> list[str]:
    """How like a reference movement it is, and the worst that each of the first repetitions has."""
    reference = document.reference
    if reference is None:
        return []
    lines = []
    if reference.scores is not None:
        overall, grade = reference.scores.overallScore, reference.scores.grade
        lines.append(f"Similarity: [{_GRADE_COLOURS[grade]}]{overall:.2f} of 1, grade {grade}[/]")
    if reference.view_warning is not None:
        lines.append(f"[yellow]![/yellow] {escape(reference.view_warning)}")
    worst = [rep.differences[0] for rep in document.reps if rep.differences]
    return lines + [
        f"[cyan]>[/cyan] {escape(one.text)} [dim](see {one.t_s:.1f} s)[/dim]" for one in worst[:_MOST_ADVICE]
    ]


def suggestions_of(document: ResultDocument) -> list[str]:
    """What the clip may show, and how to have it counted."""
    lines = []
    for guess in document.suggestions:
        name = catalogue()[guess.exercise].name["en"].lower()
        looks = f"This looks like [bold]{name}[/bold] ({guess.confidence:.2f})"
        lines.append(f"[cyan]>[/cyan] {looks}: run again with exercise={guess.exercise}")
    return lines


def form_of(scored: Rep | Held) -> str:
    """Score and grade in the grade's colour; nothing where there are none."""
    if scored.score is None or scored.grade is None:
        return ""
    return f"[{_GRADE_COLOURS[scored.grade]}]{scored.score:.0f} {scored.grade}[/]"


def warnings_of(document: ResultDocument) -> list[str]:
    """The warnings about the recording, and the attempts that did not count."""
    rejected = [
        f"Not counted at {attempt.peak_s:.1f} s: {attempt.reason.replace('_', ' ')}."
        for attempt in document.rejected
    ]
    return [warning.text for warning in document.quality.warnings] + rejected


def _rep_table(document: ResultDocument) -> Table:
    name = (document.exercise or "no exercise").replace("_", " ")
    table = Table(title=f"{document.count} x {name}" if document.exercise else "Keypoints and angles only")
    for column in (
        "rep",
        "start s",
        "peak s",
        "end s",
        "down s",
        "pause s",
        "up s",
        "range °",
        "side",
        "form",
    ):
        table.add_column(column, justify="right")
    for rep in document.reps:
        tempo = (rep.tempo.eccentric_s, rep.tempo.pause_s, rep.tempo.concentric_s)
        table.add_row(
            str(rep.index),
            *(f"{t:.2f}" for t in (rep.start_s, rep.peak_s, rep.end_s, *tempo)),
            "" if rep.rom_deg is None else f"{rep.rom_deg:.0f}",
            rep.side,
            form_of(rep),
        )
    return table


def _jump_table(document: ResultDocument, jumps: Jumps) -> Table:
    table = Table(title=f"{document.count} x {(document.exercise or '').replace('_', ' ')}")
    for column in ("jump", "take-off s", "landing s", "in the air s", "height cm", "by air time", "by hips"):
        table.add_column(column, justify="right")
    for jump in jumps.jumps:
        table.add_row(
            str(jump.index),
            *(f"{t:.3f}" for t in (jump.take_off_s, jump.landing_s, jump.air_time_s)),
            f"{jump.height_cm:.1f} ± {jump.uncertainty_cm:.1f}",
            f"{jump.air_time_height_cm:.1f}",
            "" if jump.hip_rise_cm is None else f"{jump.hip_rise_cm:.1f}",
        )
    return table


def _reference_table(document: ResultDocument, reference: ReferenceReport) -> Table:
    table = Table(title=f"{document.count} x {escape(reference.name)}")
    for column in ("rep", "start s", "peak s", "end s", "pose", "timing", "movement", "shape", "similarity"):
        table.add_column(column, justify="right")
    for rep in document.reps:
        score = rep.reference_score
        if score is None:
            continue
        parts = (score.poseScore, score.timingScore, score.movementScore, score.nccScore)
        table.add_row(
            str(rep.index),
            *(f"{value:.2f}" for value in (rep.start_s, rep.peak_s, rep.end_s, *parts)),
            f"[{_GRADE_COLOURS[score.grade]}]{score.overallScore:.2f} {score.grade}[/]",
        )
    return table


def _hold_table(document: ResultDocument) -> Table:
    name = (document.exercise or "").replace("_", " ")
    table = Table(title=f"{document.held_s or 0.0:.1f} s of {name}")
    for column in ("hold", "start s", "end s", "held s", "form"):
        table.add_column(column, justify="right")
    for held in document.holds:
        times = (f"{t:.2f}" for t in (held.start_s, held.end_s, held.duration_s))
        table.add_row(str(held.index), *times, form_of(held))
    return table


def _angle_table(document: ResultDocument) -> Table:
    table = Table(title="Joint angles")
    for column in ("angle", "in the picture °", "in space °", "score"):
        table.add_column(column, justify="left" if column == "angle" else "right")
    for angle in document.angles or ():
        table.add_row(
            angle.name.replace("_", " "),
            f"{angle.picture_deg:.0f}",
            "" if angle.space_deg is None else f"{angle.space_deg:.0f}",
            f"{angle.score:.2f}",
        )
    return table
