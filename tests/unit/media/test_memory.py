from __future__ import annotations

import resource
from pathlib import Path

import pytest

from formtrace.media.memory import memory_ceiling

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="memory is only limited on Linux"
)


def test_more_is_refused_and_the_ceiling_goes_away() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with memory_ceiling(256 * 2**20):
        assert len(bytearray(64 * 2**20)) == 64 * 2**20
        with pytest.raises(MemoryError):
            bytearray(2**30)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(bytearray(2**29)) == 2**29


def test_the_ceiling_goes_away_after_an_error() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(RuntimeError), memory_ceiling(2**30):
        raise RuntimeError
    assert resource.getrlimit(resource.RLIMIT_AS) == before
