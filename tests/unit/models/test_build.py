from __future__ import annotations

import json
from pathlib import Path

import pytest

from layers.models import build
from layers.models.sources import ModelSource, Package, SourceFile, Sources

FILE = SourceFile(Package("pypi", "models==1.0", "0" * 64), "models/a.tflite", "1" * 64)
SOURCES = Sources(files={"a": FILE}, models={name: ModelSource(name, FILE, {}) for name in ("one", "two")})


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Names of the models that were imported; nothing is fetched or converted."""
    names: list[str] = []

    def import_model(model: ModelSource, path: Path) -> bytes:
        names.append(model.name)
        return model.name.encode()

    monkeypatch.setattr(build, "fetch_files", lambda files, cache: {FILE: tmp_path / "a.tflite"})
    monkeypatch.setattr(build, "import_model", import_model)
    return names


def test_only_what_is_missing_or_stale_is_built(
    imported: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"

    def run(*names: str) -> list[str]:
        imported.clear()
        made = build.build_models(SOURCES, names, out, tmp_path)
        assert [path.stem for path in made] == imported
        return list(imported)

    assert run("one") == ["one"]
    assert run("one", "two") == ["two"]
    assert run("one", "two") == []
    (out / "one.onnx").unlink()
    assert run("one", "two") == ["one"]
    monkeypatch.setattr(build, "importer_hash", lambda: "another importer")
    assert run("one", "two") == ["one", "two"]
    assert sorted(path.name for path in out.iterdir()) == ["models.json", "one.onnx", "two.onnx"]


def test_the_stamp_names_the_source_and_the_result(imported: list[str], tmp_path: Path) -> None:
    build.build_models(SOURCES, ["one"], tmp_path, tmp_path)
    entry = json.loads((tmp_path / "models.json").read_text("utf-8"))["one"]
    assert entry["source_sha256"] == FILE.sha256
    # printf one | sha256sum
    assert entry["sha256"] == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
