"""The JSON Schema of the messages; ``python -m`` this module writes it to a path."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from formtrace.contracts.upload_tracking.messages.types import Message


def messages_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of any message, with nothing in it that is not described."""
    schema = TypeAdapter(Message, config=ConfigDict(extra="forbid")).json_schema(mode="serialization")
    for definition in schema["$defs"].values():
        definition["additionalProperties"] = False
        if "type" in definition["properties"]:
            definition["required"].append("seq")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Message", **schema}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(messages_schema(), indent=2) + "\n", encoding="utf-8")
