"""The docs for language models: ``python -m docs.llms`` writes ``docs/llms.txt`` and ``docs/llms-full.txt``.

``llms.txt`` is a list of pages (llmstxt.org), ``llms-full.txt`` the text of those that developers need.
Links are the addresses at which the stack serves the pages.
"""

from __future__ import annotations

import re
from pathlib import Path

from formtrace.exercises.catalogue import catalogue
from formtrace.version import __version__

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

_SUMMARY = (
    "Formtrace analyses recorded workout video on your own server: repetitions, seconds held, form scores "
    "with reasons, joint angles, jump heights, comparison with a reference, a video with the skeleton. It "
    "has a page to embed (compatible with the Upload Tracking contract), an HTTP API, webhooks and a Python "
    "package. There is no live camera mode."
)
_PAGES = {
    "Build": {
        "index": "what it can do, when to use it, which way in",
        "tutorial": "ten minutes from nothing to a result in your own page",
        "api": "jobs, uploads, results, messages, photos, errors",
        "clients": "the clients in TypeScript and Python",
        "page": "the upload page: parameters, messages to the host app, moving over from the hosted product",
        "messages": "every message with an example",
        "webview-fixes": "quick fixes for WebViews",
        "webhooks": "events and signed webhooks",
        "coaching": "coaching notes, with or without a language model",
        "assistants": "a server of the Model Context Protocol",
        "references": "reference movements: make, compare, manage",
        "options": "all options of an analysis",
        "results": "every field of a result and every file beside it",
        "python": "the Python package",
        "questions": "questions by topic",
    },
    "Understand": {
        "jumps": "how jumps are measured, with uncertainties",
        "scoring": "how scores and grades come about",
        "reference-scores": "the scores of a comparison",
        "angles": "definitions of all joint angles",
        "remote": "fetching videoSrc and imageSrc",
    },
}
_OPTIONAL = {
    "cli": "every command with its options, and what --json prints",
    "exercises": "every exercise with its measures, conditions and checks",
    "counting": "how repetitions are counted",
    "benchmarks": "how often counts are right, and how it was measured",
    "media": "codecs, containers and limits",
    "models": "pose models",
    "overlay": "what is drawn on the video",
    "operations": "deploying, parameters, cost, privacy",
    "reliability": "what was tried to break it with, and the figures",
    "architecture": "functions, buckets, error codes",
    "decisions": "why it is as it is",
    "contract-coverage": "where each part of the Upload Tracking contract is",
}


def llms_txt() -> str:
    """The list of pages."""
    parts = [f"# Formtrace\n\n> {_SUMMARY}\n"]
    parts.append(
        "The whole text for developers is in [llms-full.txt](/llms-full.txt), "
        "the API in [openapi.json](/v1/openapi.json).\n"
    )
    for heading, pages in _PAGES.items():
        parts.append(_links(heading, pages))
    prompts = {path.stem: _title(path) for path in _prompts()}
    parts.append(
        "## Prompts\n\n"
        + "\n".join(f"- [{title}](/prompts/{name}.md)" for name, title in prompts.items())
        + "\n"
    )
    parts.append(_links("Optional", _OPTIONAL))
    return "\n".join(parts)


def llms_full_txt() -> str:
    """All that a developer needs, on one page."""
    pages = [name for group in _PAGES.values() for name in group]
    texts = [_page(DOCS / f"{name}.md") for name in pages]
    head = f"# Formtrace {__version__}\n\n{_SUMMARY}\n\n{_first_program()}"
    return "\n\n---\n\n".join([head, *texts, _exercises()]) + "\n"


def _links(heading: str, pages: dict[str, str]) -> str:
    lines = [f"- [{_title(DOCS / f'{name}.md')}](/docs/{name}.md): {what}" for name, what in pages.items()]
    return f"## {heading}\n\n" + "\n".join(lines) + "\n"


def _title(path: Path) -> str:
    return path.read_text("utf-8").split("\n", 1)[0].removeprefix("# ")


def _prompts() -> list[Path]:
    return sorted((ROOT / "prompts" / source.name) for source in (ROOT / "prompts" / "sources").glob("*.md"))


def _page(path: Path) -> str:
    """A page with its links as addresses of the stack, and without pictures."""
    text = re.sub(r"^!\[.*\]\(.*\)\n+(?:\*.*\*\n+)?", "", path.read_text("utf-8"), flags=re.MULTILINE)
    return re.sub(r"\]\((?!https?:|#)([^)]+)\)", lambda link: f"]({_address(link[1])})", text).strip()


def _address(link: str) -> str:
    """Where the stack serves what a page in ``docs`` links to; other files of the project keep their path."""
    path, mark, anchor = link.partition("#")
    if path == "openapi.json":
        return "/v1/openapi.json"
    if path.endswith(".md") or path.endswith(".json"):
        where = (DOCS / path).resolve().relative_to(ROOT).as_posix()
        if where.startswith(("docs/", "prompts/")):
            return f"/{where}{mark}{anchor}"
    return link.removeprefix("../")


def _first_program() -> str:
    """The client that the prompts share, as the shortest program that does everything."""
    code = (ROOT / "prompts" / "code" / "formtrace.ts").read_text("utf-8")
    fragments = ROOT / "prompts" / "fragments"
    parts = [
        (fragments / f"{name}.md").read_text("utf-8").strip()
        for name in ("service", "token", "job", "result", "pitfalls-api")
    ]
    return "\n\n".join(
        [*parts[:-1], "## Pitfalls of the API", parts[-1], "## A client in TypeScript", f"```ts\n{code}```"]
    )


def _exercises() -> str:
    rows = [
        f"| `{exercise.id}` | {exercise.name['en']} | {exercise.counting.unit} | {exercise.posture.view} |"
        for exercise in catalogue().values()
    ]
    head = "# All exercises\n\n`GET /v1/exercises` has the same list, with other names of each.\n\n"
    return head + "| Id | Name | Counted in | Film from |\n|---|---|---|---|\n" + "\n".join(rows)


def main() -> None:
    """Write both files."""
    (DOCS / "llms.txt").write_text(llms_txt(), encoding="utf-8")
    (DOCS / "llms-full.txt").write_text(llms_full_txt(), encoding="utf-8")


if __name__ == "__main__":
    main()
