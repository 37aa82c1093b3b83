"""The committed JSON Schema is that of the result document, and documents keep to it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from formtrace.results.report import report
from formtrace.results.schema import result_schema
from tests.support.filming import Actor, analysed, exerciser, frame_times
from tests.support.movements import sets, stand

SCHEMA = Path(__file__).parents[3] / "docs" / "result.schema.json"


def test_the_committed_schema_is_up_to_date() -> None:
    committed = SCHEMA.read_text(encoding="utf-8")
    assert committed == result_schema(), "run: python -m formtrace.results.schema docs/result.schema.json"


@pytest.mark.parametrize("exercise", ["squat", "plank", None])
def test_documents_keep_to_the_schema(exercise: str | None) -> None:
    schedule = sets(2)
    actor = Actor(stand) if exercise is None else exerciser(exercise, schedule)
    document = report(analysed(exercise, [actor], frame_times(schedule.duration_s, 30)), "job")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(document.model_dump_json()), schema)


def test_the_schema_refuses_what_no_document_holds() -> None:
    schedule = sets(2)
    document = report(
        analysed("squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30)), "job"
    )
    broken = json.loads(document.model_dump_json()) | {"count": "two"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, json.loads(SCHEMA.read_text(encoding="utf-8")))
