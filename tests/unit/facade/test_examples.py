"""The examples in the docstrings and on the page about Python run as they are written."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import formtrace as ft
from tests.support.clips import first_seconds

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "shared" / "formtrace"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
WITH_EXAMPLES = sorted(path for path in PACKAGE.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory, models_dir: Path, demo_clip: Path) -> Iterator[Path]:
    """Where the examples run: the clip, an exercise, and a result in ``out/``."""
    folder, before = tmp_path_factory.mktemp("examples"), Path.cwd()
    os.chdir(folder)
    first_seconds(demo_clip, Path("jacks.mp4"), 3.0)
    shutil.copy(ROOT / "examples" / "half_squat.json", "half_squat.json")
    ft.analyze("jacks.mp4", exercise="jumping_jack", out="out/", workers=1)
    yield folder
    os.chdir(before)


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_docstrings(path: Path) -> None:
    name = ".".join(("formtrace", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert (failed, tried > 0) == (0, True)


def test_the_page_about_python() -> None:
    failed, tried = doctest.testfile(
        str(ROOT / "docs" / "python.md"), module_relative=False, optionflags=FLAGS
    )
    assert (failed, tried > 20) == (0, True)


def test_the_readmes_example_runs_as_a_script_without_a_main_guard(folder: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
    assert example is not None
    code = example[1].replace("squat.mp4", "jacks.mp4").replace('"squat"', '"jumping_jack"')
    script = folder / "script.py"
    script.write_text(code, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "shared")}
    done = subprocess.run(
        [sys.executable, script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 ")
