"""``formtrace coach``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formtrace.cli import app
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.support.results import write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("result")
    schedule = sets(2)
    write(
        analysed("squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30), Camera()),
        folder,
    )
    return folder


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["coach", *arguments])
    return done.exit_code, done.output


def test_notes_are_printed_and_kept(folder: Path) -> None:
    status, output = run(str(folder))
    assert status == 0
    assert "2 repetitions: Squat." in output
    assert json.loads((folder / "coach.json").read_text("utf-8"))["written_by"] == "rules"


def test_the_brief_is_one_line_of_json(folder: Path) -> None:
    status, output = run(str(folder), "--show", "brief", "--locale", "fr")
    assert status == 0
    assert json.loads(output)["language"] == "fr"


def test_a_language_without_notes_is_refused(folder: Path) -> None:
    status, output = run(str(folder), "--locale", "de")
    assert status != 0
    assert "choose en or fr" in output
