"""How much of this machine there is for work. On AWS Lambda threads follow the memory size instead."""

from __future__ import annotations

import os


def usable_cores() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # on Linux alone
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
