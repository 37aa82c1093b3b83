from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demo(short_demo: Path) -> bytes:
    """The content of the demo clip's beginning."""
    return short_demo.read_bytes()
