"""Two sessions beside each other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formtrace.cli import app
from formtrace.results.changes import compare_sessions
from formtrace.results.document import ResultDocument
from formtrace.results.report import report
from tests.support.movements import Rep, Schedule, sets
from tests.support.results import write
from tests.unit.results.test_report import perform


@cache
def document(exercise: str, count: int, depth: float = 1.0) -> ResultDocument:
    return report(perform(exercise, Schedule(tuple(Rep(depth=depth) for _ in range(count)))), "a-job")


def test_measurements_are_means_of_both(tmp_path: Path) -> None:
    first, second = document("squat", 3, 0.85), document("squat", 4)
    changes = compare_sessions(first, second)
    named = {one.name: one for one in changes.measures}
    assert (named["count"].first, named["count"].second, named["count"].difference) == (3, 4, 1)
    assert named["range"].first == pytest.approx(sum(rep.rom_deg or 0 for rep in first.reps) / 3, abs=0.06)
    assert named["range"].difference > 5  # the second went lower
    assert changes.same_exercise
    checks = {one.name: one for one in changes.checks}
    for check in {one.check for rep in second.reps for one in rep.subscores}:
        values = [one.score for rep in second.reps for one in rep.subscores if one.check == check]
        assert checks[check].scores is not None
        assert checks[check].scores[1] == pytest.approx(sum(values) / len(values), abs=0.06)
    moved = [abs(one.scores[1] - one.scores[0]) for one in changes.checks if one.scores]
    assert moved == sorted(moved, reverse=True)


def test_the_same_session_has_not_changed() -> None:
    one = document("squat", 3)
    changes = compare_sessions(one, one)
    assert all(change.difference == 0 for change in (*changes.measures, *changes.checks))


def test_different_exercises_share_what_can_be_compared() -> None:
    changes = compare_sessions(document("squat", 3), document("push_up", 2))
    assert not changes.same_exercise
    assert changes.checks == ()
    assert next(one for one in changes.measures if one.name == "count").second == 2


def test_reps_and_seconds_are_not_compared() -> None:
    plank = report(perform("plank", sets(2)), "a-job")
    assert plank.unit == "seconds"
    assert compare_sessions(document("squat", 3), plank).measures == ()


def test_the_command_shows_both(tmp_path: Path) -> None:
    for name, count in (("a", 2), ("b", 3)):
        write(perform("squat", sets(count)), tmp_path / name)
    folders = [str(tmp_path / name) for name in ("a", "b")]
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["compare", *folders])
    assert shown.exit_code == 0, shown.output
    (row,) = [line for line in shown.output.splitlines() if "count" in line]
    assert [cell.strip() for cell in row.strip("│ ").split("│")][:4] == ["count", "2", "3", "+1"]
    page = CliRunner().invoke(app, ["report", *folders, "--html", str(tmp_path / "x" / "r.html")])
    assert page.exit_code == 0, page.output
    assert "<svg" in (tmp_path / "x" / "r.html").read_text()
