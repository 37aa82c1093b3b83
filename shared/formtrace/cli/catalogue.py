"""``formtrace exercises`` and ``formtrace doctor``: what there is to ask for, and what is installed."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version

import typer
from rich.console import Console
from rich.table import Table

from formtrace.cli.output import AsJson, print_json
from formtrace.exercises.catalogue import catalogue
from formtrace.pose.model_install import measure_crop_ms
from formtrace.pose.model_store import find_model, model_names
from formtrace.processors import usable_cores
from formtrace.version import __version__

_LIBRARIES = {
    "numpy": "always",
    "av": "videos",
    "onnxruntime": "pose",
    "pi-heif": "HEIC photos",
    "boto3": "stacks on AWS and the local stack",
    "pandas": "data frames",
    "pyarrow": "Parquet",
    "openpyxl": "workbooks",
    "ezc3d": "C3D",
    "matplotlib": "plots",
    "xarray": "data sets of movement",
    "supervision": "key points for supervision",
    "weasyprint": "reports as PDF",
}
_NEEDED = ("numpy", "av", "onnxruntime")


def exercises(as_json: AsJson = False) -> None:
    """List what can be counted."""
    rows = [
        {
            "id": exercise.id,
            "name": exercise.name["en"],
            "unit": exercise.counting.unit,
            "group": exercise.group,
            "view": exercise.posture.view,
            "aliases": list(exercise.aliases),
        }
        for exercise in catalogue().values()
    ]
    if as_json:
        print_json(rows)
        return
    table = Table()
    for column in ("id", "name", "counts", "group", "film from"):
        table.add_column(column)
    for row in rows:
        table.add_row(*(str(row[key]) for key in ("id", "name", "unit", "group", "view")))
    Console().print(table)


def doctor(as_json: AsJson = False) -> None:
    """Say what is installed, what is missing, and how fast this machine is."""
    libraries = {name: _version(name) for name in _LIBRARIES}
    models = [find_model(name) for name in model_names()]
    installed = [stored for stored in models if stored.is_installed()]
    report = {
        "formtrace": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": usable_cores(),
        "free_temporary_gb": round(shutil.disk_usage(os.environ.get("TMPDIR", "/tmp")).free / 1e9, 1),
        "libraries": libraries,
        "models": {
            stored.spec.name: round(measure_crop_ms(stored.spec, stored.folder), 1) for stored in installed
        },
        "models_missing": [stored.spec.name for stored in models if not stored.is_installed()],
    }
    healthy = all(libraries[name] for name in _NEEDED) and bool(installed)
    if as_json:
        print_json(report)
    else:
        _show(report, libraries, healthy=healthy)
    if not healthy:
        raise typer.Exit(1)


def _show(report: dict[str, object], libraries: dict[str, str | None], *, healthy: bool) -> None:
    console = Console()
    console.print(
        f"Formtrace {report['formtrace']}, Python {report['python']}, {report['system']}, "
        f"{report['cores']} cores, {report['free_temporary_gb']} GB of temporary storage"
    )
    table = Table("library", "version", "for")
    for name, found in libraries.items():
        missing = "[red]missing[/red]" if name in _NEEDED else "[dim]not installed[/dim]"
        table.add_row(name, found or missing, _LIBRARIES[name])
    console.print(table)
    models = report["models"]
    assert isinstance(models, dict)
    for name, crop_ms in models.items():
        console.print(f"Model {name}: {crop_ms} ms a person and frame on one core")
    if not healthy:
        console.print("[red]Something that every analysis needs is missing; run 'make setup'.[/red]")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
