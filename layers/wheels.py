"""Wheels of a target, without what no function uses."""

from __future__ import annotations

import compileall
import py_compile
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from layers.target import HOST_PYTHON, MACHINES, Target

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venvs" / "uv" / "bin" / "uv"
UNUSED = tomllib.loads((ROOT / "layers" / "unused.toml").read_text("utf-8"))


def install(packages: Path, target: Target, requirements: Path) -> None:
    """Unpack wheels for the target, whose hashes are those of the lock."""
    exactly = ("--no-deps", "--require-hashes", "--only-binary=:all:")
    machine = (
        f"--python={sys.executable}",
        f"--python-version={target.python}",
        f"--python-platform={target.platform}",
    )
    # Copies: what is stripped and pruned must not be uv's own.
    where = ("--link-mode=copy", f"--target={packages}", f"--requirement={requirements}")
    subprocess.run([UV, "pip", "install", "--quiet", *exactly, *machine, *where], check=True)


def prune(packages: Path) -> None:
    """Delete what is there for developers of the packages: tests, headers, type stubs, tools."""
    for pattern in UNUSED["directories"]:
        for path in list(packages.glob(pattern)):
            shutil.rmtree(path, ignore_errors=True)
    for pattern in UNUSED["files"]:
        for path in list(packages.glob(pattern)):
            path.unlink()


def strip(packages: Path, target: Target) -> None:
    """Remove symbols that only a debugger reads, where a tool for the architecture is installed."""
    tool = strip_tool(target)
    if tool is None:
        print(f"layers for {target.arch} are not stripped: install llvm, or binutils for it", file=sys.stderr)
        return
    for path in shared_objects(packages):
        subprocess.run([tool, "--strip-unneeded", str(path)], check=False, capture_output=True)


def strip_tool(target: Target) -> str | None:
    """The program that strips libraries of the architecture: LLVM's takes any, GNU's its own."""
    names = (
        f"{MACHINES[target.arch]}-linux-gnu-strip",
        "llvm-strip",
        *(("strip",) if target.is_host else ()),
    )
    return next((tool for name in names if (tool := shutil.which(name))), None)


def precompile(layer: Path, target: Target) -> None:
    """Add byte code, if this is the Python it is for: Lambda cannot keep what it compiles at a cold start.

    The files say nothing of this machine, and are valid whatever the sources' times are.
    """
    if target.python != HOST_PYTHON:
        return
    compileall.compile_dir(
        layer / "python",
        stripdir=str(layer),
        prependdir="/opt",
        quiet=2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def shared_objects(packages: Path) -> Iterator[Path]:
    """Every compiled extension, but not ``<package>.libs``: their rewritten headers do not survive it."""
    found = (path for path in packages.rglob("*.so") if not path.is_symlink())
    return (path for path in found if not path.parent.name.endswith(".libs"))
