"""``formtrace model``: the pose models of this machine, and more of them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.errors import UnknownModelError
from formtrace.pose.first_use import provide_model
from formtrace.pose.model_install import add_model, family_names, measure_crop_ms
from formtrace.pose.model_store import find_model, model_names

model_app = typer.Typer(help="The pose models of this machine.", no_args_is_help=True)


@model_app.command("add")
@one_sentence
def add(
    name: Annotated[str, typer.Argument(help="What to call it: --model NAME then chooses it.")],
    url: Annotated[
        str, typer.Option(help="An https URL or a file: an ONNX model, or a zip file with one in it.")
    ],
    sha256: Annotated[str, typer.Option(help="SHA-256 of that file.")],
    family: Annotated[
        str, typer.Option(help=f"Its input and outputs: {', '.join(family_names())}, or a JSON file.")
    ],
    as_json: AsJson = False,
) -> None:
    """Fetch a pose model into the cache folder, check it and measure it on this machine."""
    added = add_model(name, url, sha256, family)
    if as_json:
        print_json({"name": name, "file": str(added.file), "crop_ms": round(added.crop_ms, 1)})
        return
    Console().print(
        f"[bold]{escape(name)}[/bold]: {added.spec.skeleton}, {added.spec.input.width_px} x "
        f"{added.spec.input.height_px}, {added.crop_ms:.1f} ms a crop on one core of this machine."
        f"\nFile: {escape(str(added.file))}",
        soft_wrap=True,
    )


@model_app.command("fetch")
@one_sentence
def fetch(
    names: Annotated[list[str] | None, typer.Argument(help="Which of Formtrace's own; full if none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch the project's own models now, not when they are first used; for images of containers."""
    folders = {}
    for name in names or ["full"]:
        provide_model(name, with_heatmaps=True)
        stored = find_model(name)
        if not stored.is_installed(with_heatmaps=True):
            raise UnknownModelError("This is a checkout; its models come from 'make setup'.")
        folders[name] = str(stored.folder)
        if not as_json:
            Console().print(f"{escape(name)}: {escape(str(stored.folder))}", soft_wrap=True)
    if as_json:
        print_json({"folders": folders})


@model_app.command("list")
@one_sentence
def show(
    measure: Annotated[bool, typer.Option("--measure", help="Measure each on this machine.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the models that there are."""
    rows: list[dict[str, Any]] = []
    for stored in map(find_model, model_names()):
        spec, installed = stored.spec, stored.is_installed()
        rows.append(
            {
                "name": spec.name.removeprefix("blazepose-"),
                "skeleton": spec.skeleton,
                "decoder": spec.decoder.kind,
                "input_px": [spec.input.width_px, spec.input.height_px],
                "installed": installed,
                "crop_ms": round(measure_crop_ms(spec, stored.folder), 1) if measure and installed else None,
            }
        )
    if as_json:
        print_json(rows)
        return
    table = Table()
    for column in ("model", "skeleton", "outputs", "input", "installed", *(["ms a crop"] if measure else [])):
        table.add_column(column)
    for row in rows:
        width, height = row["input_px"]
        cells = [row["name"], row["skeleton"], row["decoder"], f"{width} x {height}"]
        cells.append("yes" if row["installed"] else "no")
        table.add_row(*cells, *([str(row["crop_ms"] or "")] if measure else []))
    Console().print(table)
