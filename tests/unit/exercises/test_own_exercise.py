"""Exercises from files of users."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formtrace.analysis import analyse
from formtrace.errors import InvalidExerciseError
from formtrace.exercises.schema import Exercise
from formtrace.options import AnalysisOptions
from formtrace.results.report import report
from tests.support.filming import exerciser, film, frame_times
from tests.support.movements import sets

EXAMPLE = Path(__file__).parents[3] / "examples" / "half_squat.json"


def test_the_example_counts_squats() -> None:
    schedule = sets(3)
    tracks, manifest = film([exerciser("squat", schedule)], frame_times(schedule.duration_s, 30))
    exercise = Exercise.from_file(EXAMPLE)
    options = AnalysisOptions(exercise=exercise.id)
    document = report(analyse(tracks, manifest, options, own_exercise=exercise), "own")
    assert (document.exercise, document.count) == ("half_squat", len(schedule.reps))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counting": {"kind": "hops"}}, "Correct counting in the exercise file"),
        ({"sources": []}, "Correct sources"),
        (
            {"signal": [{"measure": {"kind": "height", "points": ["hip", "knie"]}, "rest": 0, "full": 1}]},
            "no landmark 'knie'; did you mean 'knee'",
        ),
    ],
)
def test_a_mistake_is_named(change: dict[str, object], message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(json.loads(EXAMPLE.read_text("utf-8")) | change))
    with pytest.raises(InvalidExerciseError, match=message):
        Exercise.from_file(path)


def test_what_is_no_file_or_no_json_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidExerciseError, match="cannot be read"):
        Exercise.from_file(tmp_path / "nothing.json")
    (tmp_path / "text.json").write_text("squat, but less")
    with pytest.raises(InvalidExerciseError, match="Correct the file"):
        Exercise.from_file(tmp_path / "text.json")
