"""Compile OpenCV for Lambda: core, imgproc and imgcodecs in one file of 13 MB instead of a 150 MB wheel.

The source is that of ``opencv-python-headless`` in the version that ``pyproject.toml`` pins, so that PyPI's
wheel (local runs, tests) and this file are the same code. The compiler is Zig's Clang from PyPI: it brings
its own libc++ and the symbols of an old glibc, and compiles for either architecture on either machine.
A finished file is kept under the fingerprint of its recipe, so a second build takes no time.

Run it as ``python -m layers.opencv.build [--arch arm64]``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
CACHE = ROOT / "build" / "opencv"
TOOLS = ROOT / ".venvs" / "opencv"
MODULE = "cv2.abi3.so"
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
GLIBC = "2.28"  # as old as the other wheels in the layers; Lambda has 2.34
PACKAGE = "opencv-python-headless"

COMMON = {
    "CMAKE_BUILD_TYPE": "Release",
    "BUILD_LIST": "core,imgproc,imgcodecs,python3",
    "BUILD_SHARED_LIBS": "OFF",
    "PYTHON3_LIMITED_API": "ON",
    "OPENCV_SKIP_PYTHON_LOADER": "ON",
    "OPENCV_PYTHON3_INSTALL_PATH": "python",
    "OPENCV_FORCE_3RDPARTY_BUILD": "ON",
    "OPENCV_PYTHON_SKIP_LINKER_EXCLUDE_LIBS": "ON",  # an option that Zig's linker does not have
    "ENABLE_PRECOMPILED_HEADERS": "OFF",
}
SWITCHED_ON = ("BUILD_JPEG", "BUILD_PNG", "BUILD_WEBP", "BUILD_ZLIB")
SWITCHED_OFF = (
    *("BUILD_DOCS", "BUILD_EXAMPLES", "BUILD_JAVA", "BUILD_PERF_TESTS", "BUILD_TESTS", "BUILD_opencv_apps"),
    *(
        "WITH_ADE",
        "WITH_AVIF",
        "WITH_EIGEN",
        "WITH_FFMPEG",
        "WITH_GSTREAMER",
        "WITH_GTK",
        "WITH_IPP",
        "WITH_ITT",
    ),
    *(
        "WITH_JASPER",
        "WITH_JPEGXL",
        "WITH_KLEIDICV",
        "WITH_LAPACK",
        "WITH_OPENCL",
        "WITH_OPENEXR",
        "WITH_OPENJPEG",
    ),
    *("WITH_PROTOBUF", "WITH_QUIRC", "WITH_TIFF", "WITH_V4L", "WITH_VA", "WITH_IMGCODEC_HDR"),
    *("WITH_IMGCODEC_PFM", "WITH_IMGCODEC_PXM", "WITH_IMGCODEC_SUNRASTER", "WITH_1394"),
)
BY_ARCHITECTURE = {
    "x86_64": {"CPU_BASELINE": "SSE4_2", "CPU_DISPATCH": "AVX2,AVX512_SKX"},
    "arm64": {"CPU_BASELINE": "NEON", "CPU_DISPATCH": ""},
}


class BuildError(Exception):
    """OpenCV cannot be compiled here; the message says what to do."""


def build(arch: str) -> Path:
    """Compile for one architecture, unless it was done before, and say where the module is.

    Raises:
        BuildError: something that a person has to install is missing, or the compiler failed.
    """
    kept = kept_module(arch)
    if not kept.is_file():
        print(
            f"OpenCV {version()} for {arch}: compiling (some five minutes, once)", file=sys.stderr, flush=True
        )
        make_tools()
        compiled = compile_module(source(), arch)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(compiled, kept)
    return kept


def kept_module(arch: str) -> Path:
    """Where the module is, or will be, that today's recipe makes."""
    return CACHE / f"{arch}-{recipe(arch)[:16]}" / MODULE


def version() -> str:
    """The version that the project pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    name, _, number = next(line for line in project["dependencies"] if line.startswith(PACKAGE)).partition(
        "=="
    )
    assert name == PACKAGE
    return str(number)


def recipe(arch: str) -> str:
    """Fingerprint of all that decides what is compiled."""
    total = hashlib.sha256(f"{arch} {version()} {bool(shutil.which('nasm'))}".encode())
    for path in (Path(__file__), HERE / "tools.txt"):
        total.update(path.read_bytes())
    return total.hexdigest()


def make_tools() -> None:
    """The compiler and CMake, from PyPI, in an environment of their own."""
    wanted, stamp = (HERE / "tools.txt").read_text(), TOOLS / "tools.txt"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    venv.create(TOOLS, with_pip=True)
    run(TOOLS / "bin" / "pip", "install", "--quiet", "--requirement", HERE / "tools.txt")
    stamp.write_text(wanted)


def source() -> Path:
    """The folder with OpenCV's ``CMakeLists.txt``, unpacked from PyPI's source distribution."""
    folder = CACHE / f"source-{version()}"
    if not folder.is_dir():
        downloads = CACHE / "downloads"
        pip = (TOOLS / "bin" / "pip", "download", "--quiet", "--no-deps", "--no-binary", PACKAGE)
        run(*pip, "--dest", downloads, f"{PACKAGE}=={version()}")
        partial = folder.with_suffix(".new")
        shutil.rmtree(partial, ignore_errors=True)
        with tarfile.open(next(downloads.glob(f"*{version()}.tar.gz"))) as archive:
            archive.extractall(partial, filter="data")
        partial.replace(folder)
    return next(folder.glob("*/opencv"))


def compile_module(opencv: Path, arch: str) -> Path:
    """Run CMake and Ninja; the stripped module."""
    work = CACHE / f"work-{arch}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    options = {**COMMON, **dict.fromkeys(SWITCHED_ON, "ON"), **dict.fromkeys(SWITCHED_OFF, "OFF")}
    options |= BY_ARCHITECTURE[arch] | python_options()
    toolchain = write_toolchain(work, arch)
    defines = [f"-D{name}={value}" for name, value in options.items()]
    tools = TOOLS / "bin"
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    cmake = (
        tools / "cmake",
        "-S",
        opencv,
        "-B",
        work / "build",
        "-G",
        "Ninja",
        f"-DCMAKE_TOOLCHAIN_FILE={toolchain}",
    )
    run(*cmake, *defines, log=work / "configure.log", env=environment)
    run(tools / "ninja", "-C", work / "build", "opencv_python3", log=work / "compile.log", env=environment)
    return next((work / "build" / "lib").rglob("cv2*.so"))


def python_options() -> dict[str, str | Path]:
    """Where the headers of Python and NumPy are; the same for all architectures of 64 bits.

    Raises:
        BuildError: Python came without its headers.
    """
    include = Path(sysconfig.get_path("include"))
    if not (include / "Python.h").is_file():
        raise BuildError(
            f"There is no Python.h in {include}: install Python's headers (apt-get install python3-dev)."
        )
    numpy = next((TOOLS / "lib").glob("python3*/site-packages/numpy/_core/include"))
    return {
        "PYTHON3_EXECUTABLE": sys.executable,
        "PYTHON3_INCLUDE_PATH": include,
        "PYTHON3_INCLUDE_DIR": include,
        "PYTHON3_NUMPY_INCLUDE_DIRS": numpy,
        "PYTHON3_LIBRARY": include / "Python.h",  # has to exist; an extension module links no libpython
        "PYTHON3_CVPY_SUFFIX": ".abi3.so",
    }


def write_toolchain(work: Path, arch: str) -> Path:
    """Zig's compiler under the names that CMake knows, for one architecture."""
    machine = MACHINES[arch]
    zig = TOOLS / "bin" / "python"
    for name, command in {
        "cc": f"cc -target {machine}-linux-gnu.{GLIBC}",
        "c++": f"c++ -target {machine}-linux-gnu.{GLIBC}",
        "ar": "ar",
        "ranlib": "ranlib",
    }.items():
        script = work / name
        script.write_text(f'#!/bin/sh\nexec "{zig}" -m ziglang {command} "$@"\n')
        script.chmod(0o755)
    toolchain = work / "toolchain.cmake"
    toolchain.write_text(
        f"set(CMAKE_SYSTEM_NAME Linux)\nset(CMAKE_SYSTEM_PROCESSOR {machine})\n"
        f'set(CMAKE_C_COMPILER "{work}/cc")\nset(CMAKE_CXX_COMPILER "{work}/c++")\n'
        f'set(CMAKE_AR "{work}/ar" CACHE FILEPATH "")\nset(CMAKE_RANLIB "{work}/ranlib" CACHE FILEPATH "")\n'
        'set(CMAKE_SHARED_LINKER_FLAGS_INIT "-s")\nset(CMAKE_MODULE_LINKER_FLAGS_INIT "-s")\n'
    )
    return toolchain


def run(*command: str | Path, log: Path | None = None, env: dict[str, str] | None = None) -> None:
    """Run a tool; its last lines are shown when it fails."""
    done = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
    )
    if log is not None:
        log.write_text(done.stdout)
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-30:])
        raise BuildError(f"{command[0]} failed:\n{tail}")


def main() -> None:
    """Parse the command line and build."""
    host = next((arch for arch, machine in MACHINES.items() if machine == platform.machine()), "x86_64")
    parser = argparse.ArgumentParser(description="Compile OpenCV for Lambda.")
    parser.add_argument("--arch", choices=sorted(MACHINES), default=host)
    try:
        print(build(parser.parse_args().arch))
    except BuildError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
