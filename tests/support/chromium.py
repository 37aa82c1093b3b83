"""Chromium as the tests start it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Any, *arguments: str) -> Any:
    """A headless Chromium, of no higher priority than the tests themselves."""
    assert CHROMIUM is not None
    return playwright.chromium.launch(executable_path=_program(CHROMIUM), args=[*ARGUMENTS, *arguments])


def _program(chromium: str) -> str:
    # Run by root, Chromium gives its drawing threads a priority above everything else on the machine:
    # two of them without a graphics card have kept two cores from all other work for minutes.
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return chromium
    return str(Path(__file__).with_suffix(".sh"))
