"""Time and memory of this process; both sides of the speed benchmark use it, also under Python 3.9."""

from __future__ import annotations

import re
import time
from pathlib import Path


class Clock:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall_s, self._cpu_s = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """Seconds on the wall, and of all threads on a core: alike unless others use that core."""
        return {"wall_s": time.perf_counter() - self._wall_s, "cpu_s": time.process_time() - self._cpu_s}


def peak_mb() -> float:
    """Highest resident memory so far; ``getrusage`` would count the parent's before ``exec``, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak.group(1)) / 1024 if peak else float("nan")
