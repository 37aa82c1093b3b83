"""OpenSim's files: markers (TRC) and joint angles (MOT)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from formtrace.results.data import ResultData
from formtrace.results.exports.metric import even, metric_motion
from formtrace.results.exports.registry import exporter

_STRAIGHT_DEG = 180.0


@exporter("trc", ".trc", "markers in metres for OpenSim (user_height_cm=180 scales them)")
def write_trc(data: ResultData, path: Path, user_height_cm: float | None = None) -> None:
    """Write all landmarks as markers at a constant rate; see :class:`~.metric.MetricMotion` for the axes."""
    motion = metric_motion(data, user_height_cm or _asked_height(data))
    rate, frames, markers = f"{motion.rate_hz:.6g}", len(motion.t_s), len(motion.names)
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{frames}\t{markers}\tm\t{rate}\t1\t{frames}",
        "Frame#\tTime\t" + "\t\t\t".join(motion.names) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{index}" for index in range(1, markers + 1) for axis in "XYZ"),
        "",
    ]
    for row, (t_s, xyz_m) in enumerate(zip(motion.t_s, motion.xyz_m, strict=True), 1):
        lines.append(f"{row}\t{t_s:.6f}\t" + "\t".join(f"{value:.6f}" for value in xyz_m.ravel()))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@exporter("mot", ".mot", "joint angles in degrees for OpenSim: flexion, 0 is straight")
def write_mot(data: ResultData, path: Path, *, space: bool = False) -> None:
    """Write flexion of each joint (0 is straight), and the lean of the trunk, at a constant rate.

    Angles are those in the picture; ``space`` writes those in three dimensions.
    """
    columns = {}
    for name, angle in data.angles.items():
        values = angle.space_3d_deg if space else angle.image_deg
        if name == "trunk":
            columns["trunk_lean"] = even(data.t_s, values)
        else:
            columns[f"{name}_flexion"] = _STRAIGHT_DEG - even(data.t_s, values)
    times = np.linspace(0.0, float(data.t_s[-1] - data.t_s[0]), len(data))
    lines = [
        path.stem,
        "version=1",
        f"nRows={len(data)}",
        f"nColumns={len(columns) + 1}",
        "inDegrees=yes",
        "",
        "endheader",
        "\t".join(("time", *columns)),
    ]
    table = np.column_stack([times, *columns.values()])
    lines += ["\t".join(f"{value:.6f}" for value in row) for row in table]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _asked_height(data: ResultData) -> float | None:
    height = data.document.options.get("user_height_cm")
    return float(height) if isinstance(height, (int, float)) else None
