"""The OpenAPI document: committed, complete, and what OpenAPI 3.1 asks for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema

from formtrace.adapters.http.application import build, deployed_api
from formtrace.adapters.http.openapi import openapi_json
from formtrace.options import AnalysisOptions

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def document() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(openapi_json(build(deployed_api)))
    return made


def test_the_committed_copy_is_not_stale() -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == document(), "run `make docs`"


def test_all_operations_are_there_and_say_how_they_fail() -> None:
    made = document()
    assert made["openapi"].startswith("3.1")
    operations = {
        operation["operationId"]: operation for path in made["paths"].values() for operation in path.values()
    }
    assert {"createJob", "listJobs", "getJob", "deleteJob", "getResult", "getMessages", "getFile"} <= set(
        operations
    )
    for name, operation in operations.items():
        assert operation["summary"], name
        assert [*operation["responses"]][-2:] == ["4XX", "5XX"], name
        assert list(operation["responses"]["4XX"]["content"]) == ["application/problem+json"], name


def test_every_reference_leads_to_a_valid_schema() -> None:
    made = document()
    schemas = made["components"]["schemas"]
    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name
    text = json.dumps(made)
    for reference in {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert reference in schemas
    assert set(AnalysisOptions.model_fields) <= set(schemas["NewJob"]["properties"])


def test_the_api_starts_without_numpy() -> None:
    """Cold starts are waited for, and it takes a fifth of one."""
    program = (
        "import sys; from formtrace.adapters.http import application as app; app.build(app.deployed_api); "
        "print([name for name in ('numpy', 'PIL', 'av', 'onnxruntime') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
