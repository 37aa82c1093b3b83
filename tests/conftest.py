"""Where the tests find what is not in the repository, and how hard hypothesis tries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from formtrace.cli.local_stack import LocalStack
from tests.support import clips
from tests.support.http import Client
from tests.support.stack import Stack

PROJECT = Path(__file__).parents[1]

settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


_BUILDING = {"test_layers", "test_supply_chain", "test_upgrade"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a run of several processes, tests that share a stack, built layers or a browser stay in one.

    So do those of one file that takes long: its fixtures are made once.
    """
    for item in items:
        room, module = item.path.relative_to(PROJECT).parts[1], item.path.stem
        if "stack" in getattr(item, "fixturenames", ()) or module in _BUILDING:
            item.add_marker(pytest.mark.xdist_group("stack"))
        elif room == "browser":
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif room in ("e2e", "integration"):
            item.add_marker(pytest.mark.xdist_group(module))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The development data; the tests must also stand without it."""
    folder = Path(os.environ.get("FORMTRACE_DATA") or PROJECT.parent / "shared" / "data")
    if not (folder / "manifest.json").exists():
        pytest.skip("the development data is not here (FORMTRACE_DATA)")
    return folder


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The imported pose models."""
    folder = Path(os.environ.get("FORMTRACE_MODELS") or PROJECT / "build" / "models")
    if not (folder / "blazepose_full.onnx").exists():
        pytest.skip("the pose models are not built yet (python -m layers.models)")
    return folder


@pytest.fixture(scope="session")
def demo_clip() -> Path:
    """Two jumping jacks on a roof, with a passer-by below."""
    clip = PROJECT / "build" / "demo" / "demo.mp4"
    if not clip.exists():
        pytest.skip("the demo clip is not fetched yet (python -m layers.models)")
    return clip


@pytest.fixture(scope="session")
def short_demo(demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo clip's two jumping jacks at half the size: where a video's way counts, not its pixels."""
    path = tmp_path_factory.mktemp("demo") / "jacks.mp4"
    path.write_bytes(clips.beginning(demo_clip, 3.5, 884, 496))
    return path


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, models_dir: object) -> Iterator[Stack]:
    """The whole stack, built and deployed with SAM, beside whatever else runs on this machine."""
    if not (PROJECT / ".venvs" / "ministack").exists():
        pytest.skip("the local stack is not set up (make setup)")
    local = LocalStack(PROJECT, tmp_path_factory.mktemp("stack"))
    # Waits between attempts are real, but shorter; and each function may do only what its role allows.
    shorter = {"SFN_WAIT_SCALE": "0.05", "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"}
    local.start({**shorter, "AUTH": "true"})
    try:
        local.build()
        local.deploy()
        yield Stack(local)
    finally:
        local.stop()


@pytest.fixture(scope="session")
def http(stack: Stack) -> Client:
    """The stack's HTTP API with a token of its own, which everything is unlocked for."""
    return Client(stack.endpoint, stack.new_token("tests"))
