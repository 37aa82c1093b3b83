"""Build the Lambda layers into ``build/layers/<name>``, for one architecture and one Python.

A layer is what its folder here says: the wheels of ``requirements.txt`` (complete and exact, so nothing is
resolved), without what no function uses. Wheels of another architecture are only unpacked, never run.
``runtime`` has OpenCV, too: compiled (``layers/opencv``) for AWS, PyPI's wheel where that was never done.
``core`` is the package, ``models`` and ``photo_models`` are the ONNX files, ``web`` is the built page: a
change of the code, of a model or of the page re-deploys one small layer. Times inside are fixed: the same
content gives the same zip, and ``sam deploy`` publishes only the layers that differ.

Run it as ``python -m layers.build [--arch arm64] [--python 3.12] [--out DIR] [--models full]
[--compile-opencv]``.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import os
import platform
import py_compile
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from layers import sbom
from layers.opencv import build as opencv

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venvs" / "uv" / "bin" / "uv"

WHEEL_LAYERS = ("runtime", "media", "inference", "heif")
OPENCV_LAYER = "runtime"  # a function has five layers at most
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
LAMBDA_PYTHON = "3.13"
HOST_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
FIXED_TIME = 1_577_836_800  # 2020-01-01: zip cannot hold times before 1980

UNUSED_DIRECTORIES = (
    "**/__pycache__",
    "**/tests",
    "bin",
    "share",
    "*-stubs",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",
    "av/include",
    "cv2/data",
    "google/protobuf/compiler",
    "numpy/_core/include",
    "numpy/_pyinstaller",
    "numpy/f2py",
    "numpy/testing",
    "onnxruntime/datasets",
    "onnxruntime/quantization",
    "onnxruntime/tools",
    "onnxruntime/transformers",
    "pydantic/v1",
)
UNUSED_FILES = (
    "**/*.a",
    "**/*.c",
    "**/*.cpp",
    "**/*.h",
    "**/*.hpp",
    "**/*.pxd",
    "**/*.pxi",
    "**/*.pyi",
    "**/*.pyx",
    "onnxruntime/capi/libonnxruntime.so*",  # a second copy, for C programs
    "onnxruntime/ThirdPartyNotices.txt",
    "PIL/_avif.*",
    "pillow.libs/libavif-*",
)


@dataclass(frozen=True, slots=True)
class Target:
    """What the layers are for: ``x86_64`` or ``arm64``, and a Python version such as ``3.13``."""

    arch: str
    python: str

    @property
    def is_host(self) -> bool:
        """Whether the tools of this machine understand binaries of that architecture."""
        return platform.machine() == MACHINES[self.arch]

    @property
    def platform(self) -> str:
        """uv's name for it: Linux with a glibc that is as old as that of today's wheels."""
        return f"{MACHINES[self.arch]}-manylinux_2_28"


def build(
    out: Path, target: Target, models: Iterable[str], models_dir: Path, *, compile_opencv: bool = False
) -> None:
    """Build every layer whose inputs differ from those of the last build."""
    out.mkdir(parents=True, exist_ok=True)
    if compile_opencv:
        opencv.build(target.arch)
    with ThreadPoolExecutor(max_workers=3) as pool:
        jobs = [pool.submit(build_wheel_layer, out, name, target) for name in WHEEL_LAYERS]
        build_core(out, target)
        build_web(out)
        build_models(out, models, models_dir)
        for job in jobs:
            job.result()
    sbom.write(out)


def build_wheel_layer(out: Path, name: str, target: Target) -> None:
    """Unpack the wheels of ``layers/<name>/requirements.txt`` into ``python/`` and prune them."""
    requirements = ROOT / "layers" / name / "requirements.txt"
    module = opencv.kept_module(target.arch)
    kept = [module] if name == OPENCV_LAYER and module.is_file() else []
    stamp = digest([requirements, *kept], extra=f"{target.arch} {target.python} {opencv.version()}")
    if is_current(out, name, stamp):
        return
    with fresh_layer(out, name, stamp) as layer:
        packages = layer / "python"
        install(packages, target, requirements)
        if name == OPENCV_LAYER:
            add_opencv(packages, target, module)
        prune(packages)
        strip(packages, target)
        precompile(layer, target)
    report(out / name)


def install(packages: Path, target: Target, requirements: Path) -> None:
    """Unpack wheels for the target, whose hashes are those of the lock."""
    command = [
        str(UV),
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    command += [
        "--python",
        sys.executable,
        "--python-version",
        target.python,
        "--python-platform",
        target.platform,
    ]
    # Copies: what is stripped and pruned must not be uv's own.
    command += ["--link-mode", "copy", "--target", str(packages), "--requirement", str(requirements)]
    subprocess.run(command, check=True)


def add_opencv(packages: Path, target: Target, module: Path) -> None:
    """Add the compiled module where there is one, else PyPI's wheel, which is too large for Lambda."""
    if module.is_file():
        shutil.copy(module, packages)
    else:
        install(packages, target, ROOT / "layers" / "opencv" / "requirements.txt")


def build_core(out: Path, target: Target) -> None:
    """Copy the package: code and data files."""
    source = ROOT / "shared" / "formtrace"
    files = sorted(path for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    stamp = digest(files, extra=f"core {target.python}")
    if is_current(out, "core", stamp):
        return
    with fresh_layer(out, "core", stamp) as layer:
        ignore = shutil.ignore_patterns("__pycache__", "cli")
        shutil.copytree(source, layer / "python" / "formtrace", ignore=ignore)
        precompile(layer, target)


def build_web(out: Path) -> None:
    """Copy the page that ``web/build.mjs`` made."""
    source = ROOT / "build" / "web"
    if not (source / "index.html").is_file():
        raise SystemExit(f"There is no page in {source}: run `make setup` first.")
    stamp = digest(sorted(path for path in source.rglob("*") if path.is_file()), extra="web")
    if is_current(out, "web", stamp):
        return
    with fresh_layer(out, "web", stamp) as layer:
        shutil.copytree(source, layer / "web")


def build_models(out: Path, variants: Iterable[str], models_dir: Path) -> None:
    """Copy the detector and the chosen landmark networks: plain for video, with heatmaps for photos."""
    chosen = sorted(variants)
    networks = {"models": "blazepose_{}.onnx", "photo_models": "blazepose_{}_heatmap.onnx"}
    for layer, file_name in networks.items():
        names = ["blazepose_detector.onnx", *(file_name.format(variant) for variant in chosen)]
        copy_models(out, layer, [models_dir / name for name in names])


def copy_models(out: Path, name: str, files: list[Path]) -> None:
    """Make a layer of ONNX files."""
    missing = [path.name for path in files if not path.is_file()]
    if missing:
        raise SystemExit(f"{', '.join(missing)} not found in {files[0].parent}: run `make setup` first.")
    stamp = digest(files, extra=name)
    if is_current(out, name, stamp):
        return
    with fresh_layer(out, name, stamp) as layer:
        target = layer / "models"
        target.mkdir()
        for path in files:
            shutil.copy(path, target)


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


def prune(packages: Path) -> None:
    """Delete what is there for developers of the packages: tests, headers, type stubs, tools."""
    for pattern in UNUSED_DIRECTORIES:
        for path in list(packages.glob(pattern)):
            shutil.rmtree(path, ignore_errors=True)
    for pattern in UNUSED_FILES:
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


def digest(files: Iterable[Path], *, extra: str) -> str:
    """Fingerprint of some files' names and contents, and of this builder's."""
    total = hashlib.sha256(extra.encode())
    for path in (Path(__file__), *files):
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


def report(layer: Path) -> None:
    """Say what was built."""
    print(f"layer {layer.name}: {size_bytes(layer) / 2**20:.1f} MiB", file=sys.stderr)


def main() -> None:
    """Parse the command line and build."""
    host = next((arch for arch, machine in MACHINES.items() if machine == platform.machine()), "x86_64")
    parser = argparse.ArgumentParser(description="Build the Lambda layers.")
    parser.add_argument("--arch", choices=sorted(MACHINES), default=host)
    parser.add_argument("--python", default=LAMBDA_PYTHON, help="such as 3.12 (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "layers")
    parser.add_argument("--models", nargs="+", default=["lite", "full", "heavy"], help="pose models")
    parser.add_argument("--models-dir", type=Path, default=ROOT / "build" / "models")
    parser.add_argument(
        "--compile-opencv", action="store_true", help="small enough for Lambda; minutes, once"
    )
    given = parser.parse_args()
    target = Target(given.arch, given.python)
    build(given.out, target, given.models, given.models_dir, compile_opencv=given.compile_opencv)


if __name__ == "__main__":
    main()
