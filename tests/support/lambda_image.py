"""A container image like Lambda's for Python, where the public one cannot be pulled.

It holds what this machine's Debian packages and its Python hold: the interpreter with its standard library, a
shell, the C and C++ libraries, and the runtime client that AWS uses. The runtime emulator is SAM's own, which
``sam local invoke`` adds to every image.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from pathlib import Path

BOOTSTRAP = """#!/bin/sh
export PYTHONPATH=/var/task:/opt/python:/var/runtime
cd /var/task
exec {python} -m awslambdaric "$_HANDLER"
"""
PROGRAMS = ("/bin/sh", "/bin/chmod", "/bin/cp", "/bin/mkdir", "/bin/mv", "/bin/rm")
"""What the entry point and SAM's own build steps use."""
NOT_NEEDED = {"site-packages", "dist-packages", "test", "tests", "__pycache__", "idlelib", "ensurepip"}


def engine_problem() -> str | None:
    """Why no container can run here; ``None`` if one can."""
    if shutil.which("docker") is None:
        return "Docker is not installed"
    done = subprocess.run(["docker", "version"], capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f"Docker does not run: {done.stderr.strip()[-200:]}"


def ensure_image(tag: str, runtime: Path) -> None:
    """Have an image of that name: the one that is here, the public one, or one made of this machine's files.

    Args:
        tag: the name of AWS's image.
        runtime: a folder with ``awslambdaric`` and ``boto3``.
    """
    for command in (["image", "inspect", tag], ["pull", "--quiet", tag]):
        if (
            subprocess.run(["docker", *command], capture_output=True, timeout=300, check=False).returncode
            == 0
        ):
            return
    settings = [f"ENV {name}={value}" for name, value in _environment().items()]
    changes = [word for setting in settings for word in ("--change", setting)]
    subprocess.run(
        ["docker", "import", *changes, "-", tag], input=_files(runtime), check=True, capture_output=True
    )


def _environment() -> dict[str, str]:
    return {
        "LAMBDA_TASK_ROOT": "/var/task",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "PATH": "/usr/bin:/bin",
        "TZ": ":UTC",
    }


def _files(runtime: Path) -> bytes:
    python, library = Path(os.path.realpath(sys.executable)), Path(sysconfig.get_path("stdlib"))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", dereference=True) as archive:
        for program in PROGRAMS:
            archive.add(program)
        archive.add(python)
        archive.add(library, filter=_needed)
        archive.add(runtime, "/var/runtime", filter=_needed)
        for path in sorted(
            set(_libraries([*map(Path, PROGRAMS), python, *library.glob("lib-dynload/*.so")]))
        ):
            archive.add(path)
        for folder in ("/tmp", "/var/task", "/opt"):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777
            archive.addfile(entry)
        script = BOOTSTRAP.format(python=python).encode()
        entry = tarfile.TarInfo("/var/runtime/bootstrap")
        entry.size, entry.mode = len(script), 0o755
        archive.addfile(entry, io.BytesIO(script))
    return buffer.getvalue()


def _needed(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if NOT_NEEDED & set(Path(entry.name).parts) else entry


def _libraries(programs: list[Path]) -> Iterator[str]:
    """The shared libraries of some programs, and the C++ library, which wheels expect."""
    for program in programs:
        listed = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False).stdout
        yield from re.findall(r"(/\S+) \(0x", listed)
    cached = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    yield from re.findall(
        r"lib(?:stdc\+\+|gcc_s|rt|dl|pthread|m|mvec|util)\.so\.\d+ \(libc6,\S+\) => (\S+)", cached
    )
