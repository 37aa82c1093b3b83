"""Build the ONNX models into a folder, once: a stamp beside them says what they were made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from .convert import to_onnx
from .fetch import fetch_files
from .parse import parse_file
from .simplify import simplify
from .sources import SOURCES_FILE, ModelSource, Sources

STAMP_NAME = "models.json"


def build_models(sources: Sources, names: Iterable[str], out: Path, cache: Path) -> list[Path]:
    """Make ``<out>/<name>.onnx`` for each name where it is missing or stale; returns the files made."""
    stamp_path = out / STAMP_NAME
    stamp = json.loads(stamp_path.read_text("utf-8")) if stamp_path.exists() else {}
    importer = importer_hash()
    stale = [name for name in names if not _is_current(stamp.get(name), importer, out / f"{name}.onnx")]
    if not stale:
        return []
    out.mkdir(parents=True, exist_ok=True)
    models = [sources.models[name] for name in stale]
    tflite_paths = fetch_files((model.file for model in models), cache)
    made = []
    for model in models:
        data = import_model(model, tflite_paths[model.file])
        path = out / f"{model.name}.onnx"
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
        stamp[model.name] = {
            "importer": importer,
            "source_sha256": model.file.sha256,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        made.append(path)
    stamp_path.write_text(json.dumps(stamp, indent=2, sort_keys=True) + "\n", "utf-8")
    return made


def import_model(model: ModelSource, tflite_path: Path) -> bytes:
    """One TFLite file as a serialised ONNX model."""
    graph = simplify(parse_file(tflite_path).rename_outputs(model.outputs))
    data: bytes = to_onnx(graph, model.name).SerializeToString(deterministic=True)
    return data


def _is_current(entry: dict[str, str] | None, importer: str, path: Path) -> bool:
    return entry is not None and entry["importer"] == importer and path.exists()


def importer_hash() -> str:
    """Hash of all that a built model depends on: this package's sources, the pins, the ``onnx`` release."""
    digest = hashlib.sha256(metadata.version("onnx").encode())
    for path in (*sorted(Path(__file__).parent.glob("*.py")), SOURCES_FILE):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
