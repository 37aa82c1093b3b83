"""The docs for language models: current, complete, and with links that the stack serves."""

from __future__ import annotations

import json
import re
from pathlib import Path

from docs.llms import llms_full_txt, llms_txt
from formtrace.exercises.catalogue import catalogue

ROOT = Path(__file__).parents[3]


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def test_they_are_current() -> None:
    assert read("llms.txt") == llms_txt(), "make docs"
    assert read("llms-full.txt") == llms_full_txt(), "make docs"


def test_every_page_is_listed() -> None:
    listed = re.findall(r"\]\(/((?:docs|prompts)/[\w-]+\.md)\)", read("llms.txt"))
    prompts = {f"prompts/{path.name}" for path in (ROOT / "prompts" / "sources").glob("*.md")}
    internal = {"aws-checklist", "custom-domain", "glossary"}
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md") if path.stem not in internal}
    assert sorted(listed) == sorted(prompts | pages)


def test_the_full_text_has_what_a_developer_needs() -> None:
    text = read("llms-full.txt")
    assert len(text) < 160_000, "fits into the context of small models"
    paths = json.loads(read("openapi.json"))["paths"]
    plain = {re.sub(r"\{\w+\}", "*", path) for path in paths}
    named = {
        re.sub(r"\{[^}]*\}|\$\{?\w+\}?|\$\(.*", "*", path)
        for path in re.findall(r"/(?:v1|pose_tracker)/[^\s`\"'?|),]+", text)
    }
    assert {path for path in plain if not re.search(r"previews|session|complete$|^/docs$", path)} <= {
        path.rstrip("/") for path in named
    }
    assert all(f"`{exercise}`" in text for exercise in catalogue())
    messages = json.loads(read("messages.schema.json"))["$defs"].values()
    kinds = {
        one["properties"]["type"]["const"]
        for one in messages
        if "const" in one.get("properties", {}).get("type", {})
    }
    assert len(kinds) > 15
    assert all(f'"type":"{kind}"' in text for kind in kinds)


def test_the_number_of_exercises_is_right() -> None:
    assert f"[{len(catalogue())} exercises](exercises.md)" in read("index.md")
