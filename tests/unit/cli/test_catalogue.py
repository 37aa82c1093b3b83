"""What there is, what is installed, and results in other formats, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from formtrace import __version__
from formtrace.cli import app
from formtrace.contracts.upload_tracking.messages.stream import message_files
from formtrace.exercises.catalogue import catalogue
from formtrace.results.sink import FolderSink, write_document
from formtrace.results.write import write_result
from tests.support.filming import analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.unit.cli.test_analyze import PLAIN


def run(*arguments: object) -> Any:
    return CliRunner(env=PLAIN).invoke(app, [str(argument) for argument in arguments])


def test_version() -> None:
    assert run("--version").stdout.strip() == f"formtrace {__version__}"


def test_exercises() -> None:
    listed = json.loads(run("exercises", "--json").stdout)
    assert [row["id"] for row in listed] == list(catalogue())
    assert {row["unit"] for row in listed} == {"reps", "seconds"}
    assert "bicep_curl" in run("exercises").stdout


def test_a_healthy_machine_and_one_without_models(
    models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy = run("doctor", "--json")
    found = json.loads(healthy.stdout)
    assert healthy.exit_code == 0
    assert found["models"]["blazepose-full"] > 0
    assert found["libraries"]["numpy"]
    monkeypatch.setenv("FORMTRACE_MODELS", str(tmp_path))
    sick = run("doctor")
    assert sick.exit_code == 1
    assert "make setup" in sick.stdout


@pytest.fixture
def result(tmp_path: Path) -> Path:
    schedule = sets(2)
    done = analysed("squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30))
    sink = FolderSink(tmp_path / "out")
    write_document(write_result(done, sink, "clip", message_files), sink, {})
    return sink.folder


def test_export_in_several_formats(result: Path) -> None:
    done = run("export", result, "--to", "csv", "--to", "vtt", "--to", "trc")
    assert done.exit_code == 0, done.output
    assert {f"clip{suffix}" for suffix in (".csv", ".vtt", ".trc")} <= {
        path.name for path in result.iterdir()
    }


def test_export_with_an_option(result: Path, tmp_path: Path) -> None:
    target = tmp_path / "angles.csv"
    assert run("export", result, "--to", "csv", "--out", target, "-o", "table=angles").exit_code == 0
    assert target.read_text("utf-8").startswith("t_s,left_knee_deg,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--to", "parket"), "did you mean 'parquet'"),
        (("--to", "vtt", "-o", "table=angles"), "The format vtt has no option 'table'; it has none."),
    ],
)
def test_what_cannot_be_exported_is_said(result: Path, arguments: tuple[str, ...], message: str) -> None:
    done = run("export", result, *arguments)
    assert done.exit_code == 1
    assert message in done.stderr


def test_a_folder_without_a_result(tmp_path: Path) -> None:
    done = run("export", tmp_path, "--to", "csv")
    assert done.exit_code == 1
    assert "There is no complete result" in done.stderr


@pytest.mark.parametrize(
    ("words", "offered"),
    [("analyze a.mp4 --exercise sq", {"squat", "squat_thrust"}), ("export out --to tr", {"trc"})],
)
def test_the_shell_completes_exercises_and_formats(words: str, offered: set[str]) -> None:
    line = f"formtrace {words}"
    environment = {"_FORMTRACE_COMPLETE": "complete_bash", "COMP_WORDS": line}
    environment["COMP_CWORD"] = str(len(line.split()) - 1)
    done = CliRunner(env=PLAIN | environment).invoke(app, [], prog_name="formtrace")
    assert {text.split(",")[-1] for text in done.stdout.split()} == offered
