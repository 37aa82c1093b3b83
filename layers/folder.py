"""The folder and the zip of a layer: the same content gives the same bytes, and is built once."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILDER = tuple(
    ROOT / "layers" / name for name in ("build.py", "folder.py", "target.py", "unused.toml", "wheels.py")
)
FIXED_TIME = 1_577_836_800  # 2020-01-01: zip cannot hold times before 1980


@contextmanager
def fresh_layer(out: Path, name: str, stamp: str) -> Iterator[Path]:
    """Give a new, empty folder that takes the old layer's place only when all went well."""
    stamp_path(out, name).unlink(missing_ok=True)
    folder = out / f".{name}.new"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.suffix == ".so" else 0o644)
        os.utime(path, (FIXED_TIME, FIXED_TIME))
    shutil.rmtree(out / name, ignore_errors=True)
    folder.replace(out / name)
    store_zip(out / name)
    stamp_path(out, name).write_text(stamp)


def store_zip(layer: Path) -> None:
    """Write ``<layer>.zip`` beside the folder, not compressed: the local stack takes it as it is."""
    with zipfile.ZipFile(layer.with_name(f"{layer.name}.zip"), "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(layer.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(layer))


def digest(files: Iterable[Path], *, extra: str) -> str:
    """Fingerprint of some files' names and contents, and of the builder's."""
    total = hashlib.sha256(extra.encode())
    for path in (*BUILDER, *files):
        total.update(
            path.relative_to(ROOT).as_posix().encode() if path.is_relative_to(ROOT) else path.name.encode()
        )
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stamp_path(out: Path, name: str) -> Path:
    """Where the fingerprint of a built layer's inputs is kept."""
    return out / f".{name}.stamp"


def is_current(out: Path, name: str, stamp: str) -> bool:
    """Whether the layer was built from exactly these inputs."""
    kept = stamp_path(out, name)
    return (out / name).is_dir() and kept.is_file() and kept.read_text() == stamp


def size_bytes(folder: Path) -> int:
    """Sum of the sizes of the files below a folder, which is how Lambda counts."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
