"""The wheel in an empty environment: five lines of Python, without AWS, with models of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
UV = PROJECT / ".venvs" / "uv" / "bin" / "uv"
FETCHED = PROJECT / ".cache" / "models"

pytestmark = pytest.mark.slow

PROGRAM = """
import sys
import formtrace as ft

if __name__ == "__main__":
    result = ft.analyze(sys.argv[1], exercise="jumping_jack")
    print(result.count, [rep.grade for rep in result.reps], "boto3" in sys.modules)
"""


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("FORMTRACE_", "PYTHON"))}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, env=own | environment
    )


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel and what it needs, and nothing else."""
    if not UV.exists():
        pytest.skip("uv is not set up (make setup)")
    folder = tmp_path_factory.mktemp("wheel")
    built = run(UV, "build", "--quiet", "--wheel", "--out-dir", folder, PROJECT)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("formtrace-*.whl")
    python = PROJECT / ".venv" / "bin" / "python"
    made = run(UV, "venv", "--quiet", "--python", python, folder / "venv")
    assert made.returncode == 0, made.stderr
    installed = run(UV, "pip", "install", "--quiet", "--python", folder / "venv" / "bin" / "python", wheel)
    if installed.returncode != 0 and "Failed to fetch" in installed.stderr:
        pytest.skip("no package index can be reached")
    assert installed.returncode == 0, installed.stderr
    return folder / "venv"


def test_five_lines_count_a_clip(environment: Path, demo_clip: Path, tmp_path: Path) -> None:
    """The networks are imported on first use, from files that the set-up has fetched already."""
    if not FETCHED.exists():
        pytest.skip("the packages of the models are not fetched yet (make setup)")
    shutil.copytree(FETCHED, tmp_path / "formtrace" / "models" / "downloads")
    (tmp_path / "program.py").write_text(PROGRAM)
    done = run(
        environment / "bin" / "python", tmp_path / "program.py", demo_clip, XDG_CACHE_HOME=str(tmp_path)
    )
    assert done.stdout == "2 ['A', 'A'] False\n", done.stderr
    assert "fetched once" in done.stderr


def test_without_a_network_it_says_what_to_do(environment: Path, demo_clip: Path, tmp_path: Path) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
        "PIP_RETRIES": "0",
        "XDG_CACHE_HOME": str(tmp_path),
    }
    done = run(environment / "bin" / "formtrace", "model", "fetch", **nowhere)
    assert done.returncode == 1
    said = "".join(done.stderr.split())  # lines are broken at the terminal's width, paths too
    assert "couldnotbefetched" in said
    assert f"copythefolder{tmp_path}/formtrace/models" in said


def test_the_command_line_works_without_the_aws_sdk(environment: Path) -> None:
    loaded = "import sys, formtrace.cli; print([n for n in ('boto3', 'botocore') if n in sys.modules])"
    assert run(environment / "bin" / "python", "-c", loaded).stdout == "[]\n"
    refused = run(environment / "bin" / "formtrace", "status", "job", "--stack", "prod")
    assert refused.returncode == 1
    assert "pip install 'formtrace[aws]'" in refused.stderr
