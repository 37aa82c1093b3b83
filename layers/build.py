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
import platform
import shutil
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from layers import sbom
from layers.folder import digest, fresh_layer, is_current, size_bytes
from layers.opencv import build as opencv
from layers.target import LAMBDA_PYTHON, MACHINES, Target
from layers.wheels import install, precompile, prune, strip

ROOT = Path(__file__).resolve().parent.parent

WHEEL_LAYERS = ("runtime", "media", "inference", "heif")
OPENCV_LAYER = "runtime"  # a function has five layers at most


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
    print(f"layer {name}: {size_bytes(out / name) / 2**20:.1f} MiB", file=sys.stderr)


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
