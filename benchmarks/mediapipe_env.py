"""An environment of its own for the ``mediapipe`` package, which has wheels up to Python 3.12 only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import PROJECT
from layers.models.__main__ import DEFAULT_CACHE
from layers.models.fetch import fetch_files
from layers.models.sources import load_sources

REQUIREMENT = "mediapipe==0.10.21"
COMPLEXITY = {"lite": 0, "full": 1, "heavy": 2}
_PYTHONS = ("python3.12", "python3.11", "python3.10", "python3.9")
_FOLDER = PROJECT / ".venvs" / "mediapipe"
_NOT_IN_THE_WHEEL = ("pose_landmark_lite", "pose_landmark_heavy")


def run_worker(*arguments: str | Path | int | float) -> str:
    """Run ``mediapipe_worker.py`` with these arguments; what it prints on stdout.

    The environment is made first if need be, which takes about a minute.
    """
    command = [str(part) for part in (_environment(), "-m", "benchmarks.mediapipe_worker", *arguments)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"mediapipe_worker.py failed:\n{done.stderr[-2000:]}")
    return done.stdout


def _environment() -> Path:
    """The environment's interpreter."""
    python = _FOLDER / "bin" / "python"
    ready = _FOLDER / f"{REQUIREMENT}.ready"
    if not ready.exists():
        shutil.rmtree(_FOLDER, ignore_errors=True)
        subprocess.run([_base_python(), "-m", "venv", _FOLDER], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, REQUIREMENT], check=True)
        _add_models(python)
        ready.touch()
    return python


def _add_models(python: Path) -> None:
    """Put the models that the package would download into it."""
    find = "import importlib.util as u; print(u.find_spec('mediapipe').submodule_search_locations[0])"
    package = Path(
        subprocess.run([python, "-c", find], check=True, capture_output=True, text=True).stdout.strip()
    )
    files = [load_sources().files[name] for name in _NOT_IN_THE_WHEEL]
    for file, cached in fetch_files(files, PROJECT / DEFAULT_CACHE).items():
        shutil.copyfile(cached, package / "modules" / "pose_landmark" / Path(file.member).name)


def _base_python() -> Path:
    """A Python that the package has wheels for; version managers' shims may be there and not run."""
    for python in _candidates():
        found = subprocess.run([python, "-c", "import ensurepip"], capture_output=True, check=False)
        if found.returncode == 0:
            return python
    raise SystemExit(f"{REQUIREMENT} needs Python 3.9 to 3.12 with venv: put one of {_PYTHONS} on the PATH.")


def _candidates() -> Iterator[Path]:
    managed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for name in _PYTHONS:
        if on_path := shutil.which(name):
            yield Path(on_path)
        yield from sorted(managed.glob(f"*/bin/{name}"))
