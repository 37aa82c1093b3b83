from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROMPTS = sorted(path for path in (ROOT / "prompts").glob("*.md") if path.name != "README.md")


@dataclass(frozen=True)
class Block:
    """A block of code in a prompt."""

    prompt: str
    language: str
    title: str
    content: str


def blocks(path: Path) -> list[Block]:
    """All blocks of a prompt, also those that are indented."""
    found = re.findall(
        r'^( *)```(\w*)(?: title="([^"]*)")?\n(.*?)^ *```$', path.read_text("utf-8"), re.M | re.S
    )
    return [
        Block(path.stem, language, title, re.sub(rf"^{indent}", "", content, flags=re.M))
        for indent, language, title, content in found
    ]


def prose(path: Path) -> str:
    """A prompt without its blocks."""
    return re.sub(r"^ *```.*?^ *```$", "", path.read_text("utf-8"), flags=re.M | re.S)
