"""What a terminal shows of a result."""

from __future__ import annotations

import numpy as np
from rich.console import Console

from formtrace.cli.terminal_tables import advice_of, show_counted, suggestions_of, warnings_of
from formtrace.results.document import ResultDocument
from formtrace.results.report import report
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import Rep, Schedule, act, sets


def shown(document: ResultDocument) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        show_counted(console, document)
    return captured.get()


def performed(exercise: str | None, schedule: Schedule) -> ResultDocument:
    pts = frame_times(schedule.duration_s, 30)
    done = analysed(exercise, [exerciser("squat", schedule)], pts, Camera(), Flaws(noise_m=0.005))
    return report(done, "clip")


def test_repetitions_have_a_row_each() -> None:
    document = performed("squat", sets(3))
    text = shown(document)
    assert "3 x squat" in text
    for rep in document.reps:
        row = next(line for line in text.splitlines() if f"{rep.peak_s:.2f}" in line)
        assert f"{rep.start_s:.2f}" in row
        assert f"{rep.end_s:.2f}" in row


def test_a_hold_shows_its_seconds() -> None:
    def points(t_s: np.ndarray) -> np.ndarray:
        return act("plank", Schedule(()).depths(t_s))

    text = shown(report(analysed("plank", [Actor(points)], frame_times(5, 30)), "clip"))
    assert "5.0 s of plank" in text


def test_the_form_of_each_repetition_and_what_to_do_about_it() -> None:
    document = performed("squat", sets(3, depth=0.75))
    text = shown(document)
    assert all(f"{rep.score:.0f} {rep.grade} │\n" in text for rep in document.reps)
    first, *advice = advice_of(document)
    assert document.form is not None
    assert f"grade {document.form.grade}" in first
    assert any("Sink a little lower" in line for line in advice)
    assert len(advice) <= 3


def test_keypoints_only() -> None:
    assert shown(performed(None, sets(1))) == "Keypoints and angles only\n", "no table without rows"


def test_what_it_looks_like_is_said_with_what_to_do_about_it() -> None:
    lines = suggestions_of(performed(None, sets(4)))
    assert all("This looks like" in line for line in lines)
    assert any("exercise=squat" in line for line in lines)
    assert suggestions_of(performed("squat", sets(4))) == []


def test_what_was_not_counted_is_told() -> None:
    document = performed("squat", Schedule((*sets(3).reps, Rep(depth=0.45))))
    (attempt,) = document.rejected
    assert warnings_of(document) == [f"Not counted at {attempt.peak_s:.1f} s: partial range."]


def test_nobody_is_told_what_to_do() -> None:
    (text,) = warnings_of(report(analysed("squat", [], frame_times(1, 30)), "clip"))
    assert "No person was recognised" in text
