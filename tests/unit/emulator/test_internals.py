"""MiniStack's private names: a new version that moves them is told apart at once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
PYTHON = PROJECT / ".venvs" / "ministack" / "bin" / "python"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    if not PYTHON.exists():
        pytest.skip("MiniStack is not set up (make setup)")
    return subprocess.run(
        [PYTHON, *arguments], cwd=PROJECT / "emulator", capture_output=True, text=True, check=False
    )


def test_the_installed_ministack_has_what_the_emulator_replaces() -> None:
    done = run("internals.py")
    assert done.returncode == 0, done.stderr


def test_every_replaced_name_is_among_the_checked_ones() -> None:
    source = (PROJECT / "emulator" / "ministack_lambda.py").read_text("utf-8")
    assert "import ministack" not in source
    assert "from ministack" not in source


def test_a_changed_ministack_is_described_in_one_message() -> None:
    names = (
        '{"ministack.app:gone": None, "ministack.app:main": ("port",), "ministack.nowhere:x": None,'
        ' "ministack.app:app": ("scope", "receive", "send")}'
    )
    done = run("-c", f"from internals import Internals; Internals({names})")
    assert done.returncode != 0
    (message,) = [line for line in done.stderr.splitlines() if line.startswith("internals.")]
    assert "ministack.app:gone is gone" in message
    assert "ministack.app:main takes () instead of ('port',)" in message
    assert "ministack.nowhere:x is gone" in message
    assert "ministack.app:app" not in message
    assert "requirements/ministack.in" in message


def test_nothing_else_of_ministack_can_be_read() -> None:
    done = run("-c", "from internals import Internals; Internals().get('ministack.app:secret')")
    assert "not among the names that are checked" in done.stderr
