"""Everything that a prompt names exists in this version: endpoints, fields, options, messages, codes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.requested import AUTO
from formtrace.facade.result import Result
from formtrace.options import AnalysisOptions
from formtrace.skeletons import load_skeleton
from formtrace.texts import texts
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.notifications import WebhookBody
from prompts.assemble import HERE, SOURCES, assembled, index
from tests.support.template import template
from tests.unit.prompts.conftest import PROMPTS, ROOT, blocks, prose

OPENAPI = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
MESSAGES = json.loads((ROOT / "docs" / "messages.schema.json").read_text("utf-8"))
RESULT = json.loads((ROOT / "docs" / "result.schema.json").read_text("utf-8"))
QUERY = json.loads(
    (ROOT / "shared/formtrace/contracts/upload_tracking/query/parameters.json").read_text("utf-8")
)
CODES = json.loads((ROOT / "shared/formtrace/contracts/upload_tracking/errors.json").read_text("utf-8"))
# Names of platforms and libraries, and of the prompts' own code; ours are never here.
PLATFORM = set((Path(__file__).parent / "platform-names.txt").read_text("utf-8").split())


def names_of(schema: object) -> Iterator[str]:
    """Properties, constants and enumerated values anywhere in a schema."""
    if isinstance(schema, list):
        for item in schema:
            yield from names_of(item)
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (value for value in schema.get("enum", []) if isinstance(value, str))
        if isinstance(schema.get("const"), str):
            yield schema["const"]
        for value in schema.values():
            yield from names_of(value)


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def vocabulary() -> set[str]:
    operations = [operation for path in OPENAPI["paths"].values() for operation in path.values()]
    named = set(names_of([OPENAPI, MESSAGES, RESULT]))
    requests = set(names_of([OPENAPI["components"]["schemas"][n] for n in ("NewJob", "NewReference")]))
    named |= {camel(name) for name in requests | set(AnalysisOptions.model_fields)}
    named |= {one["name"] for operation in operations for one in operation.get("parameters", [])}
    named |= {
        name for one in QUERY for name in (one["name"], *one.get("aliases", []), *one.get("choices", {}))
    }
    named |= {one["code"] for one in CODES} | set(catalogue()) | set(texts("en").quality) | set(JobStatus)
    named |= {"targetOrigin", "messageFormat", "channel", "pace", "playback", "job", AUTO}
    named |= set(template()["Parameters"]) | set(template()["Outputs"]) | set(dir(Result))
    pages = (
        "docs/api.md docs/architecture.md docs/results.md docs/counting.md docs/references.md docs/angles.md"
    )
    for page in pages.split():
        for line in (ROOT / page).read_text("utf-8").splitlines():
            if line.startswith("| "):
                named |= set(re.findall(r"`([^`]+)`", line.split("|")[1]))

    return named | {landmark.name for landmark in load_skeleton("coco17").landmarks} | PLATFORM


VOCABULARY = vocabulary()


def test_prompts_are_assembled() -> None:
    for source in SOURCES:
        assert (HERE / source.name).read_text("utf-8") == assembled(source), "make docs"
    assert (HERE / "README.md").read_text("utf-8") == index(), "make docs"
    assert {path.name for path in PROMPTS} == {source.name for source in SOURCES}


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_a_prompt_stands_on_its_own(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "{{" not in prose(path)
    assert not re.findall(r"\]\((?!https?:)", prose(path)), "a pasted prompt has no other files"
    for heading in ("## Code to start from", "## Pitfalls", "## Done when"):
        assert heading in text


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_endpoints_exist(path: Path) -> None:
    known = {
        re.sub(r"\{\w+\}", "*", known): {method.upper() for method in operations}
        for known, operations in OPENAPI["paths"].items()
    }
    known |= {"/v1/jobs/*/files/overlay": known["/v1/jobs/*/files/*"]}
    text = re.sub(r"\{job\['job_id'\]\}", "{job_id}", path.read_text("utf-8"))
    for method, address in re.findall(
        r"(?:\b(GET|POST|PUT|PATCH|DELETE) `?)?(/(?:v1|pose_tracker)/[^\s`\"'?)|]*)", text
    ):
        plain = re.sub(r"\$?\{[^}]*\}|\$id\b", "*", address).rstrip("/.;,")
        plain = re.sub(r"/3d8f[^/]*", "/*", plain)
        assert plain in known, address
        assert not method or method in known[plain], (method, address)


def literals(code: str) -> set[str]:
    """Quoted names in code, and the fields of its interfaces."""
    quoted = {name for _, name in re.findall(r"([\"'])([a-z]\w*(?:_\w+)*)\1", code)}
    bodies = re.findall(r"^(?:export )?interface \w+ \{\n(.*?)^\}", code, re.M | re.S)
    fields = {name for body in bodies for name in re.findall(r"(?:^\s*|[{;,]\s*)(\w+)\??:", body, re.M)}
    return quoted | fields


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_names_exist(path: Path) -> None:
    spans = set(re.findall(r"`([A-Za-z]\w*(?:\.\w+)*)`", prose(path)))
    code = [block for block in blocks(path) if block.language != "json"]
    named = {name for span in spans for name in span.split(".")}
    named |= {name for block in code for name in literals(block.content)}
    own = {
        word
        for block in code
        for word in re.findall(r"(?:class|function|const|def|interface) (\w+)", block.content)
    }
    assert sorted(named - VOCABULARY - own) == []


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_parameters_of_the_page_exist(path: Path) -> None:
    known = {name for one in QUERY for name in (one["name"], *one.get("aliases", []))}
    known |= {"job", "targetOrigin", "pace", "angles"}
    for query in re.findall(r"upload_tracking\?([^\s`\"'$]+)", path.read_text("utf-8")):
        assert {pair.partition("=")[0] for pair in query.split("&")} <= known, query


def validator(title: str) -> jsonschema.Draft202012Validator:
    """What a JSON block with this title is validated by."""
    kind, _, rest = title.partition(" ")
    if kind in ("request", "answer"):
        method, path = rest.split()
        operation = OPENAPI["paths"][path][method.lower()]
        if kind == "request":
            content = operation["requestBody"]["content"]
        else:
            content = next(value for code, value in operation["responses"].items() if code[0] == "2")[
                "content"
            ]
        return jsonschema.Draft202012Validator(
            {**content["application/json"]["schema"], "components": OPENAPI["components"]}
        )
    schema: dict[str, Any] = {"messages": MESSAGES, "result": RESULT}[kind]
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_json_is_valid(path: Path) -> None:
    for block in blocks(path):
        if block.language != "json":
            continue
        if block.title == "webhook":
            WebhookBody.model_validate_json(block.content)
        elif block.title == "messages":
            for line in block.content.splitlines():
                validator("messages").validate(json.loads(line))
        elif block.title.startswith("frames.json"):
            assert set(json.loads(block.content)) <= VOCABULARY
        elif block.title.startswith("result"):
            part = json.loads(block.content)
            check = jsonschema.Draft202012Validator({**RESULT, "required": []})
            check.validate(part)
            assert set(part) <= set(RESULT["properties"])
        else:
            document = json.loads(block.content)
            validator(block.title).validate(
                snake(document) if block.title.startswith("request") else document
            )


def snake(body: dict[str, Any]) -> dict[str, Any]:
    """A body in the spelling of the schema; the API takes either."""
    return {
        re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name): value for name, value in body.items()
    }
