"""``formtrace analyze`` and ``formtrace image``: the whole analysis on this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from formtrace.cli.batch import (
    SUMMARY,
    Analyse,
    Line,
    Summary,
    analyse_all,
    arrivals,
    in_words,
    records,
    summary_table,
    videos_in,
)
from formtrace.cli.options import ExerciseName, OtherOptions, by_name
from formtrace.cli.output import AsJson, fail, one_sentence, print_json
from formtrace.cli.reference_files import read_reference
from formtrace.cli.stack import StackName
from formtrace.cli.terminal_tables import show_result
from formtrace.errors import EmptyMediaError, FormtraceError, InvalidOptionsError
from formtrace.facade.progress_bar import progress_bar
from formtrace.in_process import analyse_image, analyse_video, check
from formtrace.options import AnalysisOptions
from formtrace.processors import Workers, usable_cores
from formtrace.reference.record import Reference
from formtrace.results.document import ResultDocument

_EXPORTS = Path("out")
_LOOK_S = 2.0  # between two looks at a folder that is watched

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
Files = Annotated[
    list[Path], typer.Argument(exists=True, readable=True, help="A video; several; or folders of videos.")
]
OutDir = Annotated[
    Path | None, typer.Option("--out", help="Folder for the result files; with --export, out/ if not given.")
]
Place = Annotated[
    str | None, typer.Option(help="Where the person to analyse is, as shares of width and height: 0.35,0.3.")
]
ModelName = Annotated[str | None, typer.Option("--model", help="lite, full or heavy, or one that was added.")]
Angles = Annotated[bool, typer.Option("--angles", help="Label the joint angles in the picture.")]


@one_sentence
def analyze(
    files: Files,
    exercise: ExerciseName = None,
    out: OutDir = None,
    as_json: AsJson = False,
    export: Annotated[bool, typer.Option("--export", help="Make a video with the skeleton on it.")] = False,
    angles: Angles = False,
    subject: Place = None,
    start: Annotated[float | None, typer.Option(help="Seconds from which to analyse.")] = None,
    end: Annotated[float | None, typer.Option(help="Seconds up to which to analyse.")] = None,
    reference: Annotated[
        str | None,
        typer.Option(help="A reference movement to count and score by: a JSON file, or an id in the stack."),
    ] = None,
    model: ModelName = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes side by side; all cores.")] = None,
    chunk_seconds: Annotated[
        float | None, typer.Option(help="Length of a chunk; never changes the answer.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Videos side by side, if there are several.")] = 1,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on with videos that arrive in the folders, until Ctrl-C.")
    ] = False,
    stack: StackName = None,
    other: OtherOptions = None,
) -> None:
    """Count and measure the movement in videos, without any cloud.

    Several files, or folders, are analysed into a folder each, with a summary; what is done already is not
    done again, and a video that fails does not stop the rest. The
    status is 1 if any failed, 130 after Ctrl-C.
    """
    named = by_name(other)
    wanted = reference or named.pop("reference", None)
    movement = None if wanted is None else read_reference(wanted, stack)
    asked = {
        "exercise": exercise,
        "export": export,
        "angles": angles,
        "subject": subject,
        "start_s": start,
        "end_s": end,
        "model": model,
        "chunk_s": chunk_seconds,
        "reference": movement and movement.id,
        **named,
    }
    _analyze(files, asked, movement, out, as_json, workers or usable_cores(), jobs, watch)


def _analyze(
    files: list[Path],
    asked: dict[str, Any],
    movement: Reference | None,
    out: Path | None,
    as_json: bool,
    cores: int,
    jobs: int,
    watch: bool,
) -> None:
    """Analyse one video with its progress, or several with a summary."""
    if watch and any(file.is_file() for file in files):
        raise InvalidOptionsError("--watch takes folders; leave it out, or name the folder of the file.")
    if len(files) > 1 or files[0].is_dir():
        options = AnalysisOptions.from_mapping(asked)
        team = Workers(max(1, cores // jobs))
        _run_all(
            files,
            out or _EXPORTS,
            options,
            jobs,
            lambda file, folder: analyse_video(file, folder, options, team, lambda *_: None, movement),
            _Show(as_json, watch),
        )
        return
    (file,), team = files, Workers(cores)

    def run(folder: Path, options: AnalysisOptions) -> ResultDocument:
        with progress_bar() as show:
            return analyse_video(file, folder, options, team, show, movement)

    _run(run, asked, out, as_json)


@one_sentence
def image(
    file: File,
    out: OutDir = None,
    as_json: AsJson = False,
    angles: Angles = False,
    subject: Place = None,
    model: ModelName = None,
    other: OtherOptions = None,
) -> None:
    """Find the body in a photo."""
    asked = {"angles": angles, "subject": subject, "model": model, **by_name(other)}
    _run(lambda folder, options: analyse_image(file, folder, options), asked, out, as_json)


def _run_all(
    paths: Sequence[Path], out: Path, options: AnalysisOptions, jobs: int, analyse: Analyse, show: _Show
) -> None:
    """Analyse many videos, show the summary, and end with status 1 if any failed, 130 if interrupted."""
    files = videos_in(paths)
    if not files and not show.watch:
        raise EmptyMediaError(f"There are no videos in {', '.join(map(str, paths))}; check the folder.")
    check(options, None, None)
    summary, lines = Summary(out), list[Line]()
    try:
        for batch in arrivals(paths, _LOOK_S) if show.watch else [files]:
            for line in show.progress(analyse_all(batch, summary, options, jobs, analyse), len(batch)):
                lines.append(line)
                show.line(line)
    except KeyboardInterrupt:
        show.error("Interrupted; the same command goes on where it stopped.")
        raise typer.Exit(130) from None
    finally:
        show.end(lines, out / SUMMARY)
    if any(line.error for line in lines):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Show:
    """What is shown of many videos. A watch has no end: each line is shown as it comes."""

    as_json: bool
    watch: bool

    def progress(self, lines: Iterator[Line], total: int) -> Iterator[Line]:
        """The lines, with a bar that says how many seconds are left."""
        columns = (TextColumn("Videos"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=total)
            for line in lines:
                bar.advance(task)
                yield line

    def line(self, line: Line) -> None:
        """A video is done."""
        if line.error:
            self.error(f"{line.file}: {line.error}")
        if self.watch and self.as_json:
            sys.stdout.write(json.dumps(records([line])[0]) + "\n")
            sys.stdout.flush()
        elif self.watch and not line.error:
            Console().print(escape(in_words(line)), soft_wrap=True)

    def error(self, text: str) -> None:
        """A sentence beside the results."""
        Console(stderr=True).print(f"[red]{escape(text)}[/red]", soft_wrap=True)

    def end(self, lines: Sequence[Line], summary: Path) -> None:
        """The whole summary, unless it was shown line by line."""
        if self.watch:
            return
        if self.as_json:
            print_json(records(lines))
        elif lines:
            Console().print(summary_table(lines))
            Console().print(f"Summary: {escape(str(summary))}", soft_wrap=True)


def _run(work: Any, asked: dict[str, Any], out: Path | None, as_json: bool) -> None:
    """Do the work, show its result, and turn an error that was foreseen into one sentence."""
    try:
        options = AnalysisOptions.from_mapping(asked)
        if options.export and out is None:
            out = _EXPORTS
        if out is not None:
            document = work(out, options)
        else:
            with TemporaryDirectory(prefix="formtrace-") as folder:
                document = work(Path(folder), options).model_copy(update={"files": {}})
    except FormtraceError as error:
        fail(error.message, error.code, as_json=as_json)
    if as_json:
        print_json(document.model_dump(mode="json"))
        return
    show_result(document, out)
