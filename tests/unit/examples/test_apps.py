"""The example apps parse, have the right types, and use only endpoints and names that exist."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_dart
import tree_sitter_kotlin
import tree_sitter_swift
from tree_sitter import Language, Node, Parser

from tests.unit.prompts.test_what_prompts_say import OPENAPI, VOCABULARY, camel

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
GRAMMARS = {".dart": tree_sitter_dart, ".kt": tree_sitter_kotlin, ".swift": tree_sitter_swift}
NATIVE = sorted(path for path in EXAMPLES.rglob("*") if path.suffix in GRAMMARS)
WEB = sorted(
    path
    for path in EXAMPLES.rglob("*")
    if path.suffix in (".ts", ".tsx", ".jsx", ".py", ".html") and "node_modules" not in path.parts
)

KEYS = {
    ".dart": r"\['(\w+)'\]|^\s*'(\w+)': |case '(\w+)'|Channel\('(\w+)'",
    ".kt": r"(?:get|opt)(?:String|Int|Double|JSONObject|JSONArray)\(\"(\w+)\"|\"(\w+)\" (?:to|->) ",
    ".swift": r"\[\"(\w+)\"\]|\"(\w+)\": |case \"(\w+)\"",
}
"""How each language reads and writes the fields of JSON."""


def name(path: Path) -> str:
    return str(path.relative_to(EXAMPLES))


def flaws(node: Node) -> Iterator[str]:
    if node.type == "ERROR" or node.is_missing:
        yield f"line {node.start_point.row + 1}: {(node.text or b'')[:60]!r}"
    for child in node.children:
        yield from flaws(child)


def test_there_is_an_app_for_each_platform() -> None:
    assert {path.suffix for path in NATIVE} == set(GRAMMARS)


@pytest.mark.parametrize("path", NATIVE, ids=name)
def test_it_parses(path: Path) -> None:
    parser = Parser(Language(GRAMMARS[path.suffix].language()))
    assert list(flaws(parser.parse(path.read_bytes()).root_node)) == []


@pytest.mark.parametrize("path", NATIVE, ids=name)
def test_fields_exist(path: Path) -> None:
    code = path.read_text("utf-8")
    groups = re.findall(KEYS[path.suffix], code, re.MULTILINE)
    fields = {found for group in groups for found in group if found}
    for body in re.findall(r": (?:\w+, )*Decodable(?:, \w+)* \{(.*?)\n\}", code, re.DOTALL):
        decoded = re.findall(r"\blet (\w+): ", body)
        fields |= {
            re.sub(r"(?<=[a-z])([A-Z])", lambda upper: f"_{upper[0].lower()}", each) for each in decoded
        }
    assert sorted(fields - VOCABULARY - {"Formtrace", "id"}) == []


@pytest.mark.parametrize("path", [*NATIVE, *WEB], ids=name)
def test_endpoints_exist(path: Path) -> None:
    known = {re.sub(r"\{\w+\}", "*", address) for address in OPENAPI["paths"]}
    for address in re.findall(r"/v1/[\w/${}().*-]+", path.read_text("utf-8")):
        plain = re.sub(r"\\\(\w+\)|\$?\{[^}]*\}|\$\w+", "*", address).rstrip("/.")
        assert re.sub(r"/files/\w+$", "/files/*", plain) in known, address


PREACT = ROOT / "node_modules" / "preact"
PROJECTS = {
    "web": {
        "extends": str(EXAMPLES / "coach-review" / "tsconfig.json"),
        "compilerOptions": {
            "paths": {
                "@formtrace/client": [str(ROOT / "clients/typescript/src/index.ts")],
                "preact": [str(PREACT)],
                "preact/*": [str(PREACT / "*")],
            }
        },
        "include": [
            str(EXAMPLES / f"{name}/src")
            for name in ("typescript-upload", "coach-review", "reference-comparison")
        ],
    },
    "react native": {
        "extends": str(EXAMPLES / "typescript-upload" / "tsconfig.json"),
        "compilerOptions": {
            "jsx": "react-jsx",
            "paths": {"react": [str(PREACT / "compat")], "react/*": [str(PREACT / "*")]},
        },
        "include": [str(EXAMPLES / "react-native"), str(Path(__file__).parent / "react-native.d.ts")],
    },
}


@pytest.mark.parametrize("name", PROJECTS)
def test_typescript_has_the_right_types(name: str, tmp_path: Path) -> None:
    if not (ROOT / "node_modules" / "typescript").exists():
        pytest.skip("node_modules is not installed (make setup)")
    (tmp_path / "tsconfig.json").write_text(json.dumps(PROJECTS[name]))
    command = [ROOT / "node_modules/.bin/tsc", "--project", tmp_path]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.stdout == ""


def test_requests_have_the_fields_of_the_api() -> None:
    accepted = set(OPENAPI["components"]["schemas"]["NewJob"]["properties"])
    accepted |= {camel(each) for each in accepted}
    for path in (
        EXAMPLES / "flutter-video-analysis/lib/formtrace.dart",
        EXAMPLES / "react-native/formtrace.ts",
    ):
        (body,) = re.findall(r"'?/v1/jobs'?\"?, \{([^}]*)\}", path.read_text("utf-8"))
        sent = {each.split(":")[0].strip(" '\"") for each in body.split(",")}
        assert sent <= accepted
