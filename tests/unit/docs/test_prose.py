"""Plain English: words that a technical editor would replace are in no page, docstring, comment or text."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOMS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs",
    "prompts",
    "shared",
    "functions",
    "emulator",
    "layers",
    "scripts",
    "web",
)
SUFFIXES = {".md", ".py", ".json", ".ts", ".tsx", ".html"}
GENERATED = {"docs/openapi.json", "docs/result.schema.json", "docs/messages.schema.json"}
WORDS = re.compile(
    r"\b(nobody|somebody|anybody|everybody|whoever|whomever|whosoever|whereof|wherefrom|thereof|whence|thrice|hitherto)\b",
    re.IGNORECASE,
)

_LISTED = subprocess.run(["git", "ls-files", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=True)
FILES = [
    name
    for name in _LISTED.stdout.splitlines()
    if Path(name).suffix in SUFFIXES and name not in GENERATED and (ROOT / name).is_file()
]


@pytest.mark.parametrize("name", FILES)
def test_prose_has_no_word_of_the_list(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    found = [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if WORDS.search(line)]
    assert not found
