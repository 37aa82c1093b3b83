"""What the layers weigh, and that each function finds in its own what it imports."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from layers.build import build, build_core
from layers.folder import size_bytes
from layers.opencv.build import kept_module
from layers.target import HOST_PYTHON, MACHINES, Target
from layers.wheels import strip_tool
from tests.support.template import PROJECT, functions, layers_of, template

LAMBDA_LIMIT_BYTES = 250 * 2**20

OPENCV_LIMIT_BYTES = 16 * 2**20

TARGET = Target("x86_64", HOST_PYTHON)

AMAZON_LINUX_2023 = {"GLIBC": (2, 34), "GLIBCXX": (3, 4, 29), "CXXABI": (1, 3, 13)}
"""What Lambda's runtimes from Python 3.12 on have: glibc 2.34, and libstdc++ of GCC 11."""


def opencv_bytes(layer: Path) -> int:
    """What OpenCV weighs in a layer, compiled or as PyPI's wheel."""
    found = (layer / "python").glob("*cv2*"), (layer / "python").glob("opencv*")
    return sum(size_bytes(p) if p.is_dir() else p.stat().st_size for paths in found for p in paths)


def needed_versions(library: bytes) -> dict[str, tuple[int, ...]]:
    """The highest version of each versioned interface whose name is in a shared object's string table."""
    highest: dict[str, tuple[int, ...]] = {}
    for symbol, version in re.findall(rb"\0(GLIBC|GLIBCXX|CXXABI)_([0-9.]+)(?=\0)", library):
        numbers = tuple(int(part) for part in version.split(b"."))
        highest[symbol.decode()] = max(numbers, highest.get(symbol.decode(), (0,)))
    return highest


def built(arch: str, models: Path) -> Path:
    """The layers for an architecture; those of the host are the ones that are deployed here."""
    target = Target(arch, HOST_PYTHON)
    out = PROJECT / "build" / ("layers" if target.is_host else f"layers-{arch}")
    build(out, target, ("lite", "full", "heavy"), models)
    return out


@pytest.mark.slow
@pytest.mark.parametrize("arch", sorted(MACHINES))
def test_every_function_fits_with_its_layers(arch: str, models_dir: Path) -> None:
    if strip_tool(Target(arch, HOST_PYTHON)) is None:
        pytest.skip(f"no program here strips libraries for {arch} (binutils-aarch64-linux-gnu, llvm)")
    out = built(arch, models_dir)
    # Where OpenCV was never compiled, the wheel is there, and what is compiled counts at its upper limit.
    wheel = 0 if kept_module(arch).is_file() else opencv_bytes(out / "runtime") - OPENCV_LIMIT_BYTES
    assert opencv_bytes(out / "runtime") - wheel <= OPENCV_LIMIT_BYTES
    for name, properties in functions().items():
        code = size_bytes(PROJECT / "functions" / name)
        total = code - wheel + sum(size_bytes(out / layer) for layer in layers_of(properties))
        print(f"{arch} {name}: {total / 2**20:.1f} MiB")
        assert total <= LAMBDA_LIMIT_BYTES, f"{name}: {total / 2**20:.1f} MiB"


@pytest.mark.slow
@pytest.mark.parametrize("arch", sorted(MACHINES))
def test_no_shared_object_needs_a_newer_libc_than_the_runtime_has(arch: str, models_dir: Path) -> None:
    out = built(arch, models_dir)
    libraries = [path for path in out.rglob("*.so*") if path.is_file()]
    assert len(libraries) > 50
    for path in libraries:
        for symbol, version in needed_versions(path.read_bytes()).items():
            assert version <= AMAZON_LINUX_2023[symbol], f"{path.relative_to(out)}: {symbol}_{version}"


def test_the_highest_version_of_each_symbol_is_found() -> None:
    table = b"\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.4\0GLIBCXX_3.4.21\0CXXABI_1.3\0GLIBC_PRIVATE\0"
    assert needed_versions(table) == {"GLIBC": (2, 34), "GLIBCXX": (3, 4, 21), "CXXABI": (1, 3)}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(functions()))
def test_a_function_imports_only_what_its_layers_hold(name: str, models_dir: Path) -> None:
    runtime = PROJECT / "build" / "lambda-runtime"
    if not runtime.exists():
        pytest.skip("the Lambda runtime is not set up (make setup)")
    out = built(next(arch for arch in MACHINES if Target(arch, HOST_PYTHON).is_host), models_dir)
    layers = [out / layer / "python" for layer in layers_of(functions()[name])]
    path = [PROJECT / "functions" / name, *(layer for layer in layers if layer.exists()), runtime]
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    environment = dict.fromkeys(variables, "1") | {
        "FORMTRACE_FEATURE_GATE_CODE": "developer_features_not_allowed",
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
        "LAMBDA_TASK_ROOT": "/var/task",  # so that tracing is on
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            "import app; from formtrace.adapters.aws.services import services; services()",
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_layer_is_replaced_only_when_its_content_changes(tmp_path: Path) -> None:
    build_core(tmp_path, TARGET)
    stamp = (tmp_path / ".core.stamp").stat().st_mtime_ns
    content = (tmp_path / "core.zip").read_bytes()
    build_core(tmp_path, TARGET)
    assert (tmp_path / ".core.stamp").stat().st_mtime_ns == stamp
    (tmp_path / ".core.stamp").unlink()
    build_core(tmp_path, TARGET)
    assert (tmp_path / "core.zip").read_bytes() == content
    packed = tmp_path / "core" / "python" / "formtrace"
    assert (packed / "exercises" / "data" / "squat.json").exists()
    assert list(packed.rglob("options.*.pyc"))
    assert not (packed / "cli").exists()
