"""C3D, the format of motion capture laboratories."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from formtrace.errors import MissingExtraError
from formtrace.results.data import ResultData
from formtrace.results.exports.metric import metric_motion
from formtrace.results.exports.registry import exporter

_MM = 1000.0


@exporter("c3d", ".c3d", "markers in millimetres (user_height_cm=180 scales them)")
def write_c3d(data: ResultData, path: Path, user_height_cm: float | None = None) -> None:
    """Write all landmarks as points in millimetres, y up; points that are not seen are marked invalid."""
    try:
        import ezc3d
    except ImportError:
        raise MissingExtraError.of("ezc3d", "exports") from None
    motion = metric_motion(data, user_height_cm)
    points = np.ones((4, len(motion.names), len(motion.t_s)))
    points[:3] = motion.xyz_m.transpose(2, 1, 0) * _MM
    file = ezc3d.c3d()
    file["header"]["points"]["frame_rate"] = motion.rate_hz
    parameters = file["parameters"]["POINT"]
    parameters["RATE"]["value"] = [motion.rate_hz]
    parameters["UNITS"]["value"] = ["mm"]
    parameters["LABELS"]["value"] = list(motion.names)
    file["data"]["points"] = points
    file.write(str(path))
