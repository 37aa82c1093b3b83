from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demo(demo_clip: Path) -> bytes:
    """The demo clip's content."""
    return demo_clip.read_bytes()
