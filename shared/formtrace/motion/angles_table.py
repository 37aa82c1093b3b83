"""The joint angles as a table: ``angles.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import numpy as np

from formtrace.motion.angles import AngleSeries
from formtrace.signals.series import Series

_ROWS_AT_ONCE = 4096


def write_angles(file: BinaryIO, t_s: Series, angles: Iterable[AngleSeries]) -> None:
    """A table with one row per frame: each angle in the image plane and in 3D (``_3d``), and its score."""
    columns = {"t_s": t_s}
    for angle in angles:
        columns[angle.name] = angle.image_deg
        columns[f"{angle.name}_3d"] = angle.space_3d_deg
        columns[f"{angle.name}_score"] = angle.confidence
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    csv.writer(text).writerow(columns)
    line = ",".join(["%.3f"] * len(columns)) + "\r\n"
    for first in range(0, len(t_s), _ROWS_AT_ONCE):
        rows = np.column_stack([values[first : first + _ROWS_AT_ONCE] for values in columns.values()])
        text.writelines((line % tuple(row)).replace("nan", "") for row in rows.tolist())
    text.detach()


def read_angles(path: Path) -> dict[str, AngleSeries]:
    """The angles of an ``angles.csv``, by name; empty cells are NaN."""
    with path.open(newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
    table = np.array([[float(cell or "nan") for cell in row] for row in rows]).reshape(-1, len(header))
    column = {name: table[:, index] for index, name in enumerate(header)}
    names = [name for name in header if f"{name}_3d" in column]
    return {
        name: AngleSeries(name, column[name], column[f"{name}_3d"], column[f"{name}_score"]) for name in names
    }
