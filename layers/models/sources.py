"""The pinned packages, files and models of ``sources.toml`` as value objects."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SOURCES_FILE = Path(__file__).with_name("sources.toml")


@dataclass(frozen=True, slots=True)
class Package:
    """A published archive and the client that fetches it."""

    registry: Literal["pypi", "npm"]
    requirement: str
    sha256: str
    pip_options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file inside a package."""

    package: Package
    member: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelSource:
    """An ONNX model to build: its TFLite file and the outputs it keeps (TFLite name → ONNX name)."""

    name: str
    file: SourceFile
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """All that ``sources.toml`` says, by name."""

    files: Mapping[str, SourceFile]
    models: Mapping[str, ModelSource]


def load_sources(path: Path = SOURCES_FILE) -> Sources:
    """Read the pins."""
    table = tomllib.loads(path.read_text("utf-8"))
    packages = {
        name: Package(**{**entry, "pip_options": tuple(entry.get("pip_options", ()))})
        for name, entry in table["packages"].items()
    }
    files = {
        name: SourceFile(packages[entry["package"]], entry["member"], entry["sha256"])
        for name, entry in table["files"].items()
    }
    models = {
        name: ModelSource(name, files[entry["file"]], entry["outputs"])
        for name, entry in table["models"].items()
    }
    return Sources(files, models)
