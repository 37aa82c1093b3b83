"""Tables as CSV, Parquet and a workbook."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from formtrace.errors import InvalidOptionsError, MissingExtraError, advice_on
from formtrace.results.data import ResultData
from formtrace.results.exports.registry import exporter
from formtrace.results.tables import TABLES, Columns, TableName, table

_DECIMALS = 5


@exporter("csv", ".csv", "one table (table=reps, angles, keypoints, ...); empty cells where not known")
def write_csv(data: ResultData, path: Path, table: TableName = "reps", *, long: bool = False) -> None:
    """Write one table; numbers have up to five decimals."""
    columns = _table(data, table, long=long)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in _rows(columns))


@exporter("parquet", ".parquet", "one table (table=reps, angles, keypoints, ...)")
def write_parquet(
    data: ResultData, path: Path, table: TableName = "keypoints", *, long: bool = False
) -> None:
    """Write one table, NaN where not known."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError.of("pyarrow", "exports") from None
    columns = _table(data, table, long=long)
    pq.write_table(pa.table({name: pa.array(values) for name, values in columns.items()}), path)


@exporter("xlsx", ".xlsx", "a workbook: summary, repetitions, attempts, angles and signal")
def write_workbook(data: ResultData, path: Path) -> None:
    """Write a workbook with a sheet for each table that has rows."""
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise MissingExtraError.of("openpyxl", "exports") from None
    book = Workbook()
    summary = book.active
    summary.title = "summary"
    for line in _summary(data):
        summary.append(line)
    for name in TABLES:
        columns = table(data, name)
        if name == "keypoints" or not columns or not len(next(iter(columns.values()))):
            continue
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for cells in sheet[1]:
            cells.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for row in _rows(columns):
            sheet.append([None if _cell(value) == "" else value for value in row])
    book.save(path)


def _summary(data: ResultData) -> Iterator[list[Any]]:
    document = data.document
    yield ["exercise", document.exercise]
    yield ["unit", document.unit]
    yield ["count", document.count]
    yield ["held s", document.held_s]
    yield ["mean score", None if document.form is None else document.form.avg_score]
    yield ["grade", None if document.form is None else document.form.grade]
    yield ["view", document.view]
    yield ["duration s", document.media.duration_s]
    yield ["model", document.model.name]
    for warning in document.quality.warnings:
        yield ["warning", warning.text]


def _table(data: ResultData, name: TableName, *, long: bool) -> Columns:
    if name not in TABLES:
        raise InvalidOptionsError(f"There is no table '{name}'; {advice_on(name, TABLES)}")
    return table(data, name, long=long)


def _rows(columns: Columns) -> Iterator[tuple[Any, ...]]:
    plain = [values if isinstance(values, list) else values.tolist() for values in columns.values()]
    return zip(*plain, strict=True)


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return round(value, _DECIMALS) if isinstance(value, float) else value
