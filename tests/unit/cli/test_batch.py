"""Many videos in one command, with the analysis itself replaced by a known result."""

from __future__ import annotations

import csv
import json
import os
import signal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from formtrace.cli import app
from formtrace.cli.batch import arrivals
from formtrace.errors import UndecodableMediaError
from formtrace.options import AnalysisOptions
from formtrace.processors import Workers
from formtrace.results.document import ResultDocument
from tests.unit.cli.test_analyze import PLAIN, known_result

module = import_module("formtrace.cli.analyze")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    (folder / "more").mkdir(parents=True)
    for name in ("a.mp4", "b.MOV", "broken.mp4", "more/a.mp4", "notes.txt"):
        (folder / name).write_bytes(b"never opened")
    return folder


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were analysed; ``broken.mp4`` cannot be."""
    seen: list[str] = []

    def analyse(source: Path, out: Path, options: AnalysisOptions, *_: object) -> ResultDocument:
        seen.append(source.name)
        if source.stem == "broken":
            raise UndecodableMediaError("Export it again.")
        document = known_result(options.exercise).model_copy(update={"options": options.model_dump()})
        out.mkdir(parents=True, exist_ok=True)
        (out / "result.json").write_text(document.model_dump_json())
        return document

    monkeypatch.setattr(module, "analyse_video", analyse)
    return seen


def run(*arguments: object) -> Any:
    return CliRunner(env=PLAIN).invoke(app, ["analyze", *map(str, arguments)])


def test_a_folder_is_analysed_and_a_failure_does_not_stop_the_rest(
    folder: Path, analysed: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = run(folder, "--exercise", "squat", "--out", out, "--jobs", 2)
    assert result.exit_code == 1
    assert sorted(analysed) == ["a.mp4", "a.mp4", "b.MOV", "broken.mp4"]
    assert "broken.mp4: Export it again." in result.stderr
    with (out / "summary.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [Path(row["file"]).name for row in rows] == ["a.mp4", "b.MOV", "broken.mp4", "a.mp4"]
    assert [row["count"] for row in rows] == ["3", "3", "", "3"]
    assert rows[2]["error"] == "Export it again."
    assert len({row["folder"] for row in rows}) == 4


def test_what_is_done_is_not_done_again(folder: Path, analysed: list[str], tmp_path: Path) -> None:
    (folder / "broken.mp4").unlink()
    asked = (folder, "--out", tmp_path / "out", "--exercise", "squat")
    assert run(*asked).exit_code == 0
    analysed.clear()
    newer = folder / "b.MOV"
    os.utime(newer, (newer.stat().st_atime, newer.stat().st_mtime + 60))
    result = run(*asked, "--json")
    assert (result.exit_code, analysed) == (0, ["b.MOV"])
    assert sorted(line["again"] for line in json.loads(result.stdout)) == [False, True, True]
    analysed.clear()
    run(*asked, "--option", "difficulty=hard")
    assert len(analysed) == 3


def test_a_mistake_in_the_options_is_answered_once_before_the_work(folder: Path, analysed: list[str]) -> None:
    result = run(folder, "--exercise", "sqat")
    assert (result.exit_code, analysed) == (1, [])
    assert "did you mean squat" in result.stderr


def test_a_folder_without_videos(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "There are no videos" in result.stderr


def test_a_video_keeps_its_folder_whatever_is_added_or_removed(
    folder: Path, analysed: list[str], tmp_path: Path
) -> None:
    asked = (folder, "--out", tmp_path / "out", "--json")
    before = {row["file"]: row["folder"] for row in json.loads(run(*asked).stdout)}
    (folder / "a.mp4").unlink()
    for new in ("a.mov", "lot/a.mp4"):
        (folder / new).parent.mkdir(exist_ok=True)
        (folder / new).write_bytes(b"never opened")
    analysed.clear()
    after = {row["file"]: row["folder"] for row in json.loads(run(*asked).stdout)}
    assert sorted(analysed) == ["a.mov", "a.mp4", "broken.mp4"]  # and not more/a.mp4
    kept = before.keys() & after.keys()
    assert {file: after[file] for file in kept} == {file: before[file] for file in kept}
    assert len({*before.values(), *after.values()}) == 6


def test_what_was_done_before_an_interruption_stays_and_is_in_the_summary(
    folder: Path, analysed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "broken.mp4").unlink()
    analyse, out = module.analyse_video, tmp_path / "out"

    def interrupted(source: Path, *rest: Any) -> ResultDocument:
        if source.name == "b.MOV":
            raise KeyboardInterrupt
        return analyse(source, *rest)

    monkeypatch.setattr(module, "analyse_video", interrupted)
    result = run(folder, "--out", out, "--exercise", "squat")
    assert result.exit_code == 130
    assert "the same command goes on" in result.stderr
    with (out / "summary.csv").open(encoding="utf-8") as file:
        done = [Path(row["file"]) for row in csv.DictReader(file)]
    assert folder / "a.mp4" in done and folder / "b.MOV" not in done
    monkeypatch.setattr(module, "analyse_video", analyse)
    analysed.clear()
    assert run(folder, "--out", out, "--exercise", "squat").exit_code == 0
    assert "b.MOV" in analysed and len(analysed) == 3 - len(done)


def test_a_watched_folder_gives_each_video_once_it_has_stopped_growing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = folder / "late.mp4"

    def grow(_: float) -> None:
        size = late.stat().st_size if late.exists() else 0
        if looks and size < 3:
            late.write_bytes(b"x" * (size + 1))

    looks: list[list[Path]] = []
    monkeypatch.setattr("formtrace.cli.batch.time.sleep", grow)
    found = arrivals([folder], 2.0)
    looks.append(next(found))
    assert sorted(path.name for path in looks[0]) == ["a.mp4", "a.mp4", "b.MOV", "broken.mp4"]
    assert next(found) == [late]
    assert late.stat().st_size == 3


def test_a_watch_takes_folders(folder: Path) -> None:
    result = run(folder / "a.mp4", "--watch", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"] == "invalid_options"
    assert "--watch takes folders" in result.stderr


def test_ctrl_c_ends_workers_without_a_traceback() -> None:
    with Workers(1).running() as executor:
        assert executor.submit(signal.getsignal, signal.SIGINT).result() is signal.SIG_DFL
