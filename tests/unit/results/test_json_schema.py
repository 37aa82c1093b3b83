"""The committed JSON Schema is that of the result document."""

from __future__ import annotations

from pathlib import Path

from formtrace.results.json_schema import result_schema

SCHEMA = Path(__file__).parents[3] / "docs" / "result.schema.json"


def test_the_committed_schema_is_up_to_date() -> None:
    committed = SCHEMA.read_text(encoding="utf-8")
    assert committed == result_schema(), (
        "run: python -m formtrace.results.json_schema docs/result.schema.json"
    )
