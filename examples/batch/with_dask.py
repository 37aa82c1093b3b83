"""Clips on a Dask cluster: ``python with_dask.py VIDEOS RESULTS --scheduler tcp://host:8786``.

Without a scheduler, it uses the processors of this machine. What is done already is not done again.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

import formtrace as ft

SUFFIXES = {".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi"}
COLUMNS = ("file", "exercise", "count", "score", "grade", "error")


def analyse(file: str, folder: str, exercise: str | None) -> dict[str, Any]:
    """One clip, on a worker; its row in the table."""
    try:
        if (Path(folder) / "result.json").exists():
            result = ft.load(folder)
        else:
            result = ft.analyze(file, exercise=exercise, out=folder, workers=1, progress=False)
    except ft.FormtraceError as error:
        return {"file": file, "error": error.message}
    form = result.form
    return {
        "file": file,
        "exercise": result.exercise,
        "count": result.count,
        "score": form and form.avg_score,
        "grade": form and form.grade,
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
    parser.add_argument("--exercise")
    parser.add_argument("--scheduler")
    asked = parser.parse_args()
    table = csv.DictWriter(sys.stdout, COLUMNS)
    table.writeheader()
    with Client(asked.scheduler) if asked.scheduler else Client(threads_per_worker=1) as client:
        files, folders = zip(*tasks(asked.videos, asked.results), strict=True)
        futures = client.map(analyse, files, folders, exercise=asked.exercise, retries=2, pure=False)
        for future in as_completed(futures):
            table.writerow(future.result())
            sys.stdout.flush()


if __name__ == "__main__":
    main()
