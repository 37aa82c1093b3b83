"""Read what an analysis wrote, with NumPy alone: ``python examples/read_results.py out/``.

Prints each repetition with the smallest knee angle in it, and how far the hips travelled up and down.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np


def main(folder: Path) -> None:
    """Print a line a repetition."""
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    keypoints = np.load(folder / result["files"]["keypoints"])
    t_s, names = keypoints["t_s"], keypoints["names"].tolist()
    hips_y = keypoints["xy_norm"][:, [names.index("left_hip"), names.index("right_hip")], 1].mean(axis=1)
    knee_deg = read_column(folder / result["files"]["angles"], "left_knee_3d")

    print(f"{result['count']} {result['unit'] or 'frames of keypoints only'} ({result['exercise']})")
    for rep in result["reps"]:
        inside = (t_s >= rep["start_s"] - 1e-3) & (t_s <= rep["end_s"] + 1e-3)
        travel = np.nanmax(hips_y[inside]) - np.nanmin(hips_y[inside])
        print(
            f"{rep['index']:3}  {rep['start_s']:6.2f} to {rep['end_s']:6.2f} s"
            f"  left knee down to {np.nanmin(knee_deg[inside]):3.0f} degrees"
            f"  hips travel {100 * travel:.0f} % of the picture's height"
        )
    for attempt in result["rejected"]:
        print(f"  -  {attempt['peak_s']:6.2f} s not counted: {attempt['reason']}")


def read_column(path: Path, name: str) -> np.ndarray:
    """One angle over time, (N,), NaN where it is not known."""
    with path.open(newline="", encoding="utf-8") as lines:
        return np.array([float(row[name] or "nan") for row in csv.DictReader(lines)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
