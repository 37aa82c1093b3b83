"""A result as Python and notebooks see it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from formtrace.analysis import Analysis
from formtrace.contracts.upload_tracking.messages.stream import message_files
from formtrace.errors import InvalidOptionsError, ResultNotFoundError, SourceUnknownError
from formtrace.facade.arguments import options_of
from formtrace.facade.load import load
from formtrace.facade.result import Result
from formtrace.results.data import ResultData
from formtrace.results.report import report
from formtrace.results.sink import FolderSink, write_document
from formtrace.results.write import write_result
from tests.support.filming import Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import sets


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    schedule = sets(3)
    flaws = Flaws(noise_m=0.002, dropouts_s=((3.0, 4.5),))
    return analysed(
        "squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30), Camera(), flaws
    )


@pytest.fixture(scope="module")
def result(analysis: Analysis) -> Result:
    return Result(ResultData.of(analysis, report(analysis, "squats")))


def test_what_is_loaded_is_what_was_made(analysis: Analysis, result: Result, tmp_path: Path) -> None:
    sink = FolderSink(tmp_path)
    write_document(write_result(analysis, sink, "squats", message_files), sink, {})
    loaded = load(tmp_path)
    assert loaded.reps == result.reps
    assert loaded.rejected == result.rejected
    assert repr(loaded) == repr(result)
    assert list(loaded.angles) == list(result.angles)
    for name in result.angles:
        np.testing.assert_allclose(loaded.angles[name], result.angles[name], atol=1e-3, equal_nan=True)
        np.testing.assert_allclose(loaded.angles_3d[name], result.angles_3d[name], atol=1e-3, equal_nan=True)
    np.testing.assert_allclose(loaded.keypoints, result.keypoints, atol=1e-3, equal_nan=True)
    np.testing.assert_allclose(loaded.keypoints_3d, result.keypoints_3d, atol=1e-5, equal_nan=True)
    np.testing.assert_allclose(loaded.signal, result.signal, equal_nan=True)


def test_angles_are_degrees_and_nan_in_a_gap(result: Result) -> None:
    knee = result.angles["left_knee"]
    gap = (result.times_s > 3.1) & (result.times_s < 4.4)
    assert knee.shape == result.times_s.shape
    assert np.isnan(knee[gap]).all() and np.isfinite(knee[~gap]).mean() > 0.9
    assert np.nanmin(knee) < 100 and np.nanmax(knee) > 155
    with pytest.raises(KeyError, match="no angle 'left_nee'; did you mean 'left_knee'"):
        result.angles["left_nee"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.rows += tag == "tr"

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_notebook_shows_a_row_for_each_repetition(result: Result) -> None:
    tags = _Tags()
    tags.feed(result._repr_html_())
    assert tags.open == []
    assert tags.rows == 1 + result.count


def test_a_plot_has_the_signal_and_the_named_angles(result: Result) -> None:
    signal, angles = result.plot(["left_knee", "right_knee"]).axes
    assert len(signal.patches) == result.count + len(result.rejected)
    assert [line.get_label() for line in angles.lines] == ["left knee", "right knee"]
    np.testing.assert_array_equal(angles.lines[0].get_ydata(), result.angles["left_knee"])
    with pytest.raises(InvalidOptionsError, match="no angle 'lft_knee'; did you mean 'left_knee'"):
        result.plot(["lft_knee"])


def test_data_frames(result: Result) -> None:
    assert list(result.to_pandas("reps")["peak_s"]) == [rep.peak_s for rep in result.reps]
    assert len(result.to_pandas("angles", long=True)) == len(result.times_s) * len(result.angles)
    with pytest.raises(InvalidOptionsError, match="no table 'angels'; did you mean 'angles'"):
        result.to_pandas("angels")


def test_a_result_without_its_video_cannot_be_drawn(result: Result, tmp_path: Path) -> None:
    with pytest.raises(SourceUnknownError, match="load the result with its source"):
        result.annotate(tmp_path / "overlay.mp4")


def test_a_folder_without_a_result(tmp_path: Path) -> None:
    with pytest.raises(ResultNotFoundError, match=r"give the folder that holds result\.json"):
        load(tmp_path)


@pytest.mark.parametrize("name", ["export", "exercise", "dificulty"])
def test_options_that_are_none(name: str) -> None:
    with pytest.raises(InvalidOptionsError, match=f"There is no option '{name}'"):
        options_of({name: True})


def test_options_by_name() -> None:
    options = options_of({"difficulty": "hard", "subject": (0.2, 0.5), "end_s": 3}, "squat", "lite")
    assert (options.difficulty, options.subject, options.end_s) == ("hard", (0.2, 0.5), 3)
    assert (options.exercise, options.model) == ("squat", "lite")
