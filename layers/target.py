"""What the layers are built for."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
LAMBDA_PYTHON = "3.13"
HOST_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True, slots=True)
class Target:
    """What the layers are for: ``x86_64`` or ``arm64``, and a Python version such as ``3.13``."""

    arch: str
    python: str

    @property
    def is_host(self) -> bool:
        """Whether the tools of this machine understand binaries of that architecture."""
        return platform.machine() == MACHINES[self.arch]

    @property
    def platform(self) -> str:
        """uv's name for it: Linux with a glibc that is as old as that of today's wheels."""
        return f"{MACHINES[self.arch]}-manylinux_2_28"
