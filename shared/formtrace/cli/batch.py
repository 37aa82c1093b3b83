"""Many videos in one command: side by side, failures apart, and what is done is not done again."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from itertools import chain, count
from pathlib import Path
from threading import Lock
from typing import Any

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


_COLUMNS = [field.name for field in fields(Line) if field.name != "again"]


class Summary:
    """``summary.csv`` in the folder of the results: a line for each video, and which folder is whose.

    A video keeps its folder, whatever is added later and however often the command is interrupted.
    """

    def __init__(self, out: Path) -> None:
        """Read what earlier runs wrote."""
        self._path, self._lock = out / SUMMARY, Lock()
        self._rows: dict[Path, dict[str, Any]] = {}
        if self._path.is_file():
            with self._path.open(newline="", encoding="utf-8") as file:
                self._rows = {Path(row["file"]).resolve(): row for row in csv.DictReader(file)}

    def folder_of(self, file: Path) -> Path:
        """Where the result of a video is or will be: named after it, with its suffix where two would meet."""
        with self._lock:
            known = self._rows.get(file.resolve())
            if known is None:
                taken = {Path(row["folder"]).name for row in self._rows.values()}
                whole = file.name.replace(".", "_")
                names = chain((file.stem, whole), (f"{whole}_{number}" for number in count(2)))
                free = next(name for name in names if name not in taken)
                known = self._rows[file.resolve()] = {"file": str(file), "folder": free}
        return self._path.parent / Path(known["folder"]).name

    def add(self, line: Line) -> None:
        """Write a line into the file, which is complete at any time."""
        row = {name: value for name, value in asdict(line).items() if name in _COLUMNS}
        with self._lock:
            self._rows[Path(line.file).resolve()] = row
            done = [one for one in self._rows.values() if len(one) == len(_COLUMNS)]
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part")
            with part.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, _COLUMNS)
                writer.writeheader()
                writer.writerows(sorted(done, key=lambda one: str(one["file"])))
            part.replace(self._path)


def analyse_all(
    files: Sequence[Path], summary: Summary, options: AnalysisOptions, jobs: int, analyse: Analyse
) -> Iterator[Line]:
    """Analyse each file into a folder of its own, ``jobs`` at a time; lines as they are done.

    A file whose folder has a newer result with the same options is not analysed again.
    """
    for file in files:
        summary.folder_of(file)  # in their order, whichever is done first
    with ThreadPoolExecutor(jobs) as executor:
        futures = [executor.submit(_one, file, summary, options, analyse) for file in files]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _one(file: Path, summary: Summary, options: AnalysisOptions, analyse: Analyse) -> Line:
    folder = summary.folder_of(file)
    stored = result_of(file, folder, options)
    try:
        document = stored or analyse(file, folder)
        line = Line.of(file, folder, document, again=stored is not None)
    except FormtraceError as error:
        line = Line(str(file), str(folder), error=error.message)
    summary.add(line)
    return line


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


def records(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines as JSON has them, in the order of the files."""
    return [asdict(line) for line in sorted(lines, key=lambda line: line.file)]


def arrivals(paths: Sequence[Path], every_s: float) -> Iterator[list[Path]]:
    """The videos below folders as they arrive: those there are, and each that was changed, without end.

    A file has arrived when it has not grown from one look to the next.
    """
    given: dict[Path, tuple[int, float]] = {}
    before: dict[Path, tuple[int, float]] = {}
    while True:
        now = {}
        for file in videos_in(paths):
            with suppress(FileNotFoundError):  # moved away meanwhile
                now[file] = (file.stat().st_size, file.stat().st_mtime)
        ready = [file for file, state in now.items() if before.get(file) == state != given.get(file)]
        before = now
        if ready:
            given |= {file: now[file] for file in ready}
            yield ready
        else:
            time.sleep(every_s)


def summary_table(lines: Sequence[Line]) -> Table:
    """The lines for a terminal."""
    table = Table()
    for name in ("file", "exercise", "count", "not counted", "score", ""):
        table.add_column(name)
    for line in sorted(lines, key=lambda line: line.file):
        counted = (
            f"{line.held_s:.1f} s"
            if line.held_s is not None
            else ""
            if line.count is None
            else str(line.count)
        )
        score = "" if line.score is None else f"{line.score:.0f} {line.grade}"
        note = "[red]failed[/red]" if line.error else "[dim]was there[/dim]" if line.again else ""
        name, rejected = Path(line.file).name, str(line.rejected or "")
        table.add_row(name, line.exercise or "", counted, rejected, score, note)
    return table


def in_words(line: Line) -> str:
    """A line as one sentence."""
    found = "keypoints" if line.exercise is None and line.count is None else f"{line.count} x {line.exercise}"
    if line.held_s is not None:
        found = f"{line.held_s:.1f} s of {line.exercise}"
    score = "" if line.score is None else f", {line.score:.0f} {line.grade}"
    return f"{line.file}: {found}{score}, in {line.folder}"
