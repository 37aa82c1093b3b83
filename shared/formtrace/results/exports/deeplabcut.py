"""DeepLabCut's table of one animal: x and y in pixels and the likelihood of each body part, a row a frame."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from formtrace.results.data import ResultData
from formtrace.results.exports.registry import exporter
from formtrace.results.tables import pixels

_COORDS = ("x", "y", "likelihood")


@exporter("deeplabcut", ".csv", "DeepLabCut's CSV: x, y and likelihood of every landmark")
def write_deeplabcut(data: ResultData, path: Path) -> None:
    """Write three rows of headings (scorer, bodyparts, coords) and a row for each frame.

    Pixels are those of the upright picture; cells of frames without the person are empty.
    """
    names = data.skeleton.names
    values = np.concatenate([pixels(data), data.visibility[..., None]], axis=2)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["scorer", *["formtrace"] * len(names) * len(_COORDS)])
        writer.writerow(["bodyparts", *[name for name in names for _ in _COORDS]])
        writer.writerow(["coords", *_COORDS * len(names)])
        for row, points in enumerate(values):
            seen = np.isfinite(points).all()
            writer.writerow([row, *([round(float(v), 4) if seen else "" for v in points.ravel()])])
