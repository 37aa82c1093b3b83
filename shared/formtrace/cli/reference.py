"""``formtrace reference``: movements of one's own to count and compare videos by."""

from __future__ import annotations

import io
import re
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from formtrace.access.tokens import token_id_of
from formtrace.cli import stack as stacks
from formtrace.cli.analyze import Place
from formtrace.cli.local_stack import LocalStack, project_root
from formtrace.cli.local_token import local_token
from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.cli.reference_files import parse_reference
from formtrace.cli.stack import StackName
from formtrace.cli.token import find_token
from formtrace.errors import InvalidReferenceError
from formtrace.facade.progress_bar import progress_bar
from formtrace.in_process import make_reference
from formtrace.options import AnalysisOptions
from formtrace.processors import Workers, usable_cores
from formtrace.reference.draft import ReferenceDraft, Trim
from formtrace.reference.make_reference import MadeReference, Origin, reference_from_motion
from formtrace.reference.record import Reference
from formtrace.results.files import read_keypoints
from formtrace.workflow.reference_library import not_found, photo_refused
from formtrace.workflow.reference_records import StoredReference

if TYPE_CHECKING:
    from formtrace.cli.deployed_stack import DeployedStack

reference_app = typer.Typer(
    help="Movements of your own, to count and compare videos by.", no_args_is_help=True
)

_SPAN = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of a reference movement.")]
Owner = Annotated[
    str | None,
    typer.Option(
        "--token",
        help="Id or name of the token that it belongs to; without it that of this checkout's stack, "
        "and on AWS none: then drops and tokens with --all-jobs can use it.",
    ),
]


@reference_app.command()
@one_sentence
def create(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, readable=True, help="A video.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What to call it; else after the file.")] = None,
    start: Annotated[
        float | None, typer.Option(min=0, help="Seconds at which the repetition starts.")
    ] = None,
    end: Annotated[float | None, typer.Option(min=0, help="Seconds at which it ends.")] = None,
    rep: Annotated[
        list[str] | None,
        typer.Option(
            help="START-END of one of several repetitions, which are averaged: 1.2-2.9; repeatable."
        ),
    ] = None,
    mirror: Annotated[bool, typer.Option(help="Whether its mirror image is the same movement.")] = True,
    subject: Place = None,
    model: Annotated[str | None, typer.Option(help="lite, full or heavy.")] = None,
    job: Annotated[str | None, typer.Option(help="Make it of this completed job instead of a file.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write a JSON file, without any stack.")] = None,
    token: Owner = None,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Make a reference movement of a video: one clean repetition, found by itself if no times are given."""
    if (file is None) == (job is None) or (job is not None and out is not None):
        raise typer.BadParameter("Give a file or --job; --out goes with a file.")
    draft = ReferenceDraft.of(
        name=name or (file.stem[:100] if file else "Reference"),
        start_s=start,
        end_s=end,
        repetitions=tuple(_span(text) for text in rep or ()),
        mirror_allowed=mirror,
    )
    draft.check()
    options = AnalysisOptions.from_mapping({"subject": subject, "model": model})
    if file is not None and out is not None:
        with progress_bar() as show:
            made = make_reference(file, draft, options, Workers(usable_cores()), show)
        _write(made.reference, out)
        _tell(StoredReference.of(made.reference, None), as_json)
        return
    deployed = stacks.connect(stack)
    owner = _owner(deployed, token, stack)
    if file is not None:
        given = {key: value for key, value in (("subject", subject), ("model", model)) if value}
        job = deployed.drop(file, given)
    assert job is not None
    _tell(deployed.references.add(_of_job(deployed, job, draft), owner), as_json)


def _span(text: str) -> Trim:
    match = _SPAN.fullmatch(text.replace(" ", ""))
    if match is None:
        raise typer.BadParameter(f"'{text}' is not START-END in seconds, like 1.2-2.9.")
    return Trim(start_s=float(match[1]), end_s=float(match[2]))


def _of_job(deployed: DeployedStack, job_id: str, draft: ReferenceDraft) -> MadeReference:
    document = stacks.result_of(deployed, job_id, Console(stderr=True))
    if document.source != "video":
        raise photo_refused()
    origin = Origin.of(document.media, job_id)
    content = deployed.objects.read(deployed.result_file(job_id, document.files["keypoints"]))
    motion = read_keypoints(io.BytesIO(content), origin.aspect).at_speed(document.speed.factor)
    return reference_from_motion(motion, draft, origin, str(uuid.uuid4()), datetime.now(UTC))


def _owner(deployed: DeployedStack, token: str | None, stack: str | None) -> str | None:
    """The id of the token that a new reference belongs to."""
    if token is not None:
        return find_token(deployed.tokens, token).id
    if stack is not None:
        return None
    folder = LocalStack(project_root()).state_dir
    return token_id_of(local_token(deployed.tokens, folder, datetime.now(UTC)))


@reference_app.command(name="list")
@one_sentence
def list_references(
    token: Annotated[str | None, typer.Option(help="Only those of this token, by its id or name.")] = None,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """List reference movements, newest first."""
    deployed = stacks.connect(stack)
    owner = None if token is None else find_token(deployed.tokens, token).id
    found = [one for one in deployed.reference_records.all() if owner is None or one.owner == owner]
    found.sort(key=lambda one: one.created_at, reverse=True)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    table = Table()
    for column in ("Reference", "Name", "Takes", "View", "Token", "Made"):
        table.add_column(column, no_wrap=column == "Reference")
    for one in found:
        made = one.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        takes = f"{one.duration_s:.2f} s"
        table.add_row(one.id, escape(one.name), takes, one.view or "", one.owner or "none", made)
    Console().print(table)


@reference_app.command()
@one_sentence
def show(reference: Id, as_json: AsJson = False, stack: StackName = None) -> None:
    """Show a reference movement: what moves in it, and what it was made of."""
    found = _find(stacks.connect(stack), reference)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        Console().print(_details(found))


@reference_app.command()
@one_sentence
def rename(
    reference: Id,
    name: Annotated[str, typer.Argument(help="The new name.")],
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Give a reference movement another name."""
    deployed = stacks.connect(stack)
    named = ReferenceDraft.of(name=name).name
    deployed.references.rename(_find(deployed, reference), named)
    if as_json:
        print_json({"id": reference, "name": named})
    Console(stderr=True).print(f"{reference} is called {escape(named)} now.", soft_wrap=True)


@reference_app.command()
@one_sentence
def delete(reference: Id, as_json: AsJson = False, stack: StackName = None) -> None:
    """Delete a reference movement, for good. Results that were made with it stay."""
    deployed = stacks.connect(stack)
    found = _find(deployed, reference)
    deployed.references.delete(found.id)
    if as_json:
        print_json({"deleted": found.id})
    Console(stderr=True).print(f"{found.id} ({escape(found.name)}) is deleted.", soft_wrap=True)


@reference_app.command()
@one_sentence
def export(
    reference: Id,
    out: Annotated[Path | None, typer.Option(help="A JSON file; else the standard output.")] = None,
    stack: StackName = None,
) -> None:
    """Write a reference movement as JSON: for `analyze --reference`, or for another stack."""
    movement = stacks.connect(stack).references.load(reference)
    if out is not None:
        _write(movement, out)
    else:
        sys.stdout.write(movement.model_dump_json(indent=2) + "\n")


@reference_app.command(name="import")
@one_sentence
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    name: Annotated[str | None, typer.Option(help="Another name for it.")] = None,
    new_id: Annotated[bool, typer.Option("--new-id", help="Give it a new id instead of its own.")] = False,
    token: Owner = None,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Bring a JSON file into a stack, under the id that it has, so that apps need not change."""
    movement = parse_reference(file)
    changes: dict[str, Any] = {"thumbnail": None}
    if name is not None:
        changes["name"] = ReferenceDraft.of(name=name).name
    if new_id:
        changes["id"] = str(uuid.uuid4())
    movement = movement.model_copy(update=changes)
    deployed = stacks.connect(stack)
    if deployed.references.get(movement.id) is not None:
        raise InvalidReferenceError(
            f"There is a reference {movement.id} already; delete it first, or add --new-id."
        )
    made = MadeReference(movement, None)
    _tell(deployed.references.add(made, _owner(deployed, token, stack)), as_json)


def _find(deployed: DeployedStack, reference: str) -> StoredReference:
    found = deployed.references.get(reference)
    if found is None:
        raise not_found()
    return found


def _write(reference: Reference, out: Path) -> None:
    """The file by itself: its picture stays where it is."""
    alone = reference.model_copy(update={"thumbnail": None})
    out.write_text(alone.model_dump_json(indent=2) + "\n", encoding="utf-8")
    Console(stderr=True).print(f"Written: {escape(str(out))}", soft_wrap=True)


def _tell(stored: StoredReference, as_json: bool) -> None:
    if as_json:
        print_json(stored.model_dump(mode="json"))
    else:
        Console().print(_details(stored))


def _details(stored: StoredReference) -> Table:
    source = stored.source
    table = Table.grid(padding=(0, 2))
    rows = {
        "id": stored.id,
        "name": escape(stored.name),
        "token": stored.owner or "none",
        "takes": f"{stored.duration_s:.2f} s",
        "from": f"{source.start_s:.2f} to {source.end_s:.2f} s of the video"
        + (f", and {stored.repetitions - 1} more averaged" if stored.repetitions > 1 else ""),
        "video": f"{source.width} x {source.height}, {source.fps:.2f} frames a second",
        "job": source.job_id or "none",
        "view": stored.view or "unknown",
        "mirror image": "is the same movement" if stored.mirror_allowed else "is another movement",
        "moves": ", ".join(signal.replace("_", " ") for signal in stored.signals),
        "made": f"{stored.created_at:%Y-%m-%d %H:%M} UTC",
    }
    for title, text in rows.items():
        table.add_row(f"[bold]{title}[/bold]", text)
    return table
