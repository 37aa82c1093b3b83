"""The committed JSON Schema and page are those of the message types, and of nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from formtrace.messages.schema import messages_schema

ROOT = Path(__file__).parents[3]


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
