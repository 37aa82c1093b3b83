"""The JSON Schema of ``result.json``: ``python -m formtrace.results.json_schema docs/result.schema.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from formtrace.results.document import ResultDocument


def result_schema() -> str:
    """JSON Schema (draft 2020-12) of the result document as it is written, as text."""
    schema = ResultDocument.model_json_schema(mode="serialization")
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**dialect, **schema}, indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(result_schema(), encoding="utf-8")
