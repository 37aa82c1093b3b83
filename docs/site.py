"""What the site has beside the pages in ``docs``: prompts, examples, references, texts for language models.

A hook of MkDocs (``mkdocs.yml``). Links between files of the project become links of the site.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?(?=\))")
_PYTHON = """# Python API

What `import formtrace as ft` offers, and the client of the HTTP API. [Python](python.md) and
[clients](clients.md) show them in use.

"""
_CLIENT = [
    f"client.{name}"
    for name in ("Client", "ApiError", "ConnectionLostError", "JobFailedError", "UploadRefusedError")
]
_TYPESCRIPT = """# TypeScript client

What `@formtrace/client` exports, as its declarations have it. [Clients](clients.md) shows it in use; types
`api.*` are the [schemas](http-reference.md#schemas) of the API, `messages.*` the [messages](messages.md).

"""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the prompts."""
    names = sorted(path.name for path in (ROOT / "prompts" / "sources").glob("*.md"))
    for entry in config.nav or []:
        if "Prompts" in entry:
            entry["Prompts"] = [f"prompts/{name}" for name in ("README.md", *names)]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what lies outside of ``docs``, and whatever its pages link to."""
    for folder in ("prompts", "examples"):
        for path in sorted((ROOT / folder).glob("*.md")):
            _add(files, config, path)
    _add(files, config, ROOT / "CONTRIBUTING.md")
    for page in list(files.documentation_pages()):
        source = Path(page.abs_src_path or "")
        for link, _ in _LINK.findall(source.read_text("utf-8")) if source.is_file() else []:
            target = (source.parent / link).resolve()
            if (
                target.is_file()
                and target.is_relative_to(ROOT)
                and files.get_file_from_path(_place(target)) is None
            ):
                _add(files, config, target)
    python = _PYTHON + "\n\n".join(f"::: formtrace.{name}" for name in (*_public(), *_CLIENT))
    files.append(File.generated(config, "python-reference.md", content=python))
    files.append(File.generated(config, "http-reference.md", content=http_reference()))
    files.append(File.generated(config, "typescript-reference.md", content=typescript_reference()))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Turn links to files of the project into links to their places on the site."""
    source = Path(page.file.abs_src_path or "")
    if not source.is_file():
        return markdown
    here = posixpath.dirname(page.file.src_uri)

    def moved(link: re.Match[str]) -> str:
        target = (source.parent / link[1]).resolve()
        if target.is_dir():
            target = next(
                path / "README.md" for path in (target, *target.parents) if (path / "README.md").exists()
            )
        return posixpath.relpath(_place(target), here or ".") + (link[2] or "")

    return _LINK.sub(moved, markdown)


def on_post_build(config: MkDocsConfig) -> None:
    """Put the texts for language models where ``llms.txt`` says that they are."""
    site = Path(config.site_dir)
    for name in ("llms.txt", "llms-full.txt"):
        shutil.copy(ROOT / "docs" / name, site / name)
    for folder in ("docs", "prompts"):
        (site / folder).mkdir(exist_ok=True)
        for path in [*(ROOT / folder).glob("*.md"), *(ROOT / folder).glob("*.schema.json")]:
            shutil.copy(path, site / folder / path.name)
    (site / "v1").mkdir(exist_ok=True)
    shutil.copy(ROOT / "docs" / "openapi.json", site / "v1" / "openapi.json")


def _place(path: Path) -> str:
    """Where a file of the project is on the site."""
    return path.relative_to(ROOT).as_posix().removeprefix("docs/")


def _add(files: Files, config: MkDocsConfig, path: Path) -> None:
    files.append(File.generated(config, _place(path), abs_src_path=str(path)))


def _public() -> list[str]:
    text = (ROOT / "shared" / "formtrace" / "__init__.py").read_text("utf-8")
    block = text.partition("__all__ = [")[2].partition("]")[0]
    return [name for name in re.findall(r'"(\w+)"', block) if not name.startswith("__")]


def typescript_reference() -> str:
    """The declarations of the TypeScript client's own modules, as the set-up builds them."""
    folder = ROOT / "build" / "clients" / "typescript" / "dist"
    index = (ROOT / "clients" / "typescript" / "src" / "index.ts").read_text("utf-8")
    names = dict.fromkeys(re.findall(r'from "\./(\w+)\.js"', index))
    parts = []
    for name in names:
        text = (folder / f"{name}.d.ts").read_text("utf-8")
        text = re.sub(r"^import .*\n|^//#.*\n?|^export \{\};\n?", "", text, flags=re.MULTILINE)
        parts.append(f"## {name}\n\n```ts\n{text.strip()}\n```\n")
    return _TYPESCRIPT + "\n".join(parts)


def http_reference() -> str:
    """Every operation and every schema of the OpenAPI document as a page."""
    document = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    parts = [
        "# HTTP API\n\nMade from the [OpenAPI document](openapi.json). A stack serves the same at `/docs`. "
        "[The API](api.md) shows it in use.\n"
    ]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts.append(_operation(method.upper(), path, operation))
    parts.append("## Schemas\n")
    schemas = sorted(document["components"]["schemas"].items(), key=lambda item: _short(item[0]))
    parts += [_schema(_short(name), schema) for name, schema in schemas]
    return "\n".join(parts)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    lines = [f"## {operation['summary']}\n", f"`{method} {path}`\n", operation.get("description", "")]
    rows = [
        (f"`{one['name']}`", one["in"], _kind(one.get("schema", {})), one.get("description", ""))
        for one in operation.get("parameters", [])
    ]
    if rows:
        lines.append(_table(("Parameter", "In", "Type", "Meaning"), rows))
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        lines.append(f"Request: {media}, {_kind(content.get('schema', {}))}\n")
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {}).items() if status[0] == "2" else []:
            lines.append(f"Answer {status}: {media}, {_kind(content.get('schema', {}))}\n")
    return "\n".join(lines)


def _schema(name: str, schema: dict[str, Any]) -> str:
    rows = [
        (
            f"`{field}`",
            _kind(value),
            value.get("description", ""),
            "yes" if field in schema.get("required", []) else "",
        )
        for field, value in schema.get("properties", {}).items()
    ]
    body = _table(("Field", "Type", "Meaning", "Always"), rows) if rows else f"{_kind(schema)}\n"
    return f"### {name}\n\n{schema.get('description', '')}\n\n{body}"


def _kind(schema: dict[str, Any]) -> str:
    """A type in words, with links to schemas."""
    if "$ref" in schema:
        name = _short(schema["$ref"].rpartition("/")[2])
        return f"[{name}](#{name.lower()})"
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " or ".join(_kind(one) for one in schema[key])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return "array of " + (_kind(schema["items"]) if "items" in schema else "values")
    return str(schema.get("type", "any value"))


def _short(name: str) -> str:
    return name.rpartition("__")[2] if not name.startswith("formtrace__exercises") else "ExerciseJump"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    return "\n" + "\n".join(f"| {line} |" for line in lines) + "\n"
