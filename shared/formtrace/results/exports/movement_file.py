"""Data sets of movement (neuroinformatics-unit), and key points of supervision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from formtrace.errors import InvalidOptionsError, MissingExtraError
from formtrace.results.data import ResultData
from formtrace.results.exports.registry import exporter
from formtrace.results.tables import pixels

if TYPE_CHECKING:
    import supervision as sv
    import xarray as xr

Space = Literal["pixels", "metres"]


@exporter("movement", ".nc", "a data set of movement in netCDF (space=metres: in three dimensions)")
def write_movement(data: ResultData, path: Path, space: Space = "pixels") -> None:
    """Write the data set of :func:`movement_dataset`; ``xarray.load_dataset`` reads it."""
    try:
        import h5netcdf  # noqa: F401 - xarray uses it
    except ImportError:
        raise MissingExtraError.of("h5netcdf", "exports") from None
    movement_dataset(data, space).to_netcdf(path, engine="h5netcdf")


def movement_dataset(data: ResultData, space: Space = "pixels") -> xr.Dataset:
    """A poses data set, as ``movement`` has it since 0.17.

    Variables are ``position`` (time, space, keypoint, individual) and ``confidence`` (time, keypoint,
    individual). Times are seconds of the video. Positions are pixels of the upright picture, y down, or
    metres around the hips, y down and z away from the camera. NaN where the person is not seen.

    Source: https://movement.neuroinformatics.dev/user_guide/movement_dataset.html
    """
    try:
        import xarray as xr
    except ImportError:
        raise MissingExtraError.of("xarray", "exports") from None
    if space not in ("pixels", "metres"):
        raise InvalidOptionsError(f"There is no space '{space}'; choose pixels or metres.")
    xyz = pixels(data) if space == "pixels" else data.world_m
    position = np.moveaxis(xyz, 1, 2)[..., None]
    confidence = np.where(np.isfinite(position).all(axis=1), data.visibility[..., None], np.nan)
    media = data.document.media
    rate = {} if media.vfr else {"fps": media.fps}
    return xr.Dataset(
        {
            "position": (("time", "space", "keypoint", "individual"), position),
            "confidence": (("time", "keypoint", "individual"), confidence),
        },
        coords={
            "time": data.t_s,
            "space": ["x", "y", "z"][: xyz.shape[2]],
            "keypoint": list(data.skeleton.names),
            "individual": ["person"],
        },
        attrs={"source_software": "Formtrace", "ds_type": "poses", "time_unit": "seconds", **rate},
    )


def supervision_key_points(data: ResultData) -> list[sv.KeyPoints]:
    """A ``supervision.KeyPoints`` for each frame, with one person, or empty where none is seen.

    ``xy`` are pixels of the upright picture; ``data`` has the names of the K landmarks as ``keypoint_name``.
    """
    try:
        import supervision as sv
    except ImportError:
        raise MissingExtraError.of("supervision", "supervision") from None
    xy_px, names = pixels(data).astype(np.float32), np.array([data.skeleton.names])
    found = []
    for row in range(len(data)):
        if not np.isfinite(xy_px[row]).all():
            found.append(sv.KeyPoints.empty())
            continue
        confidence = data.visibility[row : row + 1].astype(np.float32)
        found.append(
            sv.KeyPoints(
                xy=xy_px[row : row + 1],
                class_id=np.zeros(1, np.int64),
                keypoint_confidence=confidence,
                detection_confidence=confidence.mean(axis=1),
                data={"keypoint_name": names},
            )
        )
    return found
