from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
LAYERS = sorted((PROJECT / "layers").glob("*/requirements.txt"))


def pins(lines: list[str]) -> dict[str, str]:
    matches = (re.fullmatch(r"([A-Za-z0-9_.-]+)==([^\s;]+)", line.strip()) for line in lines)
    return {m[1].lower().replace("_", "-"): m[2] for m in matches if m}


def project_pins() -> dict[str, str]:
    table = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    groups = [table["project"]["dependencies"], *table["dependency-groups"].values()]
    return pins([line for group in groups for line in group])


def locked() -> dict[str, str]:
    return pins((PROJECT / "constraints.txt").read_text("utf-8").splitlines())


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.parent.name)
def test_a_layer_has_the_versions_that_the_tests_run_with(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    layer = pins(lines)
    assert len(layer) == len(lines), "every line pins one package"
    project, lock = project_pins(), locked()
    for name, version in layer.items():
        assert project.get(name, version) == version, name
        assert lock.get(name, version) == version, name


def test_the_lock_agrees_with_the_project() -> None:
    lock = locked()
    for name, version in project_pins().items():
        assert lock.get(name, version) == version, name
