"""All results below a folder as one table: ``python collect.py RESULTS > summary.csv``."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

COLUMNS = ("folder", "exercise", "count", "unit", "score", "grade", "duration_s", "warnings")


def row_of(path: Path, root: Path) -> dict[str, Any]:
    """One result in one row."""
    document = json.loads(path.read_text("utf-8"))
    form = document["form"] or {}
    return {
        "folder": path.parent.relative_to(root).as_posix(),
        **{name: document[name] for name in ("exercise", "count", "unit")},
        "score": form.get("avg_score"),
        "grade": form.get("grade"),
        "duration_s": document["media"]["duration_s"],
        "warnings": " ".join(warning["code"] for warning in document["quality"]["warnings"]),
    }


def main() -> None:
    """Write the table to standard output."""
    root = Path(sys.argv[1])
    table = csv.DictWriter(sys.stdout, COLUMNS)
    table.writeheader()
    table.writerows(row_of(path, root) for path in sorted(root.rglob("result.json")))


if __name__ == "__main__":
    main()
