"""Work spread over processes."""

from __future__ import annotations

import operator
import time
from pathlib import Path

import pytest

from formtrace import in_process
from formtrace.errors import UndecodableMediaError
from formtrace.in_process import Workers, analyse_video, spread
from formtrace.options import AnalysisOptions


def test_results_come_in_the_order_of_the_jobs() -> None:
    told = []
    with Workers(2).running() as executor:
        jobs = [(operator.mul, (number, number)) for number in range(7)]
        assert spread(executor, "pose", jobs, lambda *step: told.append(step)) == [n * n for n in range(7)]
    assert told == [("pose", done, 7) for done in range(8)]


def test_a_failure_comes_through_and_stops_the_rest() -> None:
    began = time.monotonic()
    jobs = [(int, ("no number",)), *[(time.sleep, (0.5,))] * 40]
    with pytest.raises(ValueError, match="no number"), Workers(1).running() as executor:
        spread(executor, "pose", jobs, lambda *step: None)
    assert time.monotonic() - began < 10, "twenty seconds of sleep were not begun"


def test_an_old_result_does_not_outlive_a_failure(
    tmp_path: Path, demo_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise UndecodableMediaError("Export it again.")

    monkeypatch.setattr(in_process, "split", fail)
    (tmp_path / "result.json").write_text("{}")
    with pytest.raises(UndecodableMediaError):
        analyse_video(demo_clip, tmp_path, AnalysisOptions(), Workers(1), lambda *step: None)
    assert not (tmp_path / "result.json").exists()
