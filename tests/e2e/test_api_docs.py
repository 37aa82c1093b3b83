"""The examples of ``docs/api.md`` and ``docs/references.md`` run as they stand."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.http import Client

pytestmark = [pytest.mark.stack, pytest.mark.slow]

PROJECT = Path(__file__).parents[2]


def output_of(page: str, http: Client, short_demo: Path, folder: Path) -> str:
    """What the examples of a page print, run in their order in ``folder``."""
    if not (shutil.which("curl") and shutil.which("jq")):
        pytest.skip("curl and jq are not both here (Debian: apt-get install curl jq)")
    first, *examples = re.findall(
        r"^```sh\n(.*?)^```", (PROJECT / "docs" / page).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert "API=" in first
    given = first.splitlines()[-1]  # the function; the addresses are the tests' own
    script = "\n".join(
        (
            "set -euo pipefail",
            f"API={http.endpoint} TOKEN={http.token} VIDEO={short_demo}",
            given,
            *(example.replace(".venv/bin/python", str(PROJECT / ".venv/bin/python")) for example in examples),
        )
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_jobs(http: Client, short_demo: Path, tmp_path: Path) -> None:
    printed = output_of("api.md", http, short_demo, tmp_path)
    assert '"count": 2' in printed
    assert '"picture_deg"' in printed
    assert (tmp_path / "overlay.mp4").read_bytes()[4:8] == b"ftyp"
    assert (tmp_path / "keypoints.npz").stat().st_size > 0


def test_references(http: Client, short_demo: Path, tmp_path: Path) -> None:
    printed = output_of("references.md", http, short_demo, tmp_path)
    assert '"count": 2' in printed
    assert printed.count('"status": "ready"') == 2
    assert "Jumping jack" in printed
    assert (tmp_path / "thumbnail.png").read_bytes()[1:4] == b"PNG"
