"""The size of functions and modules; pyproject.toml bounds complexity, and import-linter who imports whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_MODULE_LINES, MAX_FUNCTION_LINES = 350, 50
LONGER_MODULES: dict[str, str] = {
    "tests/support/gym.py": "a table of movements",
    "tests/unit/counting/test_counts.py": "a table of counts",
    "tests/unit/media/test_exactness.py": "one promise, on every format",
    "tests/unit/media/test_join.py": "one function, on every format",
}
"""Modules that may be longer, and why."""
LONGER_FUNCTIONS: dict[str, str] = {
    "tests/browser/test_page_references.py::test_a_reference_from_a_video_to_its_deletion": "one story",
}
"""Functions that may be longer, as ``path::name``, and why."""

_LISTED = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
MODULES = [name for name in _LISTED.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("name", MODULES)
def test_modules_and_functions_stay_short(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_MODULE_LINES or name in LONGER_MODULES
    long = [
        f"{name}::{node.name} has {lines} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
        and f"{name}::{node.name}" not in LONGER_FUNCTIONS
    ]
    assert not long


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("shared/")])
def test_fields_have_defaults_that_python_3_11_takes(name: str) -> None:
    """Dataclasses refuse defaults without a hash; a mapping proxy has one only from Python 3.12 on."""
    for body in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        for node in body.body if isinstance(body, ast.ClassDef) else ():
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call):
                assert ast.unparse(node.value.func) != "MappingProxyType", f"line {node.lineno}"


def test_imports_follow_the_layers_and_have_no_cycles() -> None:
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    found = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-3000:]
