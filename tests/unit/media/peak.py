"""The memory that a file costs, in a process of its own.

``VmHWM`` and not ``ru_maxrss``: the latter starts at what the parent had when it forked.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_SCRIPT = """
import re, resource, sys
from formtrace.errors import MediaError
from formtrace.media.decode import decode_file
from formtrace.media.probe import probe

refused = False
try:
    for _ in decode_file(probe(sys.argv[1])):
        pass
except MediaError:
    refused = True
peak_kib = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
limited = resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY
print(int(peak_kib) // 1024, refused, limited)
"""


class Cost(NamedTuple):
    """What probing and decoding a file came to."""

    peak_mib: int
    refused: bool
    still_limited: bool


def cost_of(path: Path) -> Cost:
    """Probe and decode ``path``; Linux only."""
    command = [sys.executable, "-W", "ignore", "-c", _SCRIPT, str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    peak, refused, limited = answer.stdout.split()
    return Cost(int(peak), refused == "True", limited == "True")
