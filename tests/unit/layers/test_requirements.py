from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
LAYERS = sorted((PROJECT / "layers").glob("*/requirements.in"))


def pins(lines: list[str]) -> dict[str, str]:
    """Versions by name; of a package with several, for several Pythons, the newest Python's."""
    matches = (re.match(r"([A-Za-z0-9_.-]+)==([^\s;]+)", line) for line in lines)
    return {re.sub("[_.]", "-", m[1].lower()): m[2] for m in matches if m}


def project_pins() -> dict[str, str]:
    table = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    groups = [table["project"]["dependencies"], *table["dependency-groups"].values()]
    return pins([line for group in groups for line in group])


def locked() -> dict[str, str]:
    return pins((PROJECT / "requirements" / "development.txt").read_text("utf-8").splitlines())


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


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.parent.name)
def test_a_layer_s_lock_has_what_the_layer_asks_for_and_nothing_else(path: Path) -> None:
    asked = pins(path.read_text("utf-8").splitlines())
    assert pins(path.with_suffix(".txt").read_text("utf-8").splitlines()) == asked


LOCKS = [
    *sorted((PROJECT / "requirements").glob("*.txt")),
    *sorted((PROJECT / "layers").glob("*/*.txt")),
]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_package_of_a_lock_has_its_hashes(path: Path) -> None:
    entries = re.split(r"\n(?=\S)", path.read_text("utf-8").strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert packages
    for entry in packages:
        assert re.match(r"[A-Za-z0-9_.-]+==\S+ ", entry), entry[:80]
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]
        assert "://" not in entry, entry[:80]


@pytest.mark.parametrize("name", ["sam", "ministack", "checkov", "docs", "lambda-runtime", "uv"])
def test_a_tool_s_lock_has_the_versions_that_were_asked_for(name: str) -> None:
    folder = PROJECT / "requirements"
    asked = pins((folder / f"{name}.in").read_text("utf-8").splitlines())
    locked_versions = pins((folder / f"{name}.txt").read_text("utf-8").splitlines())
    assert asked
    assert asked.items() <= locked_versions.items()
