"""The committed JSON Schema and page are those of the message types, and of nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from formtrace.contracts.upload_tracking.messages.json_schema import messages_schema
from tests.unit.contracts.upload_tracking.messages.samples import VALIDATORS, assert_valid

ROOT = Path(__file__).parents[5]


def test_the_committed_schema_is_fresh() -> None:
    committed = json.loads((ROOT / "docs" / "messages.schema.json").read_text(encoding="utf-8"))
    assert committed == messages_schema(), "make docs"


def test_nothing_undescribed_passes() -> None:
    validator = jsonschema.Draft202012Validator(messages_schema())
    good = {"type": "progression", "value": 62, "seq": 101}
    validator.validate(good)
    for bad in ({**good, "phase": "down"}, {"type": "progression", "value": 62}, {"type": "other", "seq": 1}):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(bad)


def test_the_page_has_every_type_with_an_example_that_is_valid() -> None:
    page = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    examples = [json.loads(line) for block in blocks for line in block.splitlines()]
    for example in examples:
        assert_valid(example)
    assert {example["type"] for example in examples} == set(VALIDATORS)
    headings = re.findall(r"^### (.*)$", page, re.MULTILINE)
    assert {kind for heading in headings for kind in heading.split(", ")} == set(VALIDATORS)
