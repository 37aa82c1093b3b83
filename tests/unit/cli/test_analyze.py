"""The commands that work without any cloud, with the analysis itself replaced by a known result."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from typer.testing import CliRunner

from formtrace.cli import app
from formtrace.errors import UndecodableMediaError
from formtrace.in_process import Workers
from formtrace.options import AnalysisOptions
from formtrace.results.document import ResultDocument
from formtrace.results.report import report
from tests.support.filming import Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import Rep, Schedule, sets

Calls = list[dict[str, Any]]

module = import_module("formtrace.cli.analyze")  # the package's attribute of that name is the command


PLAIN = {"COLUMNS": "120", "NO_COLOR": "1", "FORCE_COLOR": None, "TERM": "dumb"}


def known_result(exercise: str | None = "squat") -> ResultDocument:
    schedule = Schedule((*sets(3).reps, Rep(depth=0.45)))
    pts = frame_times(schedule.duration_s, 30)
    done = analysed(exercise, [exerciser("squat", schedule)], pts, Camera(), Flaws(noise_m=0.005))
    return report(done, "clip", {"keypoints": "keypoints.npz"})


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"never opened")
    return path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What the analysis was called with; it answers three squats."""
    seen: Calls = []

    def analyse(
        source: Path,
        out: Path,
        options: AnalysisOptions,
        workers: Workers,
        on_progress: Callable[[str, int, int], None],
        reference: object = None,
    ) -> ResultDocument:
        for done in range(4):
            on_progress("pose", done, 3)
        seen.append({"source": source, "out": out, "options": options, "workers": workers.count})
        return known_result(options.exercise)

    monkeypatch.setattr(module, "analyse_video", analyse)
    return seen


def run(*arguments: object) -> Any:
    return CliRunner(env=PLAIN).invoke(app, [str(argument) for argument in arguments])


def test_json_is_the_document_alone(clip: Path, calls: Calls) -> None:
    result = run("analyze", clip, "--exercise", "squat", "--json")
    assert result.exit_code == 0
    document = ResultDocument.model_validate_json(result.stdout)
    assert document.count == 3
    assert result.stdout == document.model_dump_json(indent=2) + "\n"
    assert json.loads(result.stdout)["files"] == {}, "files that are gone are not named"


def test_a_table_for_people(clip: Path, calls: Calls, tmp_path: Path) -> None:
    result = run("analyze", clip, "--exercise", "squat", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "3 x squat" in result.stdout
    for rep in known_result().reps:
        assert f"{rep.peak_s:.2f}" in result.stdout
    assert "Not counted at" in result.stdout
    assert str(tmp_path / "out" / "keypoints.npz") in result.stdout.replace("\n", "")


def test_without_an_exercise(clip: Path, calls: Calls) -> None:
    result = run("analyze", clip)
    assert result.exit_code == 0
    assert "Keypoints and angles only" in result.stdout


def test_options_reach_the_analysis(clip: Path, calls: Calls, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(
        *("analyze", clip, "--exercise", "squat", "--export", "--angles", "--start", 1, "--end", 2.5),
        *("--model", "lite", "--workers", 3, "--chunk-seconds", 4, "--out", out),
    )
    (call,) = calls
    assert (call["source"], call["out"], call["workers"]) == (clip, out, 3)
    assert call["options"] == AnalysisOptions(
        exercise="squat", export=True, angles=True, start_s=1, end_s=2.5, model="lite", chunk_s=4
    )


def test_any_other_option_by_its_name(clip: Path, calls: Calls) -> None:
    others = [
        "-o",
        "difficulty=pro",
        "--option",
        "min-grade=b",
        "-o",
        "userHeightCm=181",
        "-o",
        "keypoints=true",
    ]
    assert run("analyze", str(clip), *others).exit_code == 0
    options = calls[0]["options"]
    assert (options.difficulty, options.min_grade, options.user_height_cm) == ("hard", "B", 181)
    assert options.keypoints


@pytest.mark.parametrize("wrong", ["min-grade", "colour=red", "=3"])
def test_other_options_that_there_are_not(wrong: str, clip: Path, calls: Calls) -> None:
    refused = run("analyze", str(clip), "-o", wrong)
    assert refused.exit_code == 2
    assert "min-grade" in refused.stderr
    assert not calls


def test_a_video_that_was_asked_for_is_kept(
    clip: Path, calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("analyze", clip, "--export")
    assert calls[0]["out"] == Path("out")
    assert "out/result.json" in result.stdout


def test_all_cores_that_may_be_used_unless_told(
    clip: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 2, 5})
    run("analyze", clip)
    assert calls[0]["workers"] == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--start", 3, "--end", 2), "end_s must be after start_s"),
        (("--model", "no such"), "model"),
        (("--chunk-seconds", 0), "chunk_s"),
        (("--start", -1), "start_s"),
    ],
)
def test_options_that_cannot_be(
    clip: Path, calls: Calls, arguments: tuple[object, ...], sentence: str
) -> None:
    result = run("analyze", clip, *arguments, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"] in result.stderr
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert calls == []


def test_an_error_that_was_foreseen_is_one_sentence(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> ResultDocument:
        raise UndecodableMediaError("The file [id] is damaged; export it again.")

    monkeypatch.setattr(module, "analyse_video", fail)
    result = run("analyze", clip, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"] in result.stderr
    assert "The file [id] is damaged; export it again." in result.stderr
    assert "media_decode_error" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_error_that_was_not_foreseen_is_not_hidden(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> ResultDocument:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "analyse_video", fail)
    assert isinstance(run("analyze", clip).exception, ZeroDivisionError)


class TestWithoutModels:
    """The real analysis, as far as it goes without looking at a picture."""

    def test_text_that_is_named_like_a_video(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.mp4"
        path.write_text("Not a video at all.\n" * 50)
        result = run("analyze", path, "--json")
        assert result.exit_code == 1
        assert json.loads(result.stdout)["error"] == "media_unrecognised"
        assert len(result.stderr.strip().splitlines()) == 1
        assert "media_unrecognised" in result.stderr

    def test_an_empty_file(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.mp4"
        path.touch()
        result = run("analyze", path)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "media_empty" in result.stderr

    def test_an_unknown_exercise(self, clip: Path) -> None:
        result = run("analyze", clip, "--exercise", "juggling")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "juggling" in result.stderr
        assert "squat" in result.stderr

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        result = run("analyze", tmp_path / "nowhere.mp4")
        assert result.exit_code == 2
        assert result.stdout == ""

    def test_nothing_is_left_behind(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.mp4"
        path.write_text("Not a video at all.\n")
        run("analyze", path, "--out", tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_a_photo_that_is_none(self, tmp_path: Path) -> None:
        path = tmp_path / "photo.jpg"
        path.write_text("Not a photo at all.\n")
        result = run("image", path, "--json")
        assert (result.exit_code, json.loads(result.stdout)["error"]) == (1, "media_unrecognised")


def test_help_names_every_option() -> None:
    text = Text.from_ansi(run("analyze", "--help").stdout).plain
    for option in ("exercise", "out", "json", "export", "start", "end", "model", "workers", "chunk-seconds"):
        assert f"--{option}" in text
