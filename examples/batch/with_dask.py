"""Clips on a Dask cluster: ``python with_dask.py VIDEOS RESULTS --scheduler tcp://host:8786``.

Without a scheduler, it uses the processors of this machine. What is done already is not done again.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SUFFIXES = {".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi"}
COLUMNS = ("file", "exercise", "count", "score", "grade", "error")


def analyse(file: str, folder: str, options: list[str]) -> dict[str, Any]:
    """One clip, on a worker; its row in the table.

    It is a program of its own, because the workers of Dask may not start the processes of an analysis.
    """
    stored = Path(folder) / "result.json"
    if stored.exists():
        found = json.loads(stored.read_text("utf-8"))
    else:
        command = ["formtrace", "analyze", file, "--out", folder, "--workers", "1", "--json", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = json.loads(done.stdout or "{}")
        if done.returncode:
            return {"file": file, "error": found.get("message") or done.stderr[-500:]}
    form = found["form"] or {}
    return {
        "file": file,
        "exercise": found["exercise"],
        "count": found["count"],
        "score": form.get("avg_score"),
        "grade": form.get("grade"),
    }


def tasks(videos: Path, results: Path) -> list[tuple[str, str]]:
    """Each clip below a folder, and the folder for its result: its path with the suffix, so no two meet."""
    files = sorted(path for path in videos.rglob("*") if path.suffix.lower() in SUFFIXES)
    return [(str(file), str(results / file.relative_to(videos))) for file in files]


def main() -> None:
    """Write a row to standard output as soon as a clip is done."""
    from dask.distributed import Client, as_completed

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("videos", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--scheduler")
    asked, options = parser.parse_known_args()  # the others are those of formtrace analyze
    table = csv.DictWriter(sys.stdout, COLUMNS)
    table.writeheader()
    with Client(asked.scheduler) if asked.scheduler else Client(threads_per_worker=1) as client:
        files, folders = zip(*tasks(asked.videos, asked.results), strict=True)
        futures = client.map(analyse, files, folders, options=options, retries=2, pure=False)
        for future in as_completed(futures):
            table.writerow(future.result())
            sys.stdout.flush()


if __name__ == "__main__":
    main()
