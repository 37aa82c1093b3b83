"""Put the prompts together: ``python -m prompts.assemble`` makes ``prompts/*.md`` from ``prompts/sources``.

A source has its own text and, each on a line of its own:

- ``{{ name }}``: the text of ``fragments/name.md``;
- ``{{ code path [as name] }}``: a file as a code block, with the name that it has in the reader's project;
- ``{{ messages type ... }}``: the sample messages of these types in ``docs/messages.md``;
- ``{{ block page language as name }}``: the one code block of that language on a page of the docs.
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = sorted((HERE / "sources").glob("*.md"))
_DIRECTIVE = re.compile(r"^\{\{ (.+) \}\}$", re.MULTILINE)
_LANGUAGES = {".dart": "dart", ".kt": "kotlin", ".mjs": "js", ".py": "python", ".swift": "swift"}
_NOTE = "<!-- Paste the whole file into your coding assistant. Made by `make docs` from prompts/sources. -->"


def assembled(source: Path) -> str:
    """A prompt that stands on its own."""
    text = _with_parts(_with_parts(source.read_text("utf-8")))  # fragments have directives, too
    title, rest = text.split("\n", 1)
    return f"{title}\n\n{_NOTE}\n{rest}"


def index() -> str:
    """The list of all prompts, for ``prompts/README.md``."""
    rows = []
    for source in SOURCES:
        title, purpose = source.read_text("utf-8").split("\n\n")[:2]
        sentence = " ".join(purpose.split()).split(". ")[0].rstrip(".").removeprefix("Build ")
        rows.append(f"| [{title.removeprefix('# ')}]({source.name}) | {sentence} |")
    return (HERE / "fragments" / "index.md").read_text("utf-8") + "\n".join(rows) + "\n"


def _with_parts(text: str) -> str:
    return _DIRECTIVE.sub(lambda found: _expanded(found[1].split()), text)


def _expanded(words: list[str]) -> str:
    match words:
        case ["code", path]:
            return _fenced((HERE / path).read_text("utf-8"), Path(path).name)
        case ["code", path, "as", name]:
            return _fenced((HERE / path).read_text("utf-8"), name)
        case ["block", page, language, "as", name]:
            text = (HERE / page).read_text("utf-8")
            (block,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
            return _fenced(block, name)
        case ["messages", *types]:
            page = (HERE / "../docs/messages.md").read_text("utf-8").splitlines()
            lines = [line for line in page for one in types if line.startswith(f'{{"type":"{one}"')]
            return '```json title="messages"\n' + "\n".join(lines) + "\n```"
        case [name]:
            return (HERE / "fragments" / f"{name}.md").read_text("utf-8").rstrip()
    raise ValueError(f"not a directive: {' '.join(words)}")


def _fenced(content: str, name: str) -> str:
    suffix = Path(name).suffix
    return f'```{_LANGUAGES.get(suffix, suffix[1:])} title="{name}"\n{content.rstrip()}\n```'


def main() -> None:
    """Write all prompts and their list."""
    for source in SOURCES:
        (HERE / source.name).write_text(assembled(source), encoding="utf-8")
    (HERE / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
