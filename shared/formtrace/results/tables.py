"""A result as tables: columns of equal length by name, for data frames, CSV, Parquet and workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.results.data import ResultData

TableName = Literal["reps", "holds", "rejected", "jumps", "angles", "keypoints", "signal"]
TABLES: tuple[TableName, ...] = ("reps", "holds", "rejected", "jumps", "angles", "keypoints", "signal")

Columns = Mapping[str, NDArray[Any] | list[Any]]


def table(data: ResultData, name: TableName, *, long: bool = False) -> Columns:
    """One table of a result; ``docs/results.md`` has the columns and their units.

    ``long`` makes ``angles`` and ``keypoints`` tables with a row for each frame and angle or landmark.
    """
    match name:
        case "reps":
            return _reps(data)
        case "angles":
            return _angles_long(data) if long else _angles(data)
        case "keypoints":
            return _keypoints_long(data) if long else _keypoints(data)
        case "signal":
            return _signal(data)
        case "jumps":
            found = data.document.jumps
            return _records([] if found is None else [jump.model_dump() for jump in found.jumps])
        case _:
            return _records([part.model_dump() for part in getattr(data.document, name)])


def _reps(data: ResultData) -> Columns:
    """A row for each repetition; sub-scores by aspect as ``score_range`` and so on."""
    rows = []
    for rep in data.document.reps:
        row = rep.model_dump(
            include={"index", "start_s", "peak_s", "end_s", "side", "rom_deg", "score", "grade"}
        )
        row["set"] = rep.set
        row |= rep.tempo.model_dump()
        row |= {f"score_{part.aspect}": part.score for part in rep.subscores}
        if rep.reference_score is not None:
            row |= {"score": rep.reference_score.overallScore, "grade": rep.reference_score.grade}
        rows.append(row)
    return _records(rows)


def _records(rows: list[dict[str, Any]]) -> Columns:
    """Plain values of records as columns, ``None`` where one has no such value."""
    plain = [{k: v for k, v in row.items() if not isinstance(v, (dict, list, tuple))} for row in rows]
    names = dict.fromkeys(name for row in plain for name in row)
    return {name: [row.get(name) for row in plain] for name in names}


def _angles(data: ResultData) -> Columns:
    columns: dict[str, NDArray[Any]] = {"t_s": data.t_s}
    for name, angle in data.angles.items():
        columns |= {f"{name}_deg": angle.image_deg, f"{name}_3d_deg": angle.space_3d_deg}
        columns[f"{name}_confidence"] = angle.confidence
    return columns


def _angles_long(data: ResultData) -> Columns:
    names, angles = list(data.angles), list(data.angles.values())
    return {
        "t_s": np.repeat(data.t_s, len(names)),
        "angle": np.tile(names, len(data)),
        "deg": np.stack([angle.image_deg for angle in angles], axis=1).ravel(),
        "deg_3d": np.stack([angle.space_3d_deg for angle in angles], axis=1).ravel(),
        "confidence": np.stack([angle.confidence for angle in angles], axis=1).ravel(),
    }


def pixels(data: ResultData) -> NDArray[np.float64]:
    """(N, K, 2) keypoints in pixels of the upright picture."""
    media = data.document.media
    scaled: NDArray[np.float64] = data.xy_norm * [media.width, media.height]
    return scaled


def _keypoints(data: ResultData) -> Columns:
    xy_px = pixels(data)
    columns: dict[str, NDArray[Any]] = {"t_s": data.t_s}
    for index, name in enumerate(data.skeleton.names):
        columns |= {f"{name}_x_px": xy_px[:, index, 0], f"{name}_y_px": xy_px[:, index, 1]}
        columns[f"{name}_visibility"] = data.visibility[:, index]
        columns |= {f"{name}_{axis}_m": data.world_m[:, index, at] for at, axis in enumerate("xyz")}
    return columns


def _keypoints_long(data: ResultData) -> Columns:
    names, (x_px, y_px) = data.skeleton.names, np.moveaxis(pixels(data), -1, 0)
    return {
        "t_s": np.repeat(data.t_s, len(names)),
        "landmark": np.tile(names, len(data)),
        "x_px": x_px.ravel(),
        "y_px": y_px.ravel(),
        "visibility": data.visibility.ravel(),
        **{f"{axis}_m": data.world_m[..., at].ravel() for at, axis in enumerate("xyz")},
    }


def _signal(data: ResultData) -> Columns:
    if data.course is None:
        return {"t_s": data.t_s}
    course = data.course
    return {"t_s": data.t_s, "signal": course.signal, "progress": course.progress, "count": course.count}
