"""DeepLabCut's CSV, read as its own tools read it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formtrace.results.data import ResultData
from formtrace.results.exports import export
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.support.results import write

pd = pytest.importorskip("pandas")


def test_pandas_reads_the_three_headings_and_every_point(tmp_path: Path) -> None:
    schedule = sets(1)
    pts = frame_times(schedule.duration_s, 15)
    document = write(analysed("squat", [exerciser("squat", schedule)], pts, Camera()), tmp_path)
    data = ResultData.load(tmp_path)
    path = export(data, tmp_path / "dlc.csv", "deeplabcut")
    table = pd.read_csv(path, header=[0, 1, 2], index_col=0)  # as DeepLabCut's own analyse scripts do
    assert table.columns.names == ["scorer", "bodyparts", "coords"]
    knee = table["formtrace"]["left_knee"]
    at = data.skeleton.index("left_knee")
    size = [document.media.width, document.media.height]
    np.testing.assert_allclose(knee[["x", "y"]], data.xy_norm[:, at] * size, atol=1e-3)
    np.testing.assert_allclose(knee["likelihood"], data.visibility[:, at], atol=1e-3)
    assert len(table) == document.media.frames
