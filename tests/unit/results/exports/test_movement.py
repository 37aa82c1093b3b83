"""Data sets of movement, and key points of supervision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import supervision as sv
import xarray as xr

from formtrace.errors import InvalidOptionsError
from formtrace.facade.result import Result
from formtrace.results.data import ResultData
from formtrace.results.exports import export
from formtrace.results.tables import pixels

# movement itself needs 1.5 GB of packages; this is what its class ValidPosesInputs (0.17) makes and checks.
DIMS = ("time", "space", "keypoint", "individual")
ATTRIBUTES = {"source_software", "ds_type", "fps", "time_unit"}


@pytest.mark.parametrize(("space", "axes"), [("pixels", ["x", "y"]), ("metres", ["x", "y", "z"])])
def test_a_poses_data_set_of_movement(space: str, axes: list[str], data: ResultData, tmp_path: Path) -> None:
    found = xr.load_dataset(export(data, tmp_path / "squats.nc", space=space))
    assert found.position.dims == DIMS
    assert found.confidence.dims == (DIMS[0], *DIMS[2:])
    assert set(found.attrs) == ATTRIBUTES
    assert (found.attrs["ds_type"], found.attrs["time_unit"]) == ("poses", "seconds")
    assert list(found.space.values) == axes
    np.testing.assert_allclose(found.time, data.t_s)
    knee = found.position.sel(keypoint="left_knee", individual="person")
    wanted = pixels(data) if space == "pixels" else data.world_m
    np.testing.assert_allclose(knee, wanted[:, data.skeleton.index("left_knee")], equal_nan=True)
    seen = np.isfinite(data.xy_norm).all(axis=(1, 2))
    assert 0 < found.confidence.isnull().all(("keypoint", "individual")).sum() == (~seen).sum()


def test_a_space_that_there_is_not(data: ResultData, tmp_path: Path) -> None:
    with pytest.raises(InvalidOptionsError, match="choose pixels or metres"):
        export(data, tmp_path / "squats.nc", space="inches")


def test_supervision_draws_the_key_points(data: ResultData) -> None:
    frames = Result(data).to_supervision()
    seen = np.isfinite(data.xy_norm).all(axis=(1, 2))
    assert [frame.is_empty() for frame in frames] == (~seen).tolist()
    media = data.document.media
    scene = np.zeros((media.height, media.width, 3), np.uint8)
    drawn = sv.VertexAnnotator(color=sv.Color.RED, radius=3).annotate(scene, frames[0])
    x, y = pixels(data)[0, data.skeleton.index("left_knee")].round().astype(int)
    assert tuple(drawn[y, x]) == sv.Color.RED.as_bgr()
    assert frames[0].data["keypoint_name"][0].tolist() == list(data.skeleton.names)
