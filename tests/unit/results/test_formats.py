"""The option ``formats``: a job writes its result in the formats of other tools."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from formtrace.analysis import Analysis
from formtrace.errors import InvalidOptionsError
from formtrace.options import JOB_FORMATS, AnalysisOptions
from formtrace.results.data import ResultData
from formtrace.results.exports import export, exporters
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.support.results import write

PLAIN = tuple(name for name in JOB_FORMATS if not exporters()[name].pictures)
ALL = ",".join(PLAIN)


def squats(formats: str) -> Analysis:
    schedule = sets(2)
    analysis = analysed(
        "squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 15), Camera()
    )
    options = AnalysisOptions.from_mapping({**analysis.options.given(), "formats": formats})
    return dataclasses.replace(analysis, options=options)


def test_the_files_are_those_that_an_export_writes(tmp_path: Path) -> None:
    document = write(squats(ALL), tmp_path / "job")
    named = {role: name for role, name in document.files.items() if role.startswith("export_")}
    assert set(named) == {f"export_{name}" for name in PLAIN}
    data = ResultData.load(tmp_path / "job")
    assert data.document.options["formats"] == PLAIN
    for name in ("csv", "vtt", "coco", "deeplabcut"):
        again = export(data, tmp_path / name, name).read_bytes()
        assert (tmp_path / "job" / named[f"export_{name}"]).read_bytes() == again
    with (tmp_path / "job" / named["export_csv"]).open(newline="") as file:
        assert [float(row["start_s"]) for row in csv.DictReader(file)] == pytest.approx(
            [rep.start_s for rep in document.reps], abs=1e-5
        )


def test_a_clip_without_a_person_has_them_too(tmp_path: Path) -> None:
    analysis = analysed(None, [], frame_times(1.0, 15), Camera())
    options = analysis.options.model_copy(update={"formats": JOB_FORMATS})
    document = write(dataclasses.replace(analysis, options=options), tmp_path)
    written = [name for name in document.files.values() if name.startswith("exports/")]
    assert len(written) == len(PLAIN)  # no pictures were kept
    assert all((tmp_path / name).is_file() for name in written)


def test_those_of_an_earlier_result_are_gone(tmp_path: Path) -> None:
    from formtrace.results.sink import FolderSink

    write(squats("csv"), tmp_path)
    FolderSink(tmp_path).clear()
    assert list(tmp_path.glob("exports/*")) == []


@pytest.mark.parametrize("given", ["trc, CSV,trc", ["trc", "csv"], ("trc", "csv")])
def test_names_come_as_text_or_as_a_list(given: object) -> None:
    assert AnalysisOptions.from_mapping({"formats": given}).formats == ("trc", "csv")


@pytest.mark.parametrize("given", ["c3d", "csv,parquet", "xlsx"])
def test_what_needs_a_library_is_refused_with_the_way_to_it(given: str) -> None:
    with pytest.raises(InvalidOptionsError, match=r"choose of coco, csv, .*formtrace export"):
        AnalysisOptions.from_mapping({"formats": given})
