"""The commands that use a stack."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from formtrace.cli import app
from tests.support import clips
from tests.support.stack import Stack

Run = Callable[..., Result]

pytestmark = [pytest.mark.stack, pytest.mark.slow]


@pytest.fixture
def run(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``formtrace`` against the tests' own stack."""
    monkeypatch.setattr("formtrace.cli.stack.connect", lambda _: stack.deployed)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def succeeded(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_video_is_submitted_watched_and_fetched(run: Run, short_demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ("--exercise", "jumping_jack", "--start", "0.2", "--end", "3", "--export", "--angles")
    printed = succeeded(run("submit", short_demo, *options, "--out", out))
    assert "2 x jumping jack" in printed
    result = json.loads((out / "result.json").read_text())
    assert result["count"] == 2
    with np.load(out / "keypoints.npz") as stored, av.open(str(out / "overlay.mp4")) as video:
        assert stored["t_s"][0] == pytest.approx(0.2, abs=0.04)
        assert stored["t_s"][-1] == pytest.approx(3.0, abs=0.04)
        assert sum(1 for _ in video.decode(video=0)) == len(stored["t_s"])
    assert all((out / name).stat().st_size > 0 for name in result["files"].values())

    listed = succeeded(run("status"))
    assert result["job_id"] in listed
    assert "completed" in listed
    assert "2 x jumping jack" in succeeded(run("status", result["job_id"]))
    logged = succeeded(run("logs", "split"))
    assert result["job_id"] in logged


def test_a_failed_job_is_an_error_with_its_sentence(run: Run, tmp_path: Path) -> None:
    sound = tmp_path / "sound.mp4"
    sound.write_bytes(clips.sound())
    result = run("submit", sound, "--wait")
    assert result.exit_code == 1
    assert "media_no_video" in result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--exercise", "juggling"), "invalid_exercise"), (("--start", "5", "--end", "4"), "invalid_options")],
)
def test_options_are_checked_before_anything_is_uploaded(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    video = tmp_path / "unsent video.mp4"
    video.write_bytes(b"x")
    result = run("submit", video, *words)
    assert result.exit_code == 1
    assert code in result.stderr
    assert "unsent video" not in succeeded(run("status"))


def test_a_job_that_does_not_exist_is_an_error(run: Run) -> None:
    assert run("status", "nothing").exit_code != 0
    assert run("logs", "nothing").exit_code != 0
