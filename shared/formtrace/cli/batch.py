"""Many videos in one command: side by side, failures apart, and what is done is not done again."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TextIO

from rich.table import Table

from formtrace.errors import FormtraceError
from formtrace.options import AnalysisOptions
from formtrace.results.document import ResultDocument
from formtrace.results.sink import DOCUMENT

VIDEO_SUFFIXES = frozenset(
    [
        ".3gp",
        ".asf",
        ".avi",
        ".flv",
        ".gif",
        ".m2ts",
        ".m4v",
        ".mkv",
        ".mov",
        ".mp4",
        ".mpeg",
        ".mpg",
        ".mts",
        ".ts",
        ".webm",
        ".wmv",
    ]
)
SUMMARY = "summary.csv"

Analyse = Callable[[Path, Path], ResultDocument]  # a video, and the folder for its result


@dataclass(frozen=True, slots=True)
class Line:
    """One video in the summary; ``error`` says why there is no result."""

    file: str
    folder: str
    exercise: str | None = None
    count: int | None = None
    held_s: float | None = None
    rejected: int | None = None
    score: float | None = None
    grade: str | None = None
    duration_s: float | None = None
    warnings: str = ""
    error: str = ""
    again: bool = False

    @classmethod
    def of(cls, file: Path, folder: Path, document: ResultDocument, *, again: bool) -> Line:
        """The line of a result; ``again``: it was there already."""
        return cls(
            file=str(file),
            folder=str(folder),
            exercise=document.exercise,
            count=document.count if document.unit else None,
            held_s=document.held_s,
            rejected=len(document.rejected),
            score=None if document.form is None else document.form.avg_score,
            grade=None if document.form is None else document.form.grade,
            duration_s=round(document.media.duration_s, 3),
            warnings=" ".join(warning.code for warning in document.quality.warnings),
            again=again,
        )


def videos_in(paths: Sequence[Path]) -> list[Path]:
    """The files that are named, and the videos in the folders that are named, by name."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        wanted = [file for file in inside if not path.is_dir() or file.suffix.lower() in VIDEO_SUFFIXES]
        found.update(dict.fromkeys(file for file in wanted if file.is_file()))
    return list(found)


def folders_for(files: Sequence[Path], out: Path) -> list[Path]:
    """A folder in ``out`` for each file: its name without the suffix, or with it where two would meet."""
    stems = [file.stem for file in files]
    names = [file.stem if stems.count(file.stem) == 1 else file.name.replace(".", "_") for file in files]
    return [
        out / (name if names[:number].count(name) == 0 else f"{name}_{number + 1}")
        for number, name in enumerate(names)
    ]


def analyse_all(
    files: Sequence[Path], out: Path, options: AnalysisOptions, jobs: int, analyse: Analyse
) -> Iterator[Line]:
    """Analyse each file into a folder of ``out``, ``jobs`` at a time; lines as they are done.

    A file whose folder has a newer result with the same options is not analysed again.
    """
    with ThreadPoolExecutor(jobs) as executor:
        futures = [
            executor.submit(_one, file, folder, options, analyse)
            for file, folder in zip(files, folders_for(files, out), strict=True)
        ]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _one(file: Path, folder: Path, options: AnalysisOptions, analyse: Analyse) -> Line:
    stored = result_of(file, folder, options)
    try:
        document = stored or analyse(file, folder)
    except FormtraceError as error:
        return Line(str(file), str(folder), error=error.message)
    return Line.of(file, folder, document, again=stored is not None)


def result_of(file: Path, folder: Path, options: AnalysisOptions) -> ResultDocument | None:
    """The result of an earlier run, if it is newer than the file and was asked for in the same way."""
    path = folder / DOCUMENT
    try:
        if path.stat().st_mtime < file.stat().st_mtime:
            return None
        document = ResultDocument.model_validate_json(path.read_text("utf-8"))
        asked = AnalysisOptions.from_mapping(document.options)
    except (OSError, ValueError, FormtraceError):
        return None
    return document if asked == options.model_copy(update={"chunk_s": asked.chunk_s}) else None


def write_summary(lines: Sequence[Line], path: Path) -> None:
    """Write the lines as CSV, in the order of the files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Line) if field.name != "again"])
        writer.writeheader()
        for line in sorted(lines, key=lambda line: line.file):
            row = asdict(line)
            del row["again"]
            writer.writerow({name: "" if value is None else value for name, value in row.items()})


def write_json(lines: Sequence[Line], file: TextIO) -> None:
    """Write the lines as a JSON list, in the order of the files."""
    rows = [asdict(line) for line in sorted(lines, key=lambda line: line.file)]
    file.write(json.dumps(rows, indent=2) + "\n")


def summary_table(lines: Sequence[Line]) -> Table:
    """The lines for a terminal."""
    table = Table()
    for name in ("file", "exercise", "count", "not counted", "score", ""):
        table.add_column(name)
    for line in sorted(lines, key=lambda line: line.file):
        counted = f"{line.held_s:.1f} s" if line.held_s is not None else str(line.count or "")
        score = "" if line.score is None else f"{line.score:.0f} {line.grade}"
        note = "[red]failed[/red]" if line.error else "[dim]was there[/dim]" if line.again else ""
        name, rejected = Path(line.file).name, str(line.rejected or "")
        table.add_row(name, line.exercise or "", counted, rejected, score, note)
    return table
