"""Set up everything that ``make run`` and ``make test`` need; in seconds when nothing changed.

Runs on any Python from 3.9 on, with nothing installed. What it makes:

=========================  ==============================================================
``.venv``                  the project, on the newest of Python 3.13, 3.12 and 3.11 that runs
``.venvs/sam``             the AWS SAM command line
``.venvs/ministack``       AWS on this machine
``build/lambda-runtime``   what AWS supplies in its Python runtimes
``node_modules``           what builds and checks the page; the validator of the state machine
``build/web``              the page
``build/models``           the pose models, imported from published packages
``build/demo/demo.mp4``    the demo clip, from a published package
Debian packages            Chromium for the browser tests; ``venv`` and npm where they are missing
=========================  ==============================================================

Each step keeps a fingerprint of its inputs in ``.cache/setup`` and runs only when it differs.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".cache" / "setup"
PYTHON_VERSIONS = ("3.13", "3.12", "3.11")
PIP = "pip==26.3"
NODE_PACKAGES = ("package.json", "package-lock.json")
PAGE_SOURCES = (
    "web/*.*",
    *(f"web/src/**/*.{suffix}" for suffix in ("ts", "tsx", "css", "json")),
    "shared/formtrace/overlay/styles/default.json",
    "shared/formtrace/skeletons/blazepose33.json",
)
IN_VENV = str(ROOT / ".venv" / "bin" / "python")
QUIET = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PIP_NO_INPUT": "1",
    "DEBIAN_FRONTEND": "noninteractive",
}


class SetupError(Exception):
    """Something is missing that a person has to install; the message says what."""


@dataclass(frozen=True)
class Step:
    """One thing to make.

    Attributes:
        name: what the user sees.
        inputs: files whose content decides whether it is made again.
        output: what has to exist afterwards.
        make: makes it.
        needs: steps that come first.
    """

    name: str
    inputs: tuple[str, ...]
    output: Path
    make: Callable[[], None]
    needs: tuple[str, ...] = field(default=())

    def fingerprint(self, python: str) -> str:
        """Digest of the inputs and of the version of the Python in use."""
        total = hashlib.sha256(f"{self.name} {Path(python).name} {PIP}".encode())
        for pattern in self.inputs:
            for path in sorted(ROOT.glob(pattern)):
                total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()


def run(*command: str, environment: dict[str, str] | None = None) -> str:
    """Run a tool in the checkout; its output is shown only when it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **QUIET, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-20:])
        raise SetupError(f"{' '.join(command)}\nfailed:\n{tail}")
    return done.stdout


def find_python() -> str:
    """The newest supported Python that really runs and can make environments; shims often do not."""
    for version in PYTHON_VERSIONS:
        for candidate in _candidates(version):
            if _runs(candidate, version):
                return candidate
    raise SetupError(
        "Install Python 3.11 or newer with its venv module (Debian: apt-get install python3-venv)."
    )


def _candidates(version: str) -> list[str]:
    name = f"python{version}"
    on_path = [Path(folder, name) for folder in os.get_exec_path()]
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    installed = sorted(pyenv.glob(f"{version}.*/bin/{name}"), key=_patch_number, reverse=True)
    return [str(path) for path in [*on_path, *installed] if os.access(path, os.X_OK)]


def _patch_number(python: Path) -> int:
    patch = python.parts[-3].rpartition(".")[2]
    return int(patch) if patch.isdigit() else -1


def _runs(python: str, version: str) -> bool:
    probe = "import ctypes, ensurepip, ssl, venv, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", probe], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def make_venv(python: str, folder: Path, *arguments: str) -> None:
    """A virtual environment of that Python with some packages in it."""
    own = str(folder / "bin" / "python")
    version = Path(python).name.replace("python", "")
    if not _runs(own, version):
        shutil.rmtree(folder, ignore_errors=True)
        run(python, "-m", "venv", str(folder))
    run(own, "-m", "pip", "install", "--quiet", "--quiet", PIP)
    run(own, "-m", "pip", "install", "--quiet", "--quiet", *arguments)


def make_lambda_runtime() -> None:
    """What AWS supplies, in a folder that the local stack puts behind the layers."""
    target = ROOT / "build" / "lambda-runtime"
    shutil.rmtree(target, ignore_errors=True)
    pip = [IN_VENV, "-m", "pip", "install", "--quiet", "--quiet", "--target", str(target)]
    run(*pip, "--requirement", "emulator/lambda-runtime.txt", "--constraint", "constraints.txt")


def make_models() -> None:
    """The ONNX files and the demo clip."""
    run(IN_VENV, "-m", "layers.models", "--out", "build/models", "--demo", "build/demo/demo.mp4")


def steps(python: str) -> list[Step]:
    """Everything, in an order that respects what needs what."""
    venvs = ROOT / ".venvs"

    def environment(name: str) -> Callable[[], None]:
        arguments = ("-r", f"emulator/{name}.txt", "-c", f"emulator/{name}-constraints.txt")
        return lambda: make_venv(python, venvs / name, *arguments)

    def project() -> None:
        groups = ("--group", "dev", "--group", "models")
        make_venv(python, ROOT / ".venv", "-e", ".", *groups, "-c", "constraints.txt")

    return [
        Step("project", ("pyproject.toml", "constraints.txt"), Path(IN_VENV), project),
        Step("sam", ("emulator/sam*.txt",), venvs / "sam" / "bin" / "sam", environment("sam")),
        Step(
            "ministack",
            ("emulator/ministack*.txt",),
            venvs / "ministack" / "bin" / "ministack",
            environment("ministack"),
        ),
        Step(
            "node packages",
            NODE_PACKAGES,
            ROOT / "node_modules" / ".bin" / "asl-validator",
            lambda: _ignore(run("npm", "ci", "--silent")),
        ),
        Step(
            "page",
            (*NODE_PACKAGES, *PAGE_SOURCES),
            ROOT / "build" / "web" / "index.html",
            lambda: _ignore(run("node", "web/build.mjs")),
            ("node packages",),
        ),
        Step(
            "lambda runtime",
            ("emulator/lambda-runtime.txt", "constraints.txt"),
            ROOT / "build" / "lambda-runtime" / "awslambdaric",
            make_lambda_runtime,
            ("project",),
        ),
        Step(
            "models and demo clip",
            ("layers/models/*.py", "layers/models/*.toml"),
            ROOT / "build" / "demo" / "demo.mp4",
            make_models,
            ("project",),
        ),
    ]


def _ignore(_: object) -> None:
    """Give a step that returns something the type of one that does not."""


def run_step(step: Step, python: str, before: Sequence[Future[None]]) -> None:
    """Make one thing after those that it needs, unless it is there already."""
    for future in before:
        future.result()
    stamp = STAMPS / step.name.replace(" ", "-")
    fingerprint = step.fingerprint(python)
    if step.output.exists() and stamp.is_file() and stamp.read_text() == fingerprint:
        return
    stamp.unlink(missing_ok=True)
    started = time.monotonic()
    step.make()
    stamp.write_text(fingerprint)
    print(f"set-up: {step.name} ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)


def missing_debian_packages() -> list[str]:
    """Names of the packages whose programs are not there."""
    missing = []
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        missing.append("chromium")
    if not shutil.which("npm"):
        missing.append("npm")
    try:
        find_python()
    except SetupError:
        missing.append("python3-venv")
    return missing


def install_debian_packages() -> None:
    """Install what is missing, or say what a person with the right to do so has to install.

    Raises:
        SetupError: something is missing without which nothing works.
    """
    missing = missing_debian_packages()
    if not missing:
        return
    as_root = _as_root()
    if as_root is not None and shutil.which("apt-get"):
        started = time.monotonic()
        run(*as_root, "apt-get", "-qq", "update")
        run(*as_root, "apt-get", "-qq", "install", "--yes", "--no-install-recommends", *missing)
        print(
            f"set-up: {', '.join(missing)} ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True
        )
        return
    advice = f"apt-get install --no-install-recommends {' '.join(missing)}"
    if missing != ["chromium"]:
        raise SetupError(f"Please install what is missing, as root:\n  {advice}")
    print(f"set-up: the browser tests need Chromium; as root: {advice}", file=sys.stderr)


def _as_root() -> list[str] | None:
    """How to run a command as root; ``None`` if that is not allowed."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None


def main() -> None:
    """Make what is missing; the independent things side by side."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    try:
        with (STAMPS / "lock").open("w") as lock, ThreadPoolExecutor(max_workers=4) as pool:
            fcntl.flock(lock, fcntl.LOCK_EX)  # a second set-up waits and then finds all done
            blocking = [name for name in missing_debian_packages() if name != "chromium"]
            packages = pool.submit(install_debian_packages)
            if blocking:
                packages.result()
            python = find_python()
            futures: dict[str, Future[None]] = {}
            for step in steps(python):
                before = [futures[name] for name in step.needs]
                futures[step.name] = pool.submit(run_step, step, python, before)
            for future in [packages, *futures.values()]:
                future.result()
    except SetupError as error:
        sys.exit(f"set-up: {error}")


if __name__ == "__main__":
    main()
