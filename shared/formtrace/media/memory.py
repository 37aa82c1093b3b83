"""A ceiling on what reading a file may allocate.

A few bytes of an MP4 can claim a hundred million samples, and a demuxer believes them and reserves a table.
No check of ours can know all such claims, so the operating system is asked to refuse the allocation; libav
then gives up the file in good order.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import resource
except ImportError:  # not a Unix
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATM = Path("/proc/self/statm")


@contextmanager
def memory_ceiling(more_bytes: int) -> Iterator[None]:
    """Let the process map at most ``more_bytes`` more than now while the block runs.

    The limit holds for all threads, so leave ample room. Does nothing where the system has no such limit or
    does not tell how much is mapped (anything but Linux).
    """
    if resource is None or not _STATM.exists():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    mapped = int(_STATM.read_text().split()[0]) * resource.getpagesize()
    ceiling = mapped + more_bytes
    if soft != resource.RLIM_INFINITY:
        ceiling = min(ceiling, soft)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
