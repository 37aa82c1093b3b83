"""Write the OpenAPI document: ``python -m formtrace.adapters.http docs/openapi.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from formtrace.adapters.http.application import build, deployed_api
from formtrace.adapters.http.openapi import openapi_json

if __name__ == "__main__":
    document = json.loads(openapi_json(build(deployed_api)))
    Path(sys.argv[1]).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
