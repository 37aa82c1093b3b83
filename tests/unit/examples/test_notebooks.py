"""The notebooks run from the first cell to the last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.clips import first_seconds

ROOT = Path(__file__).parents[3]
NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(
    path: Path,
    tmp_path: Path,
    demo_clip: Path,
    models_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "build" / "demo").mkdir(parents=True)
    first_seconds(demo_clip, tmp_path / "build" / "demo" / "demo.mp4", 3.0)  # both jumps
    folder = tmp_path / path.relative_to(ROOT).parent
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("FORMTRACE_MODELS", str(models_dir))
    notebook = json.loads(path.read_text("utf-8"))
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec(compile("".join(cell["source"]), path.name, "exec"), names)
    assert names["result"].count == 2
    assert list(names["reps"]["index"]) == [1, 2]
    assert "left knee:" in capsys.readouterr().out
