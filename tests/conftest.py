"""Where the tests find what is not in the repository, and how hard hypothesis tries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).parents[1]

settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


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
