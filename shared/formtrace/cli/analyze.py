"""``formtrace analyze`` and ``formtrace image``: the whole analysis on this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from formtrace.cli.batch import (
    SUMMARY,
    Analyse,
    Line,
    analyse_all,
    summary_table,
    videos_in,
    write_json,
    write_summary,
)
from formtrace.cli.options import OtherOptions, by_name
from formtrace.cli.output import one_sentence
from formtrace.cli.reference_files import read_reference
from formtrace.cli.stack import StackName
from formtrace.cli.terminal_tables import show_result
from formtrace.errors import EmptyMediaError, FormtraceError
from formtrace.in_process import analyse_image, analyse_video, check
from formtrace.options import AnalysisOptions
from formtrace.processors import Workers, usable_cores
from formtrace.reference.record import Reference
from formtrace.results.document import ResultDocument

_EXPORTS = Path("out")
_STAGES = {"pose": "Finding the body", "render": "Drawing the video"}

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
Files = Annotated[
    list[Path], typer.Argument(exists=True, readable=True, help="A video; several; or folders of videos.")
]
OutDir = Annotated[
    Path | None, typer.Option("--out", help="Folder for the result files; with --export, out/ if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result document alone on standard output.")]
Place = Annotated[
    str | None, typer.Option(help="Where the person to analyse is, as shares of width and height: 0.35,0.3.")
]
ModelName = Annotated[str | None, typer.Option("--model", help="lite, full or heavy, or one that was added.")]
Angles = Annotated[bool, typer.Option("--angles", help="Label the joint angles in the picture.")]


@one_sentence
def analyze(
    files: Files,
    exercise: Annotated[str | None, typer.Option(help="What to count; none gives keypoints only.")] = None,
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
    stack: StackName = None,
    other: OtherOptions = None,
) -> None:
    """Count and measure the movement in videos, without any cloud.

    Several files, or folders, are analysed into a folder each, with a summary; what is done already is not
    done again, and a video that fails does not stop the rest.
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
    _analyze(files, asked, movement, out, as_json, workers or usable_cores(), jobs)


def _analyze(
    files: list[Path],
    asked: dict[str, Any],
    movement: Reference | None,
    out: Path | None,
    as_json: bool,
    cores: int,
    jobs: int,
) -> None:
    """Analyse one video with its progress, or several with a summary."""
    if len(files) > 1 or files[0].is_dir():
        options = AnalysisOptions.from_mapping(asked)
        team = Workers(max(1, cores // jobs))
        _run_all(
            files,
            out or _EXPORTS,
            options,
            jobs,
            lambda file, folder: analyse_video(file, folder, options, team, lambda *_: None, movement),
            as_json=as_json,
        )
        return
    (file,), team = files, Workers(cores)

    def run(folder: Path, options: AnalysisOptions) -> ResultDocument:
        with progress_bars() as show:
            return analyse_video(file, folder, options, team, show, movement)

    _run(run, asked, out, as_json)


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


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each stage of the work, while it is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES[stage], total=total)
            bar.update(tasks[stage], completed=done)

        yield show


def _run_all(
    paths: Sequence[Path], out: Path, options: AnalysisOptions, jobs: int, analyse: Analyse, *, as_json: bool
) -> None:
    """Analyse many videos, show the summary, and end with status 1 if any failed."""
    files, console = videos_in(paths), Console(stderr=True)
    if not files:
        raise EmptyMediaError(f"There are no videos in {', '.join(map(str, paths))}; check the folder.")
    check(options, None, None)
    columns = (TextColumn("Videos"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    lines: list[Line] = []
    try:
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("", total=len(files))
            for line in analyse_all(files, out, options, jobs, analyse):
                lines.append(line)
                bar.advance(task)
                if line.error:
                    console.print(f"[red]{escape(line.file)}: {escape(line.error)}[/red]", soft_wrap=True)
    finally:
        write_summary(lines, out / SUMMARY)
    if as_json:
        write_json(lines, sys.stdout)
    else:
        Console().print(summary_table(lines))
        Console().print(f"Summary: {escape(str(out / SUMMARY))}", soft_wrap=True)
    if any(line.error for line in lines):
        raise typer.Exit(1)


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
        Console(stderr=True).print(
            f"[red]{escape(error.message)}[/red] [dim]({error.code})[/dim]", soft_wrap=True
        )
        raise typer.Exit(1) from None
    if as_json:
        sys.stdout.write(document.model_dump_json(indent=2) + "\n")
        return
    show_result(document, out)
